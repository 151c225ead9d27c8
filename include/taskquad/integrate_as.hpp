/// Integration in the arithmetic of another real type: long double, float, or one of many digits. Not part of taskquad.hpp.
///
///     using real = boost::multiprecision::cpp_bin_float_50;
///     auto f = [](const real& x) { return exp(-x * x); };
///     auto r = taskquad::integrate_as<real>(f, {0, 1}, {.relative_tolerance = real("1e-45")});
///
/// Abscissae, weights, values and sums are of that type; the Gauss-Kronrod rule is computed to its precision. A template, since the
/// type is the user's; what is not: there is no cache (this rule shares no abscissa between segments, so that each is evaluated
/// once all the same), no speculation, no other driver, and no other rule.
///
/// Each round refines, all at the same time, the segments that have to be refined whatever that gives: those for which the errors
/// of all that are no worse exceed the tolerance already. What a round is does not depend on the workers, nor does the result.
/// Beside an end at which the error concentrates, and on half lines, the variable of integration is changed as in H. Takahasi,
/// M. Mori, Double exponential formulas for numerical integration, Publ. RIMS 9 (1974), 721-741, doi:10.2977/prims/1195192451.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/detail/budget.hpp>
#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/detail/fault_of_f.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/parallel_loop.hpp>
#include <taskquad/detail/real_partition.hpp>
#include <taskquad/distances.hpp>
#include <taskquad/status.hpp>

namespace taskquad {

namespace detail {

namespace functions_of_reals {
using std::abs, std::sqrt, std::exp, std::log, std::sinh, std::cosh, std::isfinite;
template <class Real>
concept are_there = requires(const Real& x) {
    Real(abs(x)), Real(sqrt(x)), Real(exp(x)), Real(log(x)), Real(sinh(x)), Real(cosh(x)), bool(isfinite(x));
};
}  // namespace functions_of_reals

}  // namespace detail

/// A binary or decimal floating-point type with the usual operators, numeric_limits, and abs, sqrt, exp, log, sinh, cosh, isfinite,
/// in std or found beside the type.
template <class Real>
concept real_number = std::numeric_limits<Real>::is_specialized && !std::numeric_limits<Real>::is_integer && std::copyable<Real> &&
                      std::totally_ordered<Real> && std::constructible_from<Real, int> && std::constructible_from<Real, double> &&
                      detail::functions_of_reals::are_there<Real> && requires(const Real& x, Real& y) {
    Real(x + x), Real(x - x), Real(x * x), Real(x / x), Real(-x), y += x, y *= x, y /= x;
};

template <real_number Real>
struct real_options {
    /// The run ends when the error is <= max(absolute_tolerance, relative_tolerance * |integral|); finite, >= 0. The relative one
    /// by default: half the digits of Real.
    Real absolute_tolerance = Real(0);
    Real relative_tolerance = [] {
        using std::sqrt;
        return Real(sqrt(std::numeric_limits<Real>::epsilon()));
    }();
    /// Of the Gauss-Kronrod rule; odd, >= 3. By default more for more digits: 21 for long double, 61 for 50 digits.
    int nodes = std::max(21, 2 * (std::numeric_limits<Real>::digits10 * 6 / 10) + 1);
    /// Largest number of evaluations; no less than the first segments take. A refinement that would exceed it is not begun.
    std::uint64_t max_evaluations = 10'000'000;
    /// As taskquad::options::concurrency: 0: the slots of the caller's oneTBB arena; 1: the calling thread; n: n slots.
    int concurrency = 0;
    /// No evaluation starts later than this after the call; > 0.
    std::chrono::duration<double> time_limit = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// No evaluation starts after a stop is requested.
    std::stop_token stop = {};
    /// On half lines: the distance from the finite limit, or from 0 on the line, about which f lives; finite, > 0.
    Real scale = Real(1);
    /// Accuracy of f's values, relative to their size; finite, >= 0, < 1. Differences below that are not taken for features of f.
    Real f_relative_accuracy = Real(0);
};

template <real_number Real>
struct real_result {
    Real value{};  ///< the integral; NaN where nothing is known
    Real error{};  ///< estimated |value - exact|; infinite where nothing is known
    taskquad::status status{};
    std::uint64_t evaluations{};          ///< abscissae that the result rests on
    std::uint64_t segments{};             ///< of the final partition
    std::optional<Real> non_finite_at{};  ///< with status::non_finite: where
    std::chrono::duration<double> elapsed{};

