/// Options, with what the type of an f says about accuracy and concurrency. Whoever wraps f into other functions takes these for
/// all integrals of them, since their types say nothing of that.
#pragma once

#include <algorithm>
#include <complex>
#include <concepts>
#include <functional>
#include <limits>
#include <type_traits>

#include <taskquad/detail/forms_of_f.hpp>
#include <taskquad/detail/run.hpp>
#include <taskquad/detail/serialized.hpp>
#include <taskquad/options.hpp>

namespace taskquad::detail {

template <class R>
inline constexpr bool is_made_of_float = false;
template <value R>
inline constexpr bool is_made_of_float<R> =
    std::same_as<typename value_traits<R>::element, float> || std::same_as<typename value_traits<R>::element, std::complex<float>>;

/// The accuracy of values of type R, relative to their size: half an ulp where they are made of float, else 0: unknown.
template <class R>
inline constexpr double accuracy_of = is_made_of_float<std::remove_cvref_t<R>> ? std::numeric_limits<float>::epsilon() / 2 : 0.0;

/// Throws as `check`.
template <class F, class... Arguments>
options stated_options(options o) {
    check(o);
    if (is_one_at_a_time<std::remove_reference_t<F>>()) o.concurrency = 1;
    o.f_relative_accuracy = std::max(o.f_relative_accuracy, accuracy_of<std::invoke_result_t<F&, Arguments...>>);
    return o;
}

}  // namespace taskquad::detail
