/// Rank 0: has the integration decide, on a thread of its own, and gives its points to ranks.
///
/// The calling thread, which alone may use MPI, goes round: it receives answers, tells the integration, takes the points that this
/// wants, and sends them to those who the roster says. To the integration f is asynchronous.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/mpi.hpp>
#include <taskquad/options.hpp>

#include "mpi/channel.hpp"
#include "mpi/ending.hpp"

namespace taskquad::mpi::ranks {

/// What integrates over the domain that is asked for: detail::run.
using door =
    std::function<detail::outcome(const detail::integrand_view& f, const options& o, const std::shared_ptr<detail::store>& values)>;

/// Returns when all ranks that are left have been told how it has ended, and evaluate nothing any more. `values`: as in
/// detail::run. `lost`: ranks that have not been heard of, then and now; they are not awaited.
[[nodiscard]] ending manage(channel& c, std::uint32_t integration, const detail::integrand_view& f, const door& integrate,
                            const options& o, const distribution& d, const std::shared_ptr<detail::store>& values,
                            std::vector<bool>& lost);

}  // namespace taskquad::mpi::ranks
