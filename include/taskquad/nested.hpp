/// Integrals over two and three dimensions, as integrals of integrals with variable limits.
///
///     // over the triangle below y = 1 - x
///     auto r = taskquad::integrate_nested([](double x, double y) { return std::exp(x * y); }, {0.0, 1.0},
///                                         [](double x) { return taskquad::domain{0.0, 1 - x}; });
///
/// Every inner integral is one evaluation of the outer integrand, and all may run at the same time. The inner ones are integrated
/// to a tenth of the outer tolerance; what they say of their errors is integrated beside their values and is part of the result's
/// error, and the outer integration does not take differences of that size for features of f.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>

#include <taskquad/integrator.hpp>

namespace taskquad {

namespace detail {

/// The options of an integral whose values are integrals, and of these.
struct nested_options {
    static constexpr double share = 0.1;  ///< of the tolerance, for the inner integrals

    explicit nested_options(const options& o) : outer(o), inner(o) {
        check(o);
        inner.absolute_tolerance = o.absolute_tolerance * share;
        inner.relative_tolerance = o.relative_tolerance * share;
        inner.keep_partition = false;
        inner.observer = nullptr;
        if (o.concurrency > 1) inner.concurrency = 0;  // of the outer one's arena
        outer.f_relative_accuracy = std::max(o.f_relative_accuracy, inner.relative_tolerance);
        // A value and its error: the value alone decides.
        outer.norm = norm([](std::span<const double> y) { return std::abs(y[0]); });
    }
    options outer, inner;
};

/// `inner(x, options)` integrates over the other dimensions.
template <class Inner>
result<> integrate_integrals(Inner&& inner, const domain& where, const options& o) {
    const nested_options both(o);
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<std::uint64_t> calls = 0;
    const auto slice = [&](double x) {
        options now = both.inner;
        const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - begin;
        now.time_limit = std::max(o.time_limit - gone, std::chrono::duration<double>(1e-9));
        const result<> r = inner(x, now);
        calls += r.calls;
        return std::array{r.value, r.error};
    };
    auto r = integrate(slice, where, both.outer);
    result<> all{.value = r.value[0], .error = r.error + std::abs(r.value[1]), .status = r.status, .evaluations = r.evaluations};
    const tolerance t{o.absolute_tolerance, o.relative_tolerance};
    if (all.status == status::converged && !t.accepts(all.value, all.error)) all.status = status::roundoff;
    all.calls = calls;
    all.speculative = r.speculative;
    all.segments = r.segments;
    all.concurrency = r.concurrency;
    all.elapsed = r.elapsed;
    all.non_finite_at = r.non_finite_at;
    all.failure = r.failure;
    all.failed_at = r.failed_at;
    for (const auto& s : r.partition) all.partition.push_back({s.a, s.b, s.integral[0], s.error});
    return all;
}

template <class Limits, class... Arguments>
concept makes_domain =
    std::invocable<Limits&, Arguments...> && std::convertible_to<std::invoke_result_t<Limits&, Arguments...>, domain>;

}  // namespace detail

/// The integral of f(x, y) over y in y_range(x), and over x in a domain. The options are those of the outer integral;
/// max_evaluations and the like hold for each integral. Of the result, `evaluations` are those of the outer one, each an integral
/// over y; `calls` are all calls of f. Where the errors of the inner integrals do not allow the tolerance, the status is
/// `roundoff`.
template <class F, class YRange>
requires std::invocable<F&, double, double> && detail::makes_domain<YRange, double> result<> integrate_nested(
    F&& f, const domain& x_range, YRange&& y_range, const options& o = {}) {
    return detail::integrate_integrals(
        [&](double x, const options& inner) {
            return integrate([&](double y) { return static_cast<double>(std::invoke(f, x, y)); }, y_range(x), inner);
        },
        x_range, o);
}

/// The integral of f(x, y, z) over z in z_range(x, y), over y in y_range(x), and over x in a domain; as above.
template <class F, class YRange, class ZRange>
requires std::invocable<F&, double, double, double> && detail::makes_domain<YRange, double> &&
    detail::makes_domain<ZRange, double, double>
        result<> integrate_nested(F&& f, const domain& x_range, YRange&& y_range, ZRange&& z_range, const options& o = {}) {
    return detail::integrate_integrals(
        [&](double x, const options& inner) {
            return integrate_nested([&](double y, double z) { return std::invoke(f, x, y, z); }, y_range(x),
                                    [&](double y) { return z_range(x, y); }, inner);
        },
        x_range, o);
}

}  // namespace taskquad
