/// The result: how good, how much work, why it stopped and where.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <vector>

#include <taskquad/status.hpp>

namespace taskquad {

/// One piece of the final partition.
template <class Value = double>
struct segment {
    double a, b;     ///< from a to b in the direction of the domain (a > b where that runs from right to left)
    Value integral;  ///< from a to b
    double error;    ///< estimated |integral - exact|
};

/// The result of an integration. value, error, status, evaluations, segments and partition are, unless a stop, a time
/// limit or a failure cut the run short, the same to the bit for every driver, concurrency and amount of speculation, and with or
/// without a filled cache.
template <class Value = double>
struct result {
    Value value{};   ///< the integral; NaN where nothing is known of it
    double error{};  ///< estimated |value - exact|: the sum over the segments; infinite where nothing is known
    taskquad::status status{};

    std::uint64_t evaluations{};              ///< distinct abscissae that the result rests on, whoever evaluated them
    std::uint64_t calls{};                    ///< calls of f that this call made
    std::uint64_t reused{};                   ///< values taken from the cache, or computed by another call meanwhile
    std::uint64_t speculative{};              ///< values obtained that the result does not rest on
    std::uint64_t segments{};                 ///< in the final partition
    int concurrency{};                        ///< evaluations that could be in flight at a time; 1 where f was too cheap for tasks
    std::chrono::duration<double> elapsed{};  ///< wall time

    /// With status non_finite: the smallest committed x where f was not finite; else, and where f was finite everywhere
    /// but its integral overflowed, NaN.
    double non_finite_at = std::numeric_limits<double>::quiet_NaN();

    /// With status failed: what the evaluation threw, and its x.
    std::exception_ptr failure = {};
    double failed_at = std::numeric_limits<double>::quiet_NaN();

    /// The final partition, in the direction of the domain; empty unless options::keep_partition.
    std::vector<segment<Value>> partition = {};

    /// Whether the tolerance is met.
    [[nodiscard]] bool converged() const noexcept { return status == taskquad::status::converged; }
};

}  // namespace taskquad
