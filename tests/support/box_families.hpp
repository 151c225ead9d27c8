/// Random integrands over the unit cube: smooth, peaked, with kinks, jumps and singular places; the domain of some has breakpoints.
#pragma once

#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "support/families.hpp"

inline constexpr int box_families = 9;

inline std::function<double(std::span<const double>)> random_box_integrand(int family, std::size_t d, random_numbers& random) {
    std::vector<double> a, u;
    for (std::size_t i = 0; i < d; ++i) {
        a.push_back(random.uniform(0.2, 1));
        u.push_back(random.uniform(0.1, 0.9));
    }
    using point = std::span<const double>;
    const auto plane = [a](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += a[i] * x[i];
        return t;
    };
    const auto square = [u](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += (x[i] - u[i]) * (x[i] - u[i]);
        return t;
    };
    switch (family) {
        case 0:
            return [=](point x) { return std::cos(2 * std::numbers::pi * u[0] + 3 * plane(x)); };
        case 1:
            return [=](point x) { return std::exp(-20 * square(x)); };
        case 2:
            return [=](point x) {
                double p = 1;
                for (std::size_t i = 0; i < x.size(); ++i) p /= 0.05 * a[i] + (x[i] - u[i]) * (x[i] - u[i]);
                return p;
            };
        case 3:
            return [=](point x) { return std::pow(1 + 2 * std::abs(plane(x)), -static_cast<double>(x.size()) - 1); };
        case 4:
            return [=](point x) { return std::abs(plane(x) - 0.4); };
        case 5:
            return [=](point x) { return x[0] > u[0] || x[1] > u[1] ? 0.0 : std::exp(plane(x)); };
        case 6:
            return [=](point x) { return square(x) < 0.09 ? 1.0 : 0.0; };
        case 7:
            return [=](point x) { return 1 / std::sqrt(square(x)); };
        default:
            return [=](point x) { return 1 / (std::abs(x[0] - 0.25) + 1e-3) + x[1]; };
    }
}
