/// Cauchy principal values: f(x) / (x - c) over a range with c inside.
///
///     auto r = taskquad::integrate_principal_value([](double x) { return 1 / (5 * x * x * x + 6); }, {-1.0, 5.0}, 0.0);
///
/// On the widest interval that is symmetric about c, the two sides are taken together: (f(c + t) - f(c - t)) / t has no pole where
/// f has a derivative. What is left over, on one side of c, has none either. Both are ordinary integrals over t = |x - c|, with the
/// rules, the drivers and the determinism of every other. (QUADPACK's QAWC takes modified Chebyshev moments instead: fewer
/// evaluations, one rule.)
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>

#include <taskquad/detail/fault_of_f.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/stated_options.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

namespace taskquad {

namespace detail {

TASKQUAD_EXPORT result<> integrate_principal_value(const std::function<double(double)>& f, const domain& where, double c,
                                                   const options& o);

}  // namespace detail

/// The principal value of the integral of f(x) / (x - c) over {a, b}, c between a and b, f real and differentiable at c.
///
/// The options are those of both parts, and limits of time, evaluations and segments hold for the whole: the second part has what
/// the first leaves, which is enough for its first estimates. An absolute tolerance is shared by the parts, a relative one holds
/// for the sum of their magnitudes, since they may cancel. The observer sees the parts one after the other, as integrals over t
/// with clocks and counts of their own, and one end, that of the whole.
///
/// Of the result, `evaluations` and `calls` are those of the parts: within the symmetric one f is called twice for each, and not
/// cached. `non_finite_at` and `failed_at` are x at which f was called; of the non-finite ones that with the smallest |x - c|.
/// `not_reproducible_at` is c + t or c - t, and `values_there` are those of the integrand over t.
/// After a stop, the end of the time or a failure no further part is begun, and value and error are NaN and infinite unless all
/// parts have an estimate. There is no partition, whatever keep_partition says: its pieces would have two x.
///
/// Throws std::invalid_argument, naming c, where it is not inside, or the domain is infinite or has breakpoints; and for a wrong
/// option, as `integrate` does.
template <class F>
result<> integrate_principal_value(F&& f, const domain& where, double c, const options& o = {}) {
    detail::explain_real<F>();
    detail::refuse_null(f);
    return detail::integrate_principal_value([&f](double x) { return static_cast<double>(std::invoke(f, x)); }, where, c,
                                             detail::stated_options<F, double>(o));
}

}  // namespace taskquad
