/// Integrals over boxes with axes of all kinds, whose values are exact.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <string>
#include <taskquad/box.hpp>
#include <vector>

#include "support/families.hpp"

namespace axis_problems {

using point = std::span<const double>;
using taskquad::axis, taskquad::between, taskquad::distribution, taskquad::exponential, taskquad::normal;

struct problem {
    std::string name;
    taskquad::box where;
    std::function<double(point)> f;
    double exact;
};

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// E x^2 = m^2 + s^2 and E x^4 = m^4 + 6 m^2 s^2 + 3 s^4 of a normal distribution.
inline problem normal_moments() {
    return {"moments of normal axes",
            {normal(1, 0.5), normal(-2, 3)},
            [](point x) { return x[0] * x[0] * std::pow(x[1], 4); },
            1.25 * 475};
}

/// E x^n = n! / rate^n.
inline problem exponential_moments() {
    return {"moments of exponential axes",
            {exponential(2), exponential(0.5)},
            [](point x) { return std::pow(x[0], 3) * x[1]; },
            6 / 8.0 * 2};
}

/// E exp(-x) = rate / (rate + 1).
inline problem exponential_transform() {
    return {"Laplace transform", {exponential(1), exponential(2)}, [](point x) { return std::exp(-x[0] - x[1]); }, 1 / 3.0};
}

/// x = exp(u) - 1 and y = u^2, u uniform: E x^2 = (e^2 - 1) / 2 - 2 (e - 1) + 1, E y = 1 / 3.
inline problem other_distributions() {
    return {"distributions by their inverse",
            {distribution([](double u) { return std::expm1(u); }), {0.0, 2.0}, distribution([](double u) { return u * u; })},
            [](point x) { return x[0] * x[0] * x[1] * x[2]; },
            (std::expm1(2.0) / 2 - 2 * std::expm1(1.0) + 1) * 2 / 3};
}

/// The integral of x^a y^b over 0 < y < x < 1 is 1 / ((b + 1) (a + b + 2)).
inline problem triangle() {
    return {"triangle",
            {{0.0, 1.0}, between(0, [](point x) { return x[0]; })},
            [](point x) { return x[0] * x[0] * std::pow(x[1], 3); },
            1 / 28.0};
}

/// Dirichlet: the integral of x_1^a_1 ... x_d^a_d over x_i > 0, x_1 + ... + x_d < 1 is a_1! ... a_d! / (d + a_1 + ... + a_d)!.
inline problem simplex() {
    const auto rest = [](point x) {
        double r = 1;
        for (const double c : x) r -= c;
        return r;
    };
    return {"simplex",
            {{0.0, 1.0}, between(0, rest), between(0, rest), between(0, rest)},
            [](point x) { return x[0] * x[1] * x[1] * x[3]; },
            2 / 40320.0};
}

/// x^2 over x^2 + y^2 < z^2, 0 < z < 1: pi / 20.
inline problem cone() {
    const auto y = [](point x) { return std::sqrt(std::max(0.0, x[0] * x[0] - x[1] * x[1])); };
    return {"cone",
            {{0.0, 1.0},
             between([](point x) { return -x[0]; }, [](point x) { return x[0]; }),
             between([y](point x) { return -y(x); }, y)},
            [](point x) { return x[1] * x[1]; },
            std::numbers::pi / 20};
}

inline problem gaussian_of_two() {
    return {"Gaussian over the plane",
            {{-infinity, infinity}, {-infinity, infinity}},
            [](point x) { return std::exp(-x[0] * x[0] - x[0] * x[1] - x[1] * x[1]); },
            2 * std::numbers::pi / std::numbers::sqrt3};
}

/// From right to left, over both sorts of half lines.
inline problem half_lines() {
    return {"half lines",
            {{infinity, 1.0}, {-infinity, 0.5}},
            [](point x) { return std::exp(1 - x[0] + x[1]) * (x[0] - 1); },
            -std::exp(0.5)};
}

/// Minus the integral of exp(x + y) over 0 < x < 1, 0 < y < x: the limits stand the wrong way round.
inline problem upside_down() {
    return {"limits that stand the wrong way round",
            {{0.0, 1.0}, between([](point x) { return x[0]; }, 0)},
            [](point x) { return std::exp(x[0] + x[1]); },
            -std::expm1(1.0) * std::expm1(1.0) / 2};
}

inline problem all_kinds() {
    return {"an axis of each kind",
            {{-infinity, infinity},
             normal(0.5, 0.5),
             {3.0, 1.0},
             between([](point x) { return -x[1]; }, [](point x) { return x[2]; }),
             exponential(4)},
            [](point x) { return std::exp(-x[0] * x[0]) * x[3] * x[4]; },
            // Over x_3: (x_2^2 - x_1^2) / 2; over x_2 from 3 to 1: -(26 / 3 - 2 x_1^2) / 2; of E x_1^2 = 1 / 2.
            -std::sqrt(std::numbers::pi) * (23 / 6.0) / 4};
}

/// Bells over R^d about a place within 2 of 0, with axes of lengths from 0.2 to 3.2 in any direction: exp(-|z|^2 / 2), the integral
/// of which over z is (2 pi)^(d/2), or, if odd, (1 + |z|^2)^-(d + 3)/2 with pi^(d/2) Gamma(3/2) / Gamma((d + 3) / 2).
inline problem bell(std::size_t d, int member) {
    random_numbers random(1000 + 100 * d + static_cast<std::uint64_t>(member));
    const bool is_heavy = member % 2 == 1;
    // Directions: random ones, made orthonormal after Gram and Schmidt.
    std::vector<std::vector<double>> directions(d, std::vector<double>(d));
    for (auto& row : directions) {
        for (double& v : row)
            v = std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(2 * std::numbers::pi * random.uniform());
        for (const auto& other : directions) {
            if (&other == &row) break;
            const double along = std::inner_product(row.begin(), row.end(), other.begin(), 0.0);
            for (std::size_t k = 0; k < d; ++k) row[k] -= along * other[k];
        }
        const double norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        for (double& v : row) v /= norm;
    }
    std::vector<double> length, centre;
    const auto n = static_cast<double>(d);
    double exact = is_heavy ? std::pow(std::numbers::pi, n / 2) * std::tgamma(1.5) / std::tgamma((n + 3) / 2)
                            : std::pow(2 * std::numbers::pi, n / 2);
    for (std::size_t k = 0; k < d; ++k) {
        length.push_back(std::pow(10, random.uniform(-0.7, 0.5)));
        centre.push_back(random.uniform(-2, 2));
        exact *= length.back();
    }
    const auto f = [=](point x) {
        double square = 0;
        for (std::size_t a = 0; a < d; ++a) {
            double z = 0;
            for (std::size_t b = 0; b < d; ++b) z += directions[a][b] * (x[b] - centre[b]);
            square += z * z / (length[a] * length[a]);
        }
        return is_heavy ? std::pow(1 + square, -(n + 3) / 2) : std::exp(-square / 2);
    };
    return {"bell", taskquad::box(std::vector<axis>(d, axis{-infinity, infinity})), f, exact};
}

}  // namespace axis_problems
