/// Whether two results are the same to the bit, in everything that is promised to be.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <taskquad/result.hpp>

inline bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

template <class V>
bool same_value(const V& a, const V& b) {
    if constexpr (std::same_as<V, double>) {
        return same_bits(a, b);
    } else {
        return a == b;
    }
}

template <class A, class B>
bool same_bits(const A& r, const B& s) {
    bool same = same_value(r.value, s.value) && same_bits(r.error, s.error) && r.status == s.status &&
                r.evaluations == s.evaluations && r.segments == s.segments && same_bits(r.non_finite_at, s.non_finite_at) &&
                r.partition.size() == s.partition.size();
    for (std::size_t i = 0; same && i < r.partition.size(); ++i) {
        const auto &p = r.partition[i], &q = s.partition[i];
        same = same_bits(p.a, q.a) && same_bits(p.b, q.b) && same_value(p.integral, q.integral) && same_bits(p.error, q.error);
    }
    if constexpr (
        requires { r.cells; } && requires { s.cells; }) {
        same = same && r.cubature == s.cubature && (r.status != taskquad::status::non_finite || r.place == s.place) &&
               r.cells.size() == s.cells.size();
        for (std::size_t i = 0; same && i < r.cells.size(); ++i) {
            const auto &c = r.cells[i], &d = s.cells[i];
            same = c.lower == d.lower && c.upper == d.upper && same_value(c.integral, d.integral) && same_bits(c.error, d.error);
        }
    }
    return same;
}
