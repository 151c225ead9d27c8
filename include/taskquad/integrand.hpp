/// The integrand: the user's f, seen by the compiled library as one call.
#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/argument.hpp>
#include <taskquad/async.hpp>
#include <taskquad/batch.hpp>
#include <taskquad/value.hpp>
#include <taskquad/workers.hpp>

namespace taskquad {

namespace detail {

template <class F, class... Arguments>
concept makes_value = std::invocable<F&, Arguments...> && !std::is_void_v<value_of<std::invoke_result_t<F&, Arguments...>>>;

template <class F>
concept takes_x = makes_value<F, double>;

/// May be given many abscissae at a time: vectorized.hpp.
template <class F>
concept takes_many = takes_x<F> && std::invocable < F&,
        std::span<const double>,
double* > ;

/// A long evaluation may end early when the integration has ended.
template <class F>
concept takes_stop_token = makes_value<F, double, std::stop_token>;

template <class F>
concept takes_distances = makes_value<F, double, double, double>;

template <class F>
concept takes_batch = requires(F& f, std::span<const double> x, std::span<typename F::value_type> y, const std::stop_token& stop) {
    { f.max_batch() } -> std::convertible_to<std::size_t>;
    f(x, y, stop);
};

template <class F>
concept takes_completion = requires(F& f, double x, completion<typename F::value_type> done, const std::stop_token& stop) {
    { f.max_in_flight() } -> std::convertible_to<std::size_t>;
    f(x, std::move(done), stop);
};

template <class F>
concept integrand_object = takes_x<F> || takes_stop_token<F> || takes_distances<F> || takes_batch<F> || takes_completion<F>;

template <class F>
auto integrand_value() {
    if constexpr (takes_batch<F> || takes_completion<F>) {
        return std::type_identity<typename F::value_type>{};
    } else if constexpr (takes_distances<F>) {
        return std::type_identity<value_of<std::invoke_result_t<F&, double, double, double>>>{};
    } else if constexpr (takes_stop_token<F>) {
        return std::type_identity<value_of<std::invoke_result_t<F&, double, std::stop_token>>>{};
    } else {
        return std::type_identity<value_of<std::invoke_result_t<F&, double>>>{};
    }
}

}  // namespace detail

/// A function of one real variable, in one of these forms:
///   V f(double x)                        called from several threads at a time, unless options::concurrency is 1
///   V f(double x, std::stop_token)       as above; the token is stopped when the integration has ended, for whatever reason, while
///                                        this value was speculative, or not in time. What f returns or throws after that is not
///                                        used
///   V f(double x, double from_a, double to_b)   as the first, with the exact distances of x from the limits or breakpoints on both
///                                        sides: see taskquad::argument
///   batch(f, {.max_batch = n})           many abscissae in one call: batch.hpp
///   async(f, {.max_in_flight = n})       completes later: async.hpp
///   vectorized(f)                        an array of abscissae at a time, with SIMD: vectorized.hpp
///   serial(f), per_worker(make)          f that is not thread-safe: workers.hpp
/// Where V is made of float, differences of half an ulp of float are taken for noise, as by options::f_relative_accuracy.
/// V is a real or complex number, an array or a vector of them, or a vector or matrix of Eigen's: value.hpp.
/// f may throw, may use oneTBB, and may itself integrate.
template <class F>
concept integrand = detail::integrand_object<std::remove_reference_t<F>>;

/// What an integrand's values are.
template <integrand F>
using integrand_value_t = typename decltype(detail::integrand_value<std::remove_reference_t<F>>())::type;

namespace detail {

/// Values of float are known to half an ulp of float.
template <class F>
constexpr double accuracy_of() {
    const auto is_float = []<class T>(std::type_identity<T>) {
        if constexpr (std::is_arithmetic_v<T> || std::is_void_v<T>) return std::same_as<T, float>;
        if constexpr (value<T>)
            return std::same_as<typename value_traits<T>::element, float> ||
                   std::same_as<typename value_traits<T>::element, std::complex<float>>;
        return false;
    };
    using V = typename decltype(integrand_value<F>())::type;
    bool found = is_float(std::type_identity<V>{});
    if constexpr (std::invocable<F&, double>)
        found = is_float(std::type_identity<std::remove_cvref_t<std::invoke_result_t<F&, double>>>{});
    return found ? std::numeric_limits<float>::epsilon() / 2 : 0.0;
}

class integrand_view;

template <class F>
concept viewable = !std::same_as<std::remove_cv_t<F>, integrand_view> && std::is_object_v<F> && integrand<F>;

/// Takes the components of values.
struct components_out {
    std::vector<double>& components;  ///< one value after another
    std::size_t count = 0;            ///< of components in each; 0 before the first value is there
};

/// Refers to an integrand without owning it; it must outlive the integration.
class integrand_view {
public:
    template <viewable F>
    integrand_view(F& f, std::shared_ptr<common_shape> s)
        : object_(const_cast<void*>(static_cast<const volatile void*>(std::addressof(f)))), shape_(std::move(s)) {
        using V = integrand_value_t<F>;
        complex_ = is_complex<V>;
        accuracy_ = accuracy_of<F>();
        if constexpr (value_traits<V>::fixed) components_ = value_traits<V>::shape().size() * components_of_element<V>;
        if constexpr (takes_completion<F>) {
            width_ = f.max_in_flight();
            stoppable_ = F::stoppable;
            begin_ = [](void* object, double x, std::shared_ptr<pending> p, const std::stop_token& stop) {
                (*static_cast<F*>(object))(x, completion<V>(std::move(p), x), stop);
            };
        } else if constexpr (takes_batch<F>) {
            width_ = f.max_batch();
            stoppable_ = F::stoppable;
            call_ = [](void* object, common_shape* shape, std::span<const argument> at, components_out& out,
                       const std::stop_token& stop) {
                std::vector<double> x;
                for (const argument& a : at) x.push_back(a.x);
                if constexpr (std::same_as<V, double>) {
                    out.count = 1;
                    out.components.resize(x.size());
                    (*static_cast<F*>(object))(x, out.components, stop);
                } else {
                    std::vector<V> y(x.size());
                    (*static_cast<F*>(object))(x, y, stop);
                    for (std::size_t i = 0; i < x.size(); ++i) put(y[i], shape, x[i], out);
                }
            };
        } else if constexpr (takes_distances<F>) {
            exact_ = true;
            call_each<F>([](F& f_, const argument& a, const std::stop_token&) -> decltype(auto) {
                return std::invoke(f_, a.x, a.from_a, a.to_b);
            });
        } else if constexpr (takes_stop_token<F>) {
            stoppable_ = true;
            call_each<F>(
                [](F& f_, const argument& a, const std::stop_token& stop) -> decltype(auto) { return std::invoke(f_, a.x, stop); });
        } else {
            call_each<F>([](F& f_, const argument& a, const std::stop_token&) -> decltype(auto) { return std::invoke(f_, a.x); });
            if constexpr (std::same_as<V, double>) {
                plain_ = [](void* object, const double* __restrict x, double* __restrict y, std::size_t n) {
                    F& f_ = *static_cast<F*>(object);
                    if constexpr (takes_many<F>) {
                        f_(std::span(x, n), y);
                    } else {
                        for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<double>(std::invoke(f_, x[i]));
                    }
                };
            }
        }
        if constexpr (requires { F::one_at_a_time; }) one_at_a_time_ = F::one_at_a_time;
    }

