/// Entry points: `integrate` for one integral, `integrator` for several of one f.
///
/// Both hand a view of f to the engine, which is compiled once, in lib/.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/box.hpp>
#include <taskquad/cache.hpp>
#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/outcome.hpp>
#include <taskquad/detail/run.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/integrand.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/tolerance.hpp>

namespace taskquad {

namespace detail {

/// A function is held by its address, an object by reference.
template <class F>
using referred = std::conditional_t<std::is_function_v<std::remove_reference_t<F>>, std::decay_t<F>, F&&>;

/// Of the very type: a list in braces is no box, lest a generic f of one dimension be asked whether it takes coordinates.
template <class B>
concept is_box = std::same_as<B, box>;

/// What an integrator of f needs to know: of one dimension, and of several.
template <class F>
struct setting_of_line {
    using domain_type = domain;
    using value_type = integrand_value_t<F>;
    using key_type = std::conditional_t<takes_distances<F>, argument, double>;
    static integrand_view view(F& f, std::shared_ptr<common_shape> s) { return {f, std::move(s)}; }
};
template <class F>
struct setting_of_box {
    using domain_type = box;
    using value_type = value_over_box_t<F>;
    using key_type = std::vector<double>;
    static integrand_view view(F& f, std::shared_ptr<common_shape> s) { return integrand_view::of_coordinates(f, std::move(s)); }
};
template <class F>
using setting_of = std::conditional_t<integrand<F>, setting_of_line<F>, setting_of_box<F>>;

/// The same options, to another tolerance.
inline options with_tolerance(options o, const tolerance& t) {
    o.absolute_tolerance = t.absolute;
    o.relative_tolerance = t.relative;
    return o;
}

/// Trims the cache of an integrator when a call of it ends, however it ends.
template <class Cache>
class trimmed_afterwards {
public:
    trimmed_afterwards(Cache& c, std::size_t max_bytes) : of_(c), max_bytes_(max_bytes) {}
    trimmed_afterwards(const trimmed_afterwards&) = delete;
    trimmed_afterwards& operator=(const trimmed_afterwards&) = delete;
    ~trimmed_afterwards() { of_.trim(max_bytes_); }

private:
    Cache& of_;
    std::size_t max_bytes_;
};

}  // namespace detail

/// Integrates f over a domain, evaluating no abscissa twice, with as many evaluations in flight as options::concurrency
/// says.
///
/// f        V f(double), or another form of integrand.hpp; called from several threads at a time unless concurrency is 1
/// where    limits, with breakpoints between: `{0.0, 0.3, 1.0}`; the outer ones may be infinite
/// o        options, by designated initialisers: `{.relative_tolerance = 1e-10, .concurrency = 64}`
///
/// Missing the tolerance is a status of the result. Throws std::invalid_argument, before any call of f, for a wrong
/// argument, such as a null pointer or an empty std::function for f; rethrows what f threw, after every evaluation in flight has
/// ended.
/// Returns result<integrand_value_t<F>>. What is no integrand does not compile, and the compiler says why. That is looked at
/// within, since an f of parameters of any type must not be asked for an x where it is integrated over a box.
template <class F>
auto integrate(F&& f, const domain& where, const options& o = {}) {
    if constexpr (!integrand<F>) {
        detail::explain<std::remove_reference_t<F>>();
        return result<>();
    } else if constexpr (std::same_as<integrand_value_t<F>, double> && !detail::takes_completion<std::remove_reference_t<F>>) {
        auto&& held = static_cast<detail::referred<F>>(f);
        result<> r;
        detail::run(detail::integrand_view(held, nullptr), where, o, r);
        return r;
    } else {
        auto&& held = static_cast<detail::referred<F>>(f);
        const auto shape = std::make_shared<detail::common_shape>();
        return detail::assembled<integrand_value_t<F>>(detail::run(detail::integrand_view(held, shape), where, o, nullptr), *shape);
    }
}

/// Integrates f over a box, evaluating no point twice; as above.
///
/// f        V f(std::span<const double>), of as many coordinates as the box has axes, or another form of integrand_over_box
/// where    the axes: `taskquad::box{{0.0, 1.0}, {0.0, 2.0}}`, by this name, so that a generic f of one dimension is not asked
///          whether it takes coordinates
///
/// Of the options those of one dimension have no effect: the rule, levels, initial segments, inner places; the scale is that of
/// infinite axes. The budget must allow for the first estimates: of boxes, which take from 17 points (two axes) to 1105 (eight),
/// and the double with each axis more, or, unless `cubature` forbids it, of a sparse grid, 2 d^2 + 8 d + 1.
/// Of the result, `failed_at`, `non_finite_at` and the x that an observer sees are first coordinates, and `place` has all of them;
/// the partition is in `cells`. Returns result<value_over_box_t<F>>.
template <class F, detail::is_box Box>
auto integrate(F&& f, const Box& where, const options& o = {}) {
    if constexpr (!integrand_over_box<F>) {
        detail::explain_over_box<std::remove_reference_t<F>>();
        return result<>();
    } else {
        auto&& held = static_cast<detail::referred<F>>(f);
        const auto shape = std::make_shared<detail::common_shape>();
        const auto view = detail::integrand_view::of_coordinates(held, shape);
        return detail::assembled<value_over_box_t<F>>(detail::run(view, where, o, nullptr), *shape);
    }
}

/// Limits one by one are no domain: the compiler says so.
template <class F, class A, class B, class... Others>
requires std::is_arithmetic_v<A> && std::is_arithmetic_v<B> result<> integrate(F&& /*f*/, A /*a*/, B /*b*/,
                                                                               Others&&... /*others*/) {
    static_assert(!std::is_arithmetic_v<A>, "taskquad: the limits are one argument, a domain in braces: integrate(f, {0.0, 1.0}).");
    return {};
}

/// The same with options in braces.
template <class F, class A, class B>
requires std::is_arithmetic_v<A> && std::is_arithmetic_v<B> result<> integrate(F&& f, A a, B b, const options& /*o*/) {
    return integrate(f, a, b);
}

/// Of what is no integrand: the compiler says why.
template <class F>
class integrator {
public:
    explicit integrator(F /*f*/, const options& /*o*/ = {}) { detail::explain<F>(); }
    result<> operator()(const domain& /*where*/, const tolerance& /*t*/ = {}) { return {}; }
    result<> operator()(const domain& /*where*/, const options& /*o*/) { return {}; }
};

/// An integrand with options and the cache of all its values: over the lifetime of an integrator, or until the cache is
/// cleared, f is evaluated once at each abscissa, or point, (as long as the values fit into options::max_cache_bytes). May be
/// called from several threads at a time; integrations that run at the same time share their evaluations too.
///
/// An f that is no function of one variable is integrated over boxes: `quad(taskquad::box{{0.0, 1.0}, {0.0, 2.0}})`.
template <class F>
requires integrand<F> || integrand_over_box<F>
class integrator<F> {
    using setting = detail::setting_of<F>;

public:
    /// Throws std::invalid_argument, naming the option and its value, where one is outside its range, or where f is a null pointer
    /// or an empty function object.
    explicit integrator(F f, taskquad::options o = {})
        : f_(std::move(f)),
          options_(std::move(o)),
          cache_(options_.max_cache_bytes, options_.journal != nullptr ? options_.journal->values() : nullptr) {
        detail::refuse_null(f_);
        detail::check(options_);
    }

