/// Functions of the user's that are not there: null pointers, and empty objects as std::function. They are refused before anything.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace taskquad::detail {

/// Whether an object may be empty: it can be compared with nullptr, as every std::function. A lambda without captures can, too,
/// since it converts to a pointer, but is never empty.
template <class F>
concept may_be_empty = requires(const F& f) {
    { f == nullptr } -> std::convertible_to<bool>;
}
&&!requires(const F& f) { +f; };

/// Throws std::invalid_argument where f is a null pointer or an empty object.
template <class F>
void refuse_null(const F& f, const char* name = "f") {
    if constexpr (std::is_pointer_v<F> || std::is_member_pointer_v<F>) {
        if (f == nullptr) throw std::invalid_argument(std::string("taskquad: ") + name + " is a null pointer");
    } else if constexpr (may_be_empty<F>) {
        if (f == nullptr) throw std::invalid_argument(std::string("taskquad: ") + name + " is an empty function object");
    }
}
template <class F>
void refuse_null(const std::reference_wrapper<F>& f, const char* name = "f") {
    refuse_null(f.get(), name);
}

}  // namespace taskquad::detail
