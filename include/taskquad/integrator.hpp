/// Entry points: `integrate` for one integral, `integrator` for several of one f.
///
/// Both hand a view of f to the engine, which is compiled once, in lib/.
#pragma once

#include <type_traits>
#include <utility>

#include <taskquad/cache.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/integrand.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/tolerance.hpp>

namespace taskquad {

namespace detail {

/// Throws std::invalid_argument, naming the option and its value, where one is outside its range.
TASKQUAD_EXPORT void check(const options& o);

/// One integration. `values` is the cache it shares; null for a fresh one.
TASKQUAD_EXPORT result<> run(integrand_view f, const domain& where, const options& o, const std::shared_ptr<store>& values);

/// A function is held by its address, an object by reference.
template <class F>
using referred = std::conditional_t<std::is_function_v<std::remove_reference_t<F>>, std::decay_t<F>, F&&>;

}  // namespace detail

/// Integrates f over a domain, evaluating no abscissa twice, with as many evaluations in flight as options::concurrency
/// says.
///
/// f        double f(double); called from several threads at a time unless concurrency is 1
/// where    limits, with breakpoints between: `{0.0, 0.3, 1.0}`
/// o        options, by designated initialisers: `{.relative_tolerance = 1e-10, .concurrency = 64}`
///
/// Missing the tolerance is a status of the result. Throws std::invalid_argument, before any call of f, for a wrong
/// argument; rethrows what f threw, after every evaluation in flight has ended.
template <integrand F>
result<> integrate(F&& f, const domain& where, const options& o = {}) {
    auto&& held = static_cast<detail::referred<F>>(f);
    return detail::run(detail::integrand_view(held), where, o, nullptr);
}

/// An integrand with options and the cache of all its values: over the lifetime of an integrator, or until the cache is
/// cleared, f is evaluated once at each abscissa. May be called from several threads at a time; integrations that
/// run at the same time share their evaluations too.
template <integrand F>
class integrator {
public:
    /// Throws std::invalid_argument, naming the option and its value, where one is outside its range.
    explicit integrator(F f, options o = {}) : f_(std::move(f)), options_(std::move(o)) { detail::check(options_); }

    /// Integrates over a domain; see taskquad::integrate.
    result<> operator()(const domain& where) { return detail::run(detail::integrand_view(f_), where, options_, cache_.current()); }

    /// As above, to another tolerance.
    result<> operator()(const domain& where, const tolerance& t) {
        options o = options_;
        o.absolute_tolerance = t.absolute;
        o.relative_tolerance = t.relative;
        return detail::run(detail::integrand_view(f_), where, o, cache_.current());
    }

    /// The values of f so far.
    [[nodiscard]] taskquad::cache& cache() noexcept { return cache_; }
    [[nodiscard]] const taskquad::cache& cache() const noexcept { return cache_; }

private:
    F f_;
    options options_;
    taskquad::cache cache_;
};

}  // namespace taskquad
