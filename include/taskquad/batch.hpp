/// Batch integrands: f that evaluates many abscissae in one call, on a GPU, with SIMD, or somewhere remote.
///
///     auto f = taskquad::batch([](std::span<const double> x, std::span<double> y) { ... }, {.max_batch = 256});
///     taskquad::integrate(f, {0.0, 1.0});
///
/// A call receives all abscissae that are certain to be needed, of all segments, up to the cap; if these are fewer, speculative
/// ones as well.
///
/// Over a box f takes `taskquad::points`, which are read as x[i], the coordinates of a point, or all of them as a matrix:
///
///     auto f = taskquad::batch([](taskquad::points x, std::span<double> y) { ... });
///     taskquad::integrate(f, taskquad::box{{0.0, 1.0}, {0.0, 2.0}});
///
/// A type of its own, and no longer list of numbers, so that an f of one dimension is not taken for one of several.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/detail/null_function.hpp>
#include <taskquad/points.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

struct batch_limits {
    /// The largest number of abscissae in one call, >= 1. Unlimited: as many as are needed. Speculation then stays at
    /// options::speculation times as many, since nobody knows how many evaluations are idle.
    std::size_t max_batch = std::numeric_limits<std::size_t>::max();
};

/// An f(x, y) or f(x, y, std::stop_token) that sets y[i] to the value at x[i], of which there are as many. X: numbers, or points.
template <class F, class Value = double, class X = std::span<const double>>
concept batch_function_of = std::invocable<F&, X, std::span<Value>> || std::invocable<F&, X, std::span<Value>, std::stop_token>;
template <class F, class Value = double>
concept batch_function = batch_function_of<F, Value> || batch_function_of<F, Value, points>;

/// What `batch` makes.
template <class F, value Value>
class batched {
public:
    using value_type = Value;
    batched(F f, batch_limits limits) : f_(std::move(f)), limits_(limits) {
        detail::refuse_null(f_, "batch: f");
        if (limits.max_batch < 1) throw std::invalid_argument("taskquad: batch: max_batch is 0, must be >= 1");
    }
    [[nodiscard]] std::size_t max_batch() const noexcept { return limits_.max_batch; }
    /// Whether f takes a stop token, too.
    template <class X>
    static constexpr bool stoppable = std::invocable<F&, X, std::span<Value>, std::stop_token>;

    template <class X>
    requires batch_function_of<F, Value, X>
    void operator()(X x, std::span<Value> y, const std::stop_token& stop) const {
        if constexpr (stoppable<X>) {
            std::invoke(f_, x, y, stop);
        } else {
            std::invoke(f_, x, y);
        }
    }

private:
    mutable F f_;
    batch_limits limits_;
};

/// Makes an integrand of a function of many abscissae; of values of another type by `batch<V>(f)`. f is called from several
/// threads at a time, as many as options::concurrency says; say 1 for a single GPU. What f throws is a failure at every
/// abscissa of the call. The value at x must not depend on the batch that x comes in: then the result does not depend on it either.
/// Throws std::invalid_argument where max_batch is 0, or f is a null pointer or an empty function object.
template <value Value = double, class F>
requires batch_function<std::decay_t<F>, Value> batched<std::decay_t<F>, Value> batch(F&& f, batch_limits limits = {}) {
    return {std::forward<F>(f), limits};
}

}  // namespace taskquad
