/// All fully symmetric rules that are tested, and what they read of a function on [-1, 1]^d.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "rules/fully_symmetric.hpp"

struct named_rule {
    int degree;
    std::size_t dimension, points;
};

/// The numbers of points: 2^d + 2 d (d + 1) + 1; 1 + 8 d + 6 d (d - 1) + 4 d (d - 1) (d - 2) / 3 + 2^d.
inline const std::vector<named_rule>& all_rules() {
    static const std::vector<named_rule> list{{7, 2, 17},  {7, 3, 33},  {7, 4, 57},    {7, 5, 93},   {7, 6, 149}, {7, 7, 241},
                                              {7, 8, 401}, {7, 9, 693}, {7, 12, 4409}, {9, 3, 77},   {9, 4, 153}, {9, 5, 273},
                                              {9, 6, 453}, {9, 7, 717}, {9, 8, 1105},  {9, 9, 1689}, {13, 2, 45}, {11, 3, 89}};
    return list;
}

using point = std::span<const double>;

inline std::vector<double> values(const taskquad::rules::fully_symmetric& r, const std::function<double(point)>& f) {
    std::vector<double> y;
    for (std::size_t i = 0; i < r.count(); ++i) y.push_back(f(r.points().subspan(i * r.dimension(), r.dimension())));
    return y;
}

inline taskquad::rules::reading read(const taskquad::rules::fully_symmetric& r, const std::function<double(point)>& f) {
    const auto y = values(r, f);
    std::vector<const double*> at;
    for (const double& v : y) at.push_back(&v);
    taskquad::rules::reading out;
    r.read(at, 0, out);
    return out;
}

/// A power of each of some coordinates, the others from `first` on in turn.
inline auto monomial(const taskquad::rules::even_exponents& e, std::size_t first) {
    return [&e, first](point x) {
        double p = 1;
        for (std::size_t i = 0; i < e.size(); ++i) p *= std::pow(x[(first + i) % x.size()], 2 * e[i]);
        return p;
    };
}