    [[nodiscard]] bool converged() const noexcept { return status == status::converged; }
};

namespace detail {

template <class F, class Real>
concept takes_real = std::invocable<F&, const Real&> && std::convertible_to<std::invoke_result_t<F&, const Real&>, Real>;

template <class F, class Real>
inline constexpr bool takes_real_distances = false;
template <class F, class Real>
requires function_of_distances<F, Real>
inline constexpr bool takes_real_distances<told_distances<F>, Real> =
    std::convertible_to<std::invoke_result_t<F&, const Real&, const Real&, const Real&>, Real>;

/// What is wrong with f, in words.
template <class F, class Real>
constexpr void explain_of_reals() {
    constexpr bool of_integer = takes_integer<F>(), of_three = function_of_distances<F, Real>;
    static_assert(!of_integer, "taskquad: f takes an integer, so that x would lose what is behind the point: f must take a Real.");
    static_assert(!of_three,
                  "taskquad: f can be called with three numbers. If these are x and its distances from the ends, say "
                  "taskquad::with_distances(f); if the others are parameters, say [&](const Real& x) { return f(x); }.");
    static_assert(of_integer || of_three || takes_real<F, Real> || takes_real_distances<std::remove_cv_t<F>, Real>,
                  "taskquad: f must be Real f(const Real& x), or with_distances(f) of an f(x, from_a, to_b).");
}

template <class Real>
void check(const real_options<Real>& o) {
    using std::isfinite;
    const auto require = [](bool right, const char* name, double value, const char* range) {
        if (!right) {
            throw std::invalid_argument(std::string("taskquad: integrate_as: ") + name + " is " + std::to_string(value) +
                                        ", must be " + range);
        }
    };
    const auto rounded = [](const Real& x) { return static_cast<double>(x); };
    require(isfinite(o.absolute_tolerance) && o.absolute_tolerance >= 0, "absolute_tolerance", rounded(o.absolute_tolerance),
            "finite and >= 0");
    require(isfinite(o.relative_tolerance) && o.relative_tolerance >= 0, "relative_tolerance", rounded(o.relative_tolerance),
            "finite and >= 0");
    require(o.nodes >= 3 && o.nodes % 2 == 1, "nodes", o.nodes, "odd and >= 3");
    require(o.max_evaluations >= 1, "max_evaluations", static_cast<double>(o.max_evaluations), ">= 1");
    require(o.concurrency >= 0, "concurrency", o.concurrency, ">= 0");
    require(o.time_limit.count() > 0, "time_limit", o.time_limit.count(), "> 0 seconds");
    require(isfinite(o.scale) && o.scale > 0, "scale", rounded(o.scale), "finite and > 0");
    require(o.f_relative_accuracy >= 0 && o.f_relative_accuracy < 1, "f_relative_accuracy", rounded(o.f_relative_accuracy),
            "finite, >= 0 and < 1");
}

/// The points, increasing; whether they were given from right to left.
template <class Real>
bool put_in_order(std::vector<Real>& points) {
    using std::isfinite;
    const auto wrong = [](std::size_t i, const char* what) {
        throw std::invalid_argument("taskquad: integrate_as: point " + std::to_string(i) + " of the domain " + what);
    };
    if (points.size() < 2) throw std::invalid_argument("taskquad: integrate_as: the domain has fewer than two points");
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!(points[i] == points[i])) wrong(i, "is not a number");
        if (!isfinite(points[i]) && i != 0 && i + 1 != points.size()) wrong(i, "is infinite, and not a limit");
    }
    if (!isfinite(points.front()) && points.front() == points.back()) wrong(0, "is the same infinity as the last");
    const bool reversed = points.back() < points.front();
    if (reversed) std::ranges::reverse(points);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        if (points[i + 1] < points[i]) wrong(reversed ? points.size() - 1 - i : i + 1, "is out of order");
        if (isfinite(points[i]) && isfinite(points[i + 1]) && !isfinite(Real(points[i + 1] - points[i])))
            wrong(i + 1, "is further from its neighbour than the largest number");
    }
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return reversed;
}

