/// What the library does with values: which type they have, how many components, whether all have the same shape; and what becomes
/// of a value that comes later.
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include <taskquad/export.hpp>
#include <taskquad/value.hpp>

namespace taskquad::detail {

/// The type of values that f's results are: all real numbers are double. None, void, where they are no values: an
/// expression of Eigen's, too, which refers to what is gone when f has returned.
template <class R>
struct value_of_result {
    static auto deduce() {
        if constexpr (std::is_arithmetic_v<R>) {
            return std::type_identity<double>{};
        } else if constexpr (is_expression<R>) {
            return std::type_identity<void>{};
        } else if constexpr (value<R>) {
            return std::type_identity<R>{};
        } else if constexpr (std::convertible_to<R, double>) {
            return std::type_identity<double>{};
        } else {
            return std::type_identity<void>{};
        }
    }
    using type = typename decltype(deduce())::type;
};

template <class R>
using value_of = typename value_of_result<std::remove_cvref_t<R>>::type;

template <class V>
inline constexpr std::size_t components_of_element = components_of_number<typename value_traits<V>::element>;
template <class V>
inline constexpr bool is_complex = components_of_element<V> == 2;

/// How many components values have; 0 where the first value has to tell.
template <class V>
std::size_t components_of_all() {
    if constexpr (value_traits<V>::fixed) return value_traits<V>::shape().size() * components_of_element<V>;
    return 0;
}

/// A value, taken apart.
struct components_of_value {
    template <class V>
    explicit components_of_value(const V& v) : shape(value_traits<V>::shape_of(v)), list(shape.size() * components_of_element<V>) {
        value_traits<V>::write(v, list.data());
    }
    value_shape shape;
    std::vector<double> list;
};

/// The shape that all values of one integrand have; where the type of values leaves it open, that of the first value.
class common_shape {
public:
    /// Throws std::invalid_argument, naming x, where s is empty or not the shape of the values before; nothing is changed then.
    TASKQUAD_EXPORT void agree(const value_shape& s, double x);
    /// As above, of a value that may still be refused for another reason: the shape of a first one is not taken over.
    TASKQUAD_EXPORT void check(const value_shape& s, double x) const;
    [[nodiscard]] TASKQUAD_EXPORT value_shape get() const;
    template <class V>
    [[nodiscard]] value_shape of() const {
        if constexpr (value_traits<V>::fixed) return value_traits<V>::shape();
        return get();
    }

private:
    void compare(const value_shape& s, double x) const;

    mutable std::mutex mutex_;
    std::optional<value_shape> shape_;
};

/// A value that a completion owes (async.hpp), and somebody waits for.
class pending {
public:
    pending() = default;
    pending(const pending&) = delete;
    pending& operator=(const pending&) = delete;
    virtual ~pending() = default;
    /// The value is there, taken apart.
    virtual void settle(std::span<const double> components) noexcept = 0;
    /// Throws std::invalid_argument, naming x, where s is not the shape of the values before.
    virtual void agree(const value_shape& s, double x) = 0;
    virtual void fail(std::exception_ptr e) noexcept = 0;
    /// There will be no value.
    virtual void drop() noexcept = 0;
    /// There will be no value, since the integration has ended; of use only then. No failure.
    virtual void abandon() noexcept = 0;
};

}  // namespace taskquad::detail
