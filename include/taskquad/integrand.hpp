/// The integrand: the user's f, seen by the compiled library as one call.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/async.hpp>
#include <taskquad/batch.hpp>

namespace taskquad {

namespace detail {

template <class F>
concept takes_x = std::invocable<F&, double> && std::convertible_to < std::invoke_result_t<F&, double>,
double > ;

/// A long evaluation may end early when the integration has ended.
template <class F>
concept takes_stop_token =
    std::invocable<F&, double, std::stop_token> && std::convertible_to < std::invoke_result_t<F&, double, std::stop_token>,
double > ;

template <class F>
concept takes_batch = requires(F& f, std::span<const double> x, std::span<double> y, const std::stop_token& stop) {
    { f.max_batch() } -> std::convertible_to<std::size_t>;
    f(x, y, stop);
};

template <class F>
concept takes_completion = requires(F& f, double x, completion<double> done, const std::stop_token& stop) {
    { f.max_in_flight() } -> std::convertible_to<std::size_t>;
    f(x, std::move(done), stop);
};

template <class F>
concept integrand_object = takes_x<F> || takes_stop_token<F> || takes_batch<F> || takes_completion<F>;

}  // namespace detail

/// A function of one real variable, in one of these forms:
///   double f(double x)                    called from several threads at a time, unless options::concurrency is 1
///   double f(double x, std::stop_token)   as above; the token is stopped when the integration has ended, for whatever reason,
///   while
///                                         this value was speculative, or not in time. What f returns or throws after that is not
///                                         used
///   batch(f, {.max_batch = n})            many abscissae in one call: batch.hpp
///   async(f, {.max_in_flight = n})        completes later: async.hpp
/// It may throw, may use oneTBB, and may itself integrate.
template <class F>
concept integrand = detail::integrand_object<std::remove_reference_t<F>>;

namespace detail {

class integrand_view;

template <class F>
concept viewable = !std::same_as<std::remove_cv_t<F>, integrand_view> && std::is_object_v<F> && integrand<F>;

/// Refers to an integrand without owning it; it must outlive the integration.
class integrand_view {
public:
    template <viewable F>
    explicit integrand_view(F& f) : object_(const_cast<void*>(static_cast<const volatile void*>(std::addressof(f)))) {
        if constexpr (takes_completion<F>) {
            width_ = f.max_in_flight();
            stoppable_ = F::stoppable;
            begin_ = [](void* object, double x, completion<double>&& done, const std::stop_token& stop) {
                (*static_cast<F*>(object))(x, std::move(done), stop);
            };
        } else if constexpr (takes_batch<F>) {
            width_ = f.max_batch();
            stoppable_ = F::stoppable;
            call_ = [](void* object, std::span<const double> x, std::span<double> y, const std::stop_token& stop) {
                (*static_cast<F*>(object))(x, y, stop);
            };
        } else if constexpr (takes_stop_token<F>) {
            stoppable_ = true;
            call_ = [](void* object, std::span<const double> x, std::span<double> y, const std::stop_token& stop) {
                for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::invoke(*static_cast<F*>(object), x[i], stop);
            };
        } else {
            call_ = [](void* object, std::span<const double> x, std::span<double> y, const std::stop_token&) {
                for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::invoke(*static_cast<F*>(object), x[i]);
            };
        }
    }

    [[nodiscard]] bool is_asynchronous() const noexcept { return begin_ != nullptr; }
    /// Whether it looks at the stop token.
    [[nodiscard]] bool is_stoppable() const noexcept { return stoppable_; }
    /// Abscissae in one call, at most; if it is asynchronous: in flight.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    void operator()(std::span<const double> x, std::span<double> y, const std::stop_token& stop) const {
        call_(object_, x, y, stop);
    }
    void begin(double x, completion<double> done, const std::stop_token& stop) const { begin_(object_, x, std::move(done), stop); }

private:
    void* object_;
    std::size_t width_ = 1;
    bool stoppable_ = false;
    void (*call_)(void*, std::span<const double>, std::span<double>, const std::stop_token&) = nullptr;
    void (*begin_)(void*, double, completion<double>&&, const std::stop_token&) = nullptr;
};

}  // namespace detail
}  // namespace taskquad
