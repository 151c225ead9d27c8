/// The result: how good, how much work, why it stopped and where.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <vector>

#include <taskquad/cubature.hpp>
#include <taskquad/status.hpp>

namespace taskquad {

/// One piece of the final partition.
template <class Value = double>
struct segment {
    double a, b;     ///< from a to b in the direction of the domain (a > b where that runs from right to left)
    Value integral;  ///< from a to b
    double error;    ///< estimated |integral - exact|
};

/// One piece of the final partition of a box.
template <class Value = double>
struct cell {
    /// The limits on each axis, from left to right whatever the direction of the axis, where a `distribution` ends infinite; on one
    /// whose own limits depend on other coordinates, the parts of the way between these, from 0 to 1.
    std::vector<double> lower, upper;
    Value integral;  ///< in the direction of the box
    double error;    ///< estimated |integral - exact|
};

/// What is said of an integration whatever its values are: how good, how much work, why it stopped and where.
struct account {
    double error{};  ///< estimated |value - exact|: the sum over the segments; infinite where nothing is known
    taskquad::status status{};

    std::uint64_t evaluations{};                 ///< distinct abscissae that the result rests on, from the cache, too
    std::uint64_t calls{};                       ///< calls of f that this call made, those of options::verify included
    std::uint64_t reused{};                      ///< values taken from the cache, or computed by another call meanwhile
    std::uint64_t speculative{};                 ///< values obtained that the result does not rest on
    std::uint64_t segments{};                    ///< in the final partition; of a sparse grid, the contributions that make the sum
    foundation cubature = foundation::segments;  ///< what the value rests on: which way options::cubature has taken
    int concurrency{};                        ///< evaluations that could be in flight at a time; 1 where f was too cheap for tasks
    std::chrono::duration<double> elapsed{};  ///< wall time

    /// With status non_finite: the smallest committed x where f was not finite; else, and where f was finite everywhere
    /// but its integral overflowed, NaN.
    double non_finite_at = std::numeric_limits<double>::quiet_NaN();

    /// With status not_reproducible: where f gave another value when it was called again; the value that the integral rests on, and
    /// the other one; of several components the first that differs. Else NaN.
    double not_reproducible_at = std::numeric_limits<double>::quiet_NaN();
    std::array<double, 2> values_there = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

    /// With status failed: what the evaluation threw, and its x.
    std::exception_ptr failure = {};
    double failed_at = std::numeric_limits<double>::quiet_NaN();

    /// Over several dimensions: all coordinates of failed_at, non_finite_at or not_reproducible_at, whichever there is, which is
    /// the first of them; as far as they are known. In one dimension empty.
    std::vector<double> place = {};

    /// Whether the tolerance is met.
    [[nodiscard]] bool converged() const noexcept { return status == taskquad::status::converged; }

    /// Adds the counts of an integral that this one is made of. Of concurrency the larger counts; time is not added, since
    /// integrals may be computed at the same time.
    void add_work_of(const account& part) noexcept {
        evaluations += part.evaluations;
        calls += part.calls;
        reused += part.reused;
        speculative += part.speculative;
        segments += part.segments;
        concurrency = std::max(concurrency, part.concurrency);
    }
};

/// The result of an integration. value, error, status, evaluations, segments and partition are, unless a stop, a time
/// limit or a failure cut the run short, the same to the bit for every driver, concurrency and amount of speculation, and with or
/// without a filled cache.
template <class Value = double>
struct result : account {
    Value value{};  ///< the integral; NaN where nothing is known

    /// The final partition, in the direction of the domain; empty unless options::keep_partition. Over a box it is in `cells`,
    /// and there is none where the value rests on a sparse grid.
    std::vector<segment<Value>> partition = {};
    std::vector<cell<Value>> cells = {};
};

/// The result of an integral over two or three dimensions, whose coordinates are x, y and z. Where the whole came to a limit in an
/// inner integral, `place` says where, too.
struct nested_result : result<> {};

}  // namespace taskquad
