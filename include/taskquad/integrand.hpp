/// The integrand: the user's f, seen by the compiled library as one call.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>

namespace taskquad {

/// A function of one real variable: f(x) -> double. It is called from several threads at a time, unless
/// options::concurrency is 1, and may throw. It may use oneTBB, and may itself integrate.
template <class F>
concept integrand = std::invocable < std::remove_reference_t<F>
&, double > &&std::convertible_to<std::invoke_result_t<std::remove_reference_t<F>&, double>, double>;

namespace detail {

class integrand_view;

template <class F>
concept viewable = !std::same_as<std::remove_cv_t<F>, integrand_view> && std::is_object_v<F> && integrand<F>;

/// Refers to an integrand without owning it; it must outlive the integration.
class integrand_view {
public:
    template <viewable F>
    explicit integrand_view(F& f)
        : object_(const_cast<void*>(static_cast<const volatile void*>(std::addressof(f)))),
          call_([](void* object, double x) -> double { return std::invoke(*static_cast<F*>(object), x); }) {}

    double operator()(double x) const { return call_(object_, x); }

private:
    void* object_;
    double (*call_)(void*, double);
};

}  // namespace detail
}  // namespace taskquad