    [[nodiscard]] bool is_asynchronous() const noexcept { return begin_ != nullptr; }
    /// Whether it looks at the stop token.
    [[nodiscard]] bool is_stoppable() const noexcept { return stoppable_; }
    /// Whether it takes exact distances.
    [[nodiscard]] bool is_exact() const noexcept { return exact_; }
    /// Whether no two calls may overlap.
    [[nodiscard]] bool one_at_a_time() const noexcept { return one_at_a_time_; }
    /// Abscissae in one call, at most; if it is asynchronous: in flight.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    /// Real components of a value; 0: not known before the first.
    [[nodiscard]] std::size_t components() const noexcept { return components_; }
    /// That of all values; none where they are real numbers and nobody else asks.
    [[nodiscard]] const std::shared_ptr<common_shape>& shape() const noexcept { return shape_; }
    /// Whether it is a plain f(x) of real values, which can be called for many abscissae without anything else.
    [[nodiscard]] bool is_plain() const noexcept { return plain_ != nullptr; }
    void plain(std::span<const double> x, double* y) const { plain_(object_, x.data(), y, x.size()); }
    /// Of its values, relative to their size: half an ulp where they are float, else 0.
    [[nodiscard]] double accuracy() const noexcept { return accuracy_; }
    [[nodiscard]] bool is_complex_valued() const noexcept { return complex_; }

    void operator()(std::span<const argument> at, components_out& out, const std::stop_token& stop) const {
        call_(object_, shape_.get(), at, out, stop);
    }
    void begin(double x, std::shared_ptr<pending> owed, const std::stop_token& stop) const {
        begin_(object_, x, std::move(owed), stop);
    }

private:
    template <class R>
    static void put(const R& result, common_shape* shape, double x, components_out& out) {
        using V = value_of<R>;
        if constexpr (std::same_as<V, double>) {
            out.count = 1;
            out.components.push_back(static_cast<double>(result));
        } else {
            const V& v = result;  // evaluates an expression
            const auto s = value_traits<V>::shape_of(v);
            if constexpr (!value_traits<V>::fixed) shape->agree(s, x);
            out.count = s.size() * components_of_element<V>;
            const std::size_t before = out.components.size();
            out.components.resize(before + out.count);
            value_traits<V>::write(v, out.components.data() + before);
        }
    }

    /// `Invoke` has no state.
    template <class F, class Invoke>
    void call_each(Invoke /*invoke*/) {
        call_ = [](void* object, common_shape* shape, std::span<const argument> at, components_out& out,
                   const std::stop_token& stop) {
            for (const argument& a : at) put(Invoke{}(*static_cast<F*>(object), a, stop), shape, a.x, out);
        };
    }

    void* object_;
    std::shared_ptr<common_shape> shape_;
    std::size_t width_ = 1, components_ = 0;
    double accuracy_ = 0;
    bool stoppable_ = false, exact_ = false, complex_ = false, one_at_a_time_ = false;
    void (*call_)(void*, common_shape*, std::span<const argument>, components_out&, const std::stop_token&) = nullptr;
    void (*plain_)(void*, const double*, double*, std::size_t) = nullptr;
    void (*begin_)(void*, double, std::shared_ptr<pending>, const std::stop_token&) = nullptr;
};

}  // namespace detail
}  // namespace taskquad
