/// Cauchy principal values: f(x) / (x - c) over a range with c inside.
///
///     auto r = taskquad::integrate_principal_value([](double x) { return 1 / (5 * x * x * x + 6); }, {-1.0, 5.0}, 0.0);
///
/// On the widest interval that is symmetric about c, the two sides are taken together: (f(c + t) - f(c - t)) / t has no pole where
/// f has a derivative. What is left over, on one side of c, has none either. Both are ordinary integrals, with the rules, the
/// drivers and the determinism of every other. (QUADPACK's QAWC takes modified Chebyshev moments instead: fewer evaluations, one
/// rule.)
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <taskquad/integrator.hpp>

namespace taskquad {

namespace detail {

/// Throws std::invalid_argument, naming c, unless it is inside a finite domain without breakpoints.
TASKQUAD_EXPORT void check_pole(const domain& where, double c);

}  // namespace detail

/// The principal value of the integral of f(x) / (x - c) over {a, b}, c between a and b, f real and differentiable at c. The
/// options are those of both parts; an absolute tolerance is shared by them, a relative one holds for the sum of their magnitudes,
/// since they may cancel. `evaluations` are those of the parts: within the symmetric one f is called twice for each, and not
/// cached. Throws std::invalid_argument, naming c, where it is not inside, or the domain is infinite or has breakpoints.
template <class F>
requires std::invocable<F&, double> && std::convertible_to < std::invoke_result_t<F&, double>,
double > result<> integrate_principal_value(F&& f, const domain& where, double c, const options& o = {}) {
    detail::check(o);
    detail::check_pole(where, c);
    const double a = where.points().front(), b = where.points().back(), m = std::min(c - a, b - c);
    options half = o;
    half.absolute_tolerance /= 2;
    const auto folded =
        integrate([&](double t) { return (static_cast<double>(f(c + t)) - static_cast<double>(f(c - t))) / t; }, {0.0, m}, half);
    // On the longer side, from the distance m on.
    const bool right = b - c > m, rest = right || c - a > m;
    const auto beside = [&](double t) { return static_cast<double>(f(right ? c + t : c - t)) / (right ? t : -t); };
    result<> r = folded;
    r.partition.clear();
    if (rest) {
        const auto one_sided = integrate(beside, {m, right ? b - c : c - a}, half);
        r.value += one_sided.value;
        r.error += one_sided.error;
        if (r.status == status::converged) r.status = one_sided.status;
        r.evaluations += one_sided.evaluations;
        r.calls += one_sided.calls;
        r.speculative += one_sided.speculative;
        r.segments += one_sided.segments;
        r.elapsed += one_sided.elapsed;
    }
    if (where.reversed()) r.value = -r.value;
    return r;
}

}  // namespace taskquad