    using value_type = typename setting::value_type;
    /// What f is integrated over: `domain`, or `box`.
    using domain_type = typename setting::domain_type;
    /// Of f(x) by x; of an f that takes distances by its arguments; over boxes by points.
    using cache_type = taskquad::cache<value_type, typename setting::key_type>;

    /// Integrates over a domain, or a box; see taskquad::integrate.
    result<value_type> operator()(const domain_type& where) { return run(where, options_); }

    /// As above, under other options, all of which are said anew: a copy of `options()` is a good start. So an integrator whose
    /// stop token has fired goes on with another. max_cache_bytes holds for the end of this call. Throws std::invalid_argument as
    /// the constructor does.
    result<value_type> operator()(const domain_type& where, const taskquad::options& o) { return run(where, o); }

    /// As above, to another tolerance.
    result<value_type> operator()(const domain_type& where, const tolerance& t) {
        return run(where, detail::with_tolerance(options_, t));
    }

    /// Those that the integrator was made with.
    [[nodiscard]] const taskquad::options& options() const noexcept { return options_; }

    /// The values of f so far.
    [[nodiscard]] cache_type& cache() noexcept { return cache_; }
    [[nodiscard]] const cache_type& cache() const noexcept { return cache_; }

private:
    result<value_type> run(const domain_type& where, const taskquad::options& o) {
        const detail::trimmed_afterwards afterwards(cache_, o.max_cache_bytes);
        return detail::assembled<value_type>(detail::run(setting::view(f_, cache_.shape()), where, o, cache_.current()),
                                             *cache_.shape());
    }

    F f_;
    taskquad::options options_;
    cache_type cache_;
};

template <class F>
integrator(F) -> integrator<F>;
template <class F>
integrator(F, options) -> integrator<F>;

}  // namespace taskquad
