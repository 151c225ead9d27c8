/// What f says of its parameters.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <taskquad/detail/serialized.hpp>

namespace taskquad::detail {

/// The function behind wrappers, whose parameters are its parameters.
template <class F>
struct function_behind {
    using type = F;
};
template <class F>
struct function_behind<const F> : function_behind<F> {};
template <class F>
struct function_behind<std::reference_wrapper<F>> : function_behind<F> {};
template <class F>
struct function_behind<serialized<F>> : function_behind<F> {};
template <class Make>
struct function_behind<made_per_worker<Make>> : function_behind<std::remove_cvref_t<std::invoke_result_t<Make&>>> {};

/// The signature as a std::function, as far as f says what its parameters are: a pointer, or an object with one operator() that is
/// no template. Deduction for std::function knows them all. Else void.
template <class F>
auto signature_of() {
    using G = std::decay_t<typename function_behind<F>::type>;
    if constexpr (requires { std::function(std::declval<G&>()); }) {
        return std::type_identity<decltype(std::function(std::declval<G&>()))>{};
    } else {
        return std::type_identity<void>{};
    }
}

}  // namespace taskquad::detail
