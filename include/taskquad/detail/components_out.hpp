/// The values of f, taken apart, one after another.
#pragma once

#include <concepts>
#include <cstddef>
#include <vector>

#include <taskquad/detail/forms_of_f.hpp>
#include <taskquad/detail/values.hpp>

namespace taskquad::detail {

/// Where f's values go.
struct components_out {
    std::vector<double>& components;  ///< one value after another
    std::size_t count = 0;            ///< how many components each value has; 0 before the first value is there
    bool gave_up = false;             ///< f has returned nothing in the place of its only value
};

/// What f has returned at a point that begins with x. Nothing is changed where this throws.
template <class R>
void put(const R& result, common_shape* shape, double x, components_out& out) {
    using V = value_of<R>;
    if constexpr (is_optional<R>) {
        if (result) return put(*result, shape, x, out);
        out.gave_up = true;
    } else if constexpr (std::same_as<V, double>) {
        out.count = 1;
        out.components.push_back(static_cast<double>(result));
    } else {
        const V& v = result;
        const auto s = value_traits<V>::shape_of(v);
        const std::size_t count = s.size() * components_of_element<V>, before = out.components.size();
        out.components.resize(before + count);
        try {
            // A value that cannot be written must not say which shape others have.
            value_traits<V>::write(v, out.components.data() + before);
            if constexpr (!value_traits<V>::fixed) shape->agree(s, x);
        } catch (...) {
            out.components.resize(before);
            throw;
        }
        out.count = count;
    }
}

}  // namespace taskquad::detail
