/// A result whose values are taken apart into components, as the compiled library makes it, and a result put together from that.
#pragma once

#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

#include <taskquad/detail/values.hpp>
#include <taskquad/result.hpp>

namespace taskquad::detail {

struct outcome {
    result<> flat;                             ///< of values with several components: their sizes
    std::vector<double> components;            ///< of the integral; empty where it is a real number
    std::vector<double> components_of_pieces;  ///< of the integrals over the segments of the partition, likewise
};

/// Puts the values of a result together. `dynamic`: their shape, where the type alone does not say it.
template <class V>
result<V> assembled(outcome&& from, const common_shape& dynamic) {
    if constexpr (std::same_as<V, double>) {
        return std::move(from.flat);
    } else {
        const value_shape s = dynamic.of<V>();
        const std::size_t n = s.size() * components_of_element<V>;
        // Where the first evaluation has failed, there may be nothing but NaN, or not even a size.
        if (from.components.size() != n) from.components.assign(n, from.flat.value);
        result<V> r{static_cast<const account&>(from.flat)};
        if (n > 0) r.value = value_traits<V>::read(from.components.data(), s);
        for (std::size_t i = 0; i < from.flat.partition.size(); ++i) {
            const segment<>& p = from.flat.partition[i];
            const double* const at = n == 1 ? &p.integral : from.components_of_pieces.data() + i * n;
            r.partition.push_back({p.a, p.b, value_traits<V>::read(at, s), p.error});
        }
        for (std::size_t i = 0; i < from.flat.cells.size(); ++i) {
            cell<>& c = from.flat.cells[i];
            const double* const at = n == 1 ? &c.integral : from.components_of_pieces.data() + i * n;
            r.cells.push_back({std::move(c.lower), std::move(c.upper), value_traits<V>::read(at, s), c.error});
        }
        return r;
    }
}

}  // namespace taskquad::detail
