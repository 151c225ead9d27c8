/// What the user says of the distribution: whether it is possible, and what a rank takes by it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <taskquad/mpi.hpp>

#include "mpi/roster.hpp"
#include "problem/messages.hpp"

namespace taskquad::mpi::ranks {

/// Throws std::invalid_argument, which names what is not.
inline void check(const distribution& d) {
    const auto refuse = [](const char* what, double value, const char* must) {
        throw std::invalid_argument(std::string("taskquad: mpi: distribution: ") + what + " is " + problem::text(value) +
                                    ", must be " + must);
    };
    if (!(d.overdue.count() > 0)) refuse("overdue", d.overdue.count(), "> 0");
    if (!(d.lost_after.count() >= 1)) refuse("lost_after", d.lost_after.count(), ">= 1 s");
}

/// What a rank takes at a time that works on so many points. No sum of all ranks' capacities overflows.
[[nodiscard]] inline capacity capacity_of(std::size_t slots, const distribution& d) {
    constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
    const std::size_t works_on = std::min(slots, most);
    return {works_on, std::min(d.queued.value_or(std::max<std::size_t>(1, works_on / 2)), most)};
}

}  // namespace taskquad::mpi::ranks
