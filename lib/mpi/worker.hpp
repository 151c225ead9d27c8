/// A rank that evaluates what rank 0 asks for, and gets the result.
#pragma once

#include <cstdint>
#include <stop_token>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/mpi.hpp>
#include <taskquad/options.hpp>

#include "mpi/channel.hpp"
#include "mpi/ending.hpp"

namespace taskquad::mpi::ranks {

/// Returns how the integration has ended. Throws rank_lost where rank 0 is not heard of any more.
[[nodiscard]] ending work_for_rank_0(channel& c, std::uint32_t integration, const detail::integrand_view& f, const options& o,
                                     const distribution& d);

}  // namespace taskquad::mpi::ranks
