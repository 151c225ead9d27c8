/// Integrals over two and three dimensions, as integrals of integrals with variable limits.
///
///     auto f = [](double x, double y) { return std::exp(x * y); };
///     auto r = taskquad::integrate_nested(f, {0.0, 1.0}, {0.0, 1.0});
///     // over the triangle below y = 1 - x
///     auto t = taskquad::integrate_nested(f, {0.0, 1.0}, [](double x) { return taskquad::domain{0.0, 1 - x}; });
///
/// Every inner integral, a slice, is one evaluation of the outer integrand, and all may run at the same time. What slices say of
/// their errors is integrated beside their values and is part of the result's error. The tolerance is shared out: a slice is
/// integrated as exactly as the whole needs it, not to a number of digits of its own. How the size of the whole is known before it
/// is integrated: docs/algorithm.md.
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>

#include <taskquad/detail/fault_of_f.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/recorded_calls.hpp>
#include <taskquad/detail/slices.hpp>
#include <taskquad/detail/stated_options.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

namespace taskquad {

namespace detail {

template <class Function>
void check_coordinates(const Function& f, const char* name) {
    explain_coordinates<Function>();
    refuse_null(f, name);
}

template <class F, class YRange>
concept is_nested = std::invocable<F&, double, double> &&(makes_domain<YRange, double> || std::convertible_to<YRange, domain>);

/// Limits that depend on no coordinate.
inline auto same_everywhere(const domain& where) {
    return [&where](auto... /*coordinates*/) { return where; };
}

}  // namespace detail

/// The integral of f(x, y), real, over y in y_range(x), and over x in a domain. The options are those of the whole: a tolerance, a
/// budget of evaluations, a stop, a limit of time. Only max_segments and, on an infinite domain, scale hold for each integral.
/// max_evaluations is never exceeded with concurrency 1; where it ends the run and several evaluations are in flight, some calls
/// more are made, at most as many again, and the result is the same to the bit. It must allow for the first estimates of the slices
/// at the first abscissae: 21 * 23 evaluations over a finite range of y by the default rule, which is looked at beside both ends.
/// A norm that is a function would have nothing to measure, and is refused.
///
/// Of the result, evaluations and calls are those of f; partition and segments are those over x. Where an inner integral has failed
/// for good, or has met a limit, that is what has become of the whole, and `place` says where. One that has no answer, since it
/// does not exist, is no number: it may be next to an end, as at a singular corner; elsewhere the status is `non_finite`. Whatever
/// f throws reaches the caller unless failures.rethrow is false. f(x, y) is evaluated once at each point, as long as the values fit
/// into max_cache_bytes. Of a serial(f) no two calls overlap; values of float are taken to have 7 digits.
///
/// The observer sees the integral over x, slices as evaluations, in up to three rounds of which each begins a partition of its own,
/// or more where there is noise; a slice only in the rounds in which it is worked on; and one end, that of the whole. Progress has
/// the best value and error so far, and counts evaluations of f; nobody knows what is left, so that `remaining` is infinite.
///
/// Throws std::invalid_argument, naming it, for a wrong option, and for an f or limits that are a null pointer or an empty function
/// object; and for wrong limits, from y_range, as f does. The compiler refuses, in words, an f that takes an integer or is not
/// real, and limits that are no domain.
template <class F, class YRange>
requires std::invocable<F&, double, double> && detail::makes_domain<YRange, double> nested_result
integrate_nested(F&& f, const domain& x_range, YRange&& y_range, const options& o = {}) {
    detail::explain_real_of<F, double, double>();
    detail::check_coordinates(f, "f");
    detail::check_coordinates(y_range, "y_range");
    options own = detail::stated_options<F, double, double>(o);
    own.journal = nullptr;  // which has values of f, not of slices
    detail::purse all(o.max_cache_bytes, o.max_evaluations);
    detail::recorded_calls log(o.journal, 2);
    return detail::integrate_slices(
        x_range,
        [&](double x) {
            const auto g = [&f, &log, x](double y) {
                return log({x, y}, [&] { return static_cast<double>(std::invoke(f, x, y)); });
            };
            return detail::line_of(g, y_range(x), all);
        },
        own, all, log);
}

/// As above, over the same range of y at each x.
template <class F>
requires std::invocable<F&, double, double> nested_result integrate_nested(F&& f, const domain& x_range, const domain& y_range,
                                                                           const options& o = {}) {
    return integrate_nested(f, x_range, detail::same_everywhere(y_range), o);
}

/// The integral of f(x, y, z) over z in z_range(x, y), over y in y_range(x), and over x in a domain; as above.
template <class F, class YRange, class ZRange>
requires std::invocable<F&, double, double, double> && detail::makes_domain<YRange, double> &&
    detail::makes_domain<ZRange, double, double>
        nested_result integrate_nested(F&& f, const domain& x_range, YRange&& y_range, ZRange&& z_range, const options& o = {}) {
    detail::explain_real_of<F, double, double, double>();
    detail::check_coordinates(f, "f");
    detail::check_coordinates(y_range, "y_range");
    detail::check_coordinates(z_range, "z_range");
    options own = detail::stated_options<F, double, double, double>(o);
    own.journal = nullptr;
    detail::purse all(o.max_cache_bytes, o.max_evaluations);
    detail::recorded_calls log(o.journal, 3);
    return detail::integrate_slices(
        x_range,
        [&](double x) {
            const auto slice_at = [&, x](double y) {
                const auto g = [&f, &log, x, y](double z) {
                    return log({x, y, z}, [&] { return static_cast<double>(std::invoke(f, x, y, z)); });
                };
                return detail::line_of(g, z_range(x, y), all);
            };
            return detail::slice_of_slices(y_range(x), o.scale, slice_at, all);
        },
        own, all, log);
}

/// As above, over ranges of which one, or both, are everywhere the same.
template <class F, class YRange>
requires std::invocable<F&, double, double, double> && detail::makes_domain<YRange, double> nested_result
integrate_nested(F&& f, const domain& x_range, YRange&& y_range, const domain& z_range, const options& o = {}) {
    return integrate_nested(f, x_range, y_range, detail::same_everywhere(z_range), o);
}
template <class F, class ZRange>
requires std::invocable<F&, double, double, double> && detail::makes_domain<ZRange, double, double> nested_result
integrate_nested(F&& f, const domain& x_range, const domain& y_range, ZRange&& z_range, const options& o = {}) {
    return integrate_nested(f, x_range, detail::same_everywhere(y_range), z_range, o);
}
template <class F>
requires std::invocable<F&, double, double, double> nested_result integrate_nested(F&& f, const domain& x_range,
                                                                                   const domain& y_range, const domain& z_range,
                                                                                   const options& o = {}) {
    return integrate_nested(f, x_range, detail::same_everywhere(y_range), detail::same_everywhere(z_range), o);
}

/// What is no f of two coordinates, or no range of y for one: the compiler says why.
template <class F, class YRange>
requires(!detail::is_nested<F, YRange>) nested_result integrate_nested(F&& /*f*/, const domain& /*x_range*/, YRange&& /*y_range*/) {
    detail::explain_nested<F, YRange>();
    return {};
}
/// The same with options; of an f of three coordinates these would be taken for a range of z.
template <class F, class YRange>
requires(!detail::is_nested<F, YRange> && !std::invocable<F&, double, double, double>) nested_result
    integrate_nested(F&& /*f*/, const domain& /*x_range*/, YRange&& /*y_range*/, const options& /*o*/) {
    detail::explain_nested<F, YRange>();
    return {};
}

}  // namespace taskquad
