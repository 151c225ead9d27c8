/// Fourier integrals over half lines: f(x) cos(omega x) or f(x) sin(omega x) from a to infinity.
///
///     // 1, from the QUADPACK book
///     auto r = taskquad::integrate_fourier([](double x) { return 1 / std::sqrt(x); }, 0.0, taskquad::fourier::cosine, pi / 2);
///
/// As QUADPACK's QAWF: an odd number of half periods at a time, whose integrals alternate in sign where f falls off steadily, and
/// Wynn's epsilon algorithm for the limit of their sums. Eight of these integrals are computed at the same time, by fourier_rule.
/// Over a finite range: `integrate` with fourier_rule.
///
/// R. Piessens, E. de Doncker-Kapenga, C. W. Ueberhuber, D. K. Kahaner, QUADPACK, Springer 1983, doi:10.1007/978-3-642-61786-7.
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>

#include <taskquad/cache.hpp>
#include <taskquad/detail/fault_of_f.hpp>
#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/run.hpp>
#include <taskquad/detail/stated_options.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/rules.hpp>

namespace taskquad {

namespace detail {

/// Integrates f over [a, b], under options.
using one_integral = std::function<result<>(double a, double b, const options& o)>;

TASKQUAD_EXPORT result<> integrate_fourier(const one_integral& integral, double a, fourier kind, double omega, const options& o);

}  // namespace detail

/// The integral of f(x) cos(omega x), or of f(x) sin(omega x), from a to infinity, f real. Where f is singular at a, or computes
/// with x - a, let a be 0. omega: finite, not 0. Of the options, rule, initial_segments and keep_partition are not used,
/// max_evaluations is shared out among the integrals, verify holds for each of them and is 0 unless it is said, and scale is the
/// length below which f is taken to vary little. The observer sees these integrals, one call at a time however many of them run,
/// each with workers, counts and a clock of its own, and one end, that of the whole. Where the integrals of successive periods do
/// not fall off the status is `divergent`. Throws std::invalid_argument for a wrong argument.
template <class F>
result<> integrate_fourier(F&& f, double a, fourier kind, double omega, const options& o = {}) {
    detail::explain_real<F>();
    detail::refuse_null(f);
    const auto flat = [&](double x) { return static_cast<double>(std::invoke(f, x)); };
    // What an integral has evaluated serves when it has to be more exact.
    const cache<double> values;
    return detail::integrate_fourier(
        [&](double from, double to, const options& with) {
            return detail::run(detail::integrand_view(flat, values.shape()), {from, to}, with, values.current()).flat;
        },
        a, kind, omega, detail::stated_options<F, double>(o));
}

}  // namespace taskquad
