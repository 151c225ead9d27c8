/// Integrals over the unit cube that others publish, with their exact values.
///
/// sources: the demonstration program of T. Hahn, Cuba - a library for multidimensional numerical integration, Comput. Phys.
/// Commun. 168 (2005), 78-95, doi:10.1016/j.cpc.2005.01.010 ("cuba" and its number); the corner peak of A. C. Genz, Testing
/// multidimensional integration routines (1984); issue 4 of HCubature.jl, scaled to the unit cube.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <span>
#include <string>
#include <vector>

struct box_problem {
    std::string name;
    std::size_t dimension;
    std::function<double(std::span<const double>)> f;
    double exact;
};

namespace box_problems {

using point = std::span<const double>;

inline box_problem cuba_1() {
    return {"sin x cos y exp z", 3, [](point x) { return std::sin(x[0]) * std::cos(x[1]) * std::exp(x[2]); },
            (1 - std::cos(1.0)) * std::sin(1.0) * std::expm1(1.0)};
}
inline box_problem cuba_5() {
    const double side = std::sqrt(std::numbers::pi) / 2 * std::erf(1.0);
    return {"exp -r^2", 3, [](point x) { return std::exp(-x[0] * x[0] - x[1] * x[1] - x[2] * x[2]); }, side * side * side};
}
/// The exact value is Apery's constant less some 1e-10.
inline box_problem cuba_6() {
    return {"1 / (1 - x y z)", 3, [](point x) { return 1 / (1 - x[0] * x[1] * x[2] + 1e-10); }, 1.2020569031595942};
}
/// The sum over the corners, (1 + sum a_i x_i)^-(d + 1) with a_i = i.
inline box_problem corner_peak() {
    double exact = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double t = 1, sign = 1;
        for (unsigned i = 0; i < 3; ++i) {
            if ((corner >> i & 1U) == 0) continue;
            t += i + 1;
            sign = -sign;
        }
        exact += sign / t;
    }
    return {"corner peak", 3, [](point x) { return std::pow(1 + x[0] + 2 * x[1] + 3 * x[2], -4); }, exact / 36};
}
/// Whose sine has its zeros at the points of many rules. By the squares' means: 1/3 of each factor's square but of the sine, 1/2.
inline box_problem hcubature_4() {
    constexpr double volume = 0.2 * 2 * std::numbers::pi * 0.4;
    const double exact = volume * (1 + 0.04 / 3 * 0.5 * (0.04 / 3));
    return {"1 + (x z sin y)^2", 3,
            [](point x) {
                const double t = 0.2 * x[0] * (-0.2 + 0.4 * x[2]) * std::sin(2 * std::numbers::pi * x[1]);
                return volume * (1 + t * t);
            },
            exact};
}

}  // namespace box_problems
