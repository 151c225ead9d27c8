/// Entry points: `integrate` for one integral, `integrator` for several of one f.
///
/// Both hand a view of f to the engine, which is compiled once, in lib/.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

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

/// A result, with its values taken apart, one after another.
struct outcome {
    result<> flat;
    std::vector<double> components;            ///< of the integral; empty where it is a real number
    std::vector<double> components_of_pieces;  ///< of those of the partition, likewise
};

/// One integration. `values` is the cache it shares; null for a fresh one.
TASKQUAD_EXPORT outcome run(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values);
/// One of real numbers, in a result that was just made, which is filled where it lies.
TASKQUAD_EXPORT void run(const integrand_view& f, const domain& where, const options& o, result<>& r);

/// Puts the values of a result together.
template <class V>
result<V> assembled(outcome&& from, const common_shape& dynamic) {
    if constexpr (std::same_as<V, double>) {
        return std::move(from.flat);
    } else {
        const shape s = value_traits<V>::fixed ? value_traits<V>::shape() : dynamic.get();
        const std::size_t n = s.size() * components_of_element<V>;
        const result<>& flat = from.flat;
        result<V> r{.error = flat.error, .status = flat.status, .evaluations = flat.evaluations, .calls = flat.calls};
        // Where the first evaluation has failed, there may be nothing but NaN, or not even a size.
        if (from.components.size() != n) from.components.assign(n, flat.value);
        if (n > 0) r.value = value_traits<V>::read(from.components.data(), s);
        r.reused = flat.reused;
        r.speculative = flat.speculative;
        r.segments = flat.segments;
        r.concurrency = flat.concurrency;
        r.elapsed = flat.elapsed;
        r.non_finite_at = flat.non_finite_at;
        r.failure = flat.failure;
        r.failed_at = flat.failed_at;
        for (std::size_t i = 0; i < flat.partition.size(); ++i) {
            const segment<>& p = flat.partition[i];
            const double* const at = n == 1 ? &p.integral : from.components_of_pieces.data() + i * n;
            r.partition.push_back({p.a, p.b, value_traits<V>::read(at, s), p.error});
        }
        return r;
    }
}

/// A function is held by its address, an object by reference.
template <class F>
using referred = std::conditional_t<std::is_function_v<std::remove_reference_t<F>>, std::decay_t<F>, F&&>;

}  // namespace detail

/// Integrates f over a domain, evaluating no abscissa twice, with as many evaluations in flight as options::concurrency
/// says.
///
/// f        V f(double), or another form of integrand.hpp; called from several threads at a time unless concurrency is 1
/// where    limits, with breakpoints between: `{0.0, 0.3, 1.0}`; the outer ones may be infinite
/// o        options, by designated initialisers: `{.relative_tolerance = 1e-10, .concurrency = 64}`
///
/// Missing the tolerance is a status of the result. Throws std::invalid_argument, before any call of f, for a wrong
/// argument; rethrows what f threw, after every evaluation in flight has ended.
template <integrand F>
result<integrand_value_t<F>> integrate(F&& f, const domain& where, const options& o = {}) {
    auto&& held = static_cast<detail::referred<F>>(f);
    if constexpr (std::same_as<integrand_value_t<F>, double> && !detail::takes_completion<std::remove_reference_t<F>>) {
        result<> r;
        detail::run(detail::integrand_view(held, nullptr), where, o, r);
        return r;
    } else {
        const auto shape = std::make_shared<detail::common_shape>();
        return detail::assembled<integrand_value_t<F>>(detail::run(detail::integrand_view(held, shape), where, o, nullptr), *shape);
    }
}

/// An integrand with options and the cache of all its values: over the lifetime of an integrator, or until the cache is
/// cleared, f is evaluated once at each abscissa. May be called from several threads at a time; integrations that
/// run at the same time share their evaluations too.
template <integrand F>
class integrator {
public:
    /// Throws std::invalid_argument, naming the option and its value, where one is outside its range.
    explicit integrator(F f, options o = {}) : f_(std::move(f)), options_(std::move(o)) { detail::check(options_); }

    using value_type = integrand_value_t<F>;

    /// Integrates over a domain; see taskquad::integrate.
    result<value_type> operator()(const domain& where) { return run(where, options_); }

    /// As above, to another tolerance.
    result<value_type> operator()(const domain& where, const tolerance& t) {
        options o = options_;
        o.absolute_tolerance = t.absolute;
        o.relative_tolerance = t.relative;
        return run(where, o);
    }

    /// The values of f so far.
    [[nodiscard]] taskquad::cache<value_type>& cache() noexcept { return cache_; }
    [[nodiscard]] const taskquad::cache<value_type>& cache() const noexcept { return cache_; }

private:
    result<value_type> run(const domain& where, const options& o) {
        return detail::assembled<value_type>(detail::run(detail::integrand_view(f_, cache_.shape()), where, o, cache_.current()),
                                             *cache_.shape());
    }

    F f_;
    options options_;
    taskquad::cache<value_type> cache_;
};

}  // namespace taskquad