/// The default rule of a type is computed once.
template <class Real>
real_rule<Real> real_rule_of(int nodes) {
    static const int usual = real_options<Real>{}.nodes;
    if (nodes != usual) return real_rule<Real>(nodes);
    static const real_rule<Real> the_usual(usual);
    return the_usual;
}

/// Why the target is not met though there is no segment to refine.
template <class Real>
status limit_of(const real_partition<Real>& partition, const Real& target) {
    using std::isfinite;
    const Real beyond = partition.beyond();
    if (!isfinite(beyond)) return status::divergent;
    return beyond - partition.cut_off() > target ? status::endpoint_precision : status::roundoff;
}

}  // namespace detail

/// The integral of f over a domain: its limits, either of which may be infinite, with breakpoints between, in order.
///
/// f        Real f(const Real& x); or with_distances(f) of a Real f(const Real& x, const Real& from_a, const Real& to_b), with the
///          exact distances of x from the limits or breakpoints on both sides. A singularity at an end other than 0 needs these: x
///          alone has not the digits there, and the run ends with status::endpoint_precision. Called from several threads at a time
///          unless concurrency is 1.
///
/// Missing the tolerance is a status of the result. Throws std::invalid_argument, before any call of f, for a wrong argument;
/// rethrows what f threw, after every evaluation in flight has ended.
template <real_number Real, class F>
real_result<Real> integrate_as(F&& f, std::vector<Real> points, const real_options<Real>& o = {}) {
    using std::abs;
    using std::isfinite;
    detail::explain_of_reals<std::remove_reference_t<F>, Real>();
    constexpr bool exact = detail::takes_real_distances<std::remove_cvref_t<F>, Real>;
    detail::refuse_null(f);
    detail::check(o);
    const bool reversed = detail::put_in_order(points);
    real_result<Real> r{.value = Real(0), .error = Real(0), .status = status::converged};
    if (points.size() == 1) return r;

    const detail::end_from_outside end(o);
    detail::parallel_loop evaluate_all(o.concurrency, end);
    const auto rule = detail::real_rule_of<Real>(o.nodes);
    detail::real_partition<Real> partition(rule, points, o.scale, o.f_relative_accuracy, exact);
    detail::check_budget("integrate_as", o.max_evaluations, partition.wanted());
    const auto summary = [&](status why) {
        const bool known = partition.segments() > 0;
        r.value = known ? partition.integral() : std::numeric_limits<Real>::quiet_NaN();
        r.error = known ? partition.error() : std::numeric_limits<Real>::infinity();
        if (reversed) r.value = -r.value;
        r.status = why;
        r.evaluations = partition.evaluations();
        r.segments = partition.segments();
        r.elapsed = end.elapsed();
        return r;
    };

    std::vector<Real> values;
    while (true) {
        values.assign(partition.wanted(), Real(0));
        const auto ended = evaluate_all(values.size(), [&](std::size_t i) {
            const detail::real_point<Real> p = partition.point(i);
            if constexpr (exact) {
                values[i] = p.slope * Real(f.at(p.x, p.from_a, p.to_b));
            } else {
                values[i] = p.slope * Real(std::invoke(f, p.x));
            }
        });
        if (ended) return summary(*ended);
        partition.estimate(values);
        r.non_finite_at = partition.non_finite_at();
        if (r.non_finite_at) return summary(status::non_finite);
        const std::uint64_t left = o.max_evaluations - std::min(o.max_evaluations, partition.evaluations());
        if (partition.wanted() > 0) {
            if (partition.segments() > 0 && partition.wanted() > left) return summary(status::evaluation_limit);
            continue;
        }
        if (!isfinite(partition.cut_off())) return summary(status::divergent);
        if (!isfinite(partition.integral())) return summary(status::non_finite);

        const Real target = std::max(o.absolute_tolerance, Real(o.relative_tolerance * abs(partition.integral())));
        if (partition.error() <= target) return summary(status::converged);
        auto which = partition.certain(target);
        if (which.empty()) return summary(detail::limit_of(partition, target));
        which.resize(std::min<std::uint64_t>(which.size(), left / partition.cost_of_refining()));
        if (which.empty()) return summary(status::evaluation_limit);
        partition.refine(std::move(which));
    }
}

}  // namespace taskquad
