/// The six families of A. C. Genz, Testing multidimensional integration routines, in: Tools, Methods and Languages for Scientific
/// and Engineering Computation, 1984, with difficulties that vary by a factor of twelve.
#pragma once

#include <algorithm>
#include <array>
#include <complex>

#include "support/box_draws/random.hpp"
#include "support/box_problems.hpp"

namespace box_draws {

inline constexpr std::size_t genz_families = 6;

struct genz_parameters {
    std::vector<double> a, u;
};

/// Where the a of a member add up to his difficulty, times 0.1 .. 1.26. Not of him: a and u of another family.
inline genz_parameters genz_drawn(std::size_t family, std::size_t d, source& random) {
    genz_parameters p{std::vector<double>(d), std::vector<double>(d)};
    for (std::size_t i = 0; i < d; ++i) {
        p.a[i] = random.uniform() + 0.05;
        p.u[i] = random.uniform();
    }
    if (family >= genz_families) return p;
    constexpr std::array difficulty = {110.0, 600.0, 600.0, 100.0, 150.0, 100.0}, falls_with_d = {1.5, 2.0, 2.0, 1.0, 2.0, 2.0};
    const double all = sum_of(p.a), h = difficulty[family] * random.power_of_ten(-1, 0.1) /
                                        std::pow(static_cast<double>(d), falls_with_d[family]) / all;
    for (double& x : p.a) x *= h;
    return p;
}

inline box_problem oscillating(const genz_parameters& p) {
    const auto a = p.a, u = p.u;
    auto z = std::polar<number>(1, 2 * pi * u[0]);
    for (const number b : a) z *= std::complex<number>(std::sin(b), 1 - std::cos(b)) / b;
    const auto f = [a, begin = 2 * std::numbers::pi * u[0]](point x) { return std::cos(begin + scalar_product(a, x)); };
    return {"oscillating", a.size(), f, static_cast<double>(z.real())};
}

inline box_problem product_peak(const genz_parameters& p) {
    const auto a = p.a, u = p.u;
    number exact = 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const number b = a[i], v = u[i];
        exact *= b * (std::atan(b * (1 - v)) + std::atan(b * v));
    }
    const auto f = [a, u](point x) {
        double t = 1;
        for (std::size_t i = 0; i < x.size(); ++i) t *= 1 / (a[i] * a[i]) + (x[i] - u[i]) * (x[i] - u[i]);
        return 1 / t;
    };
    return {"product peak", a.size(), f, static_cast<double>(exact)};
}

inline box_problem corner_peak(const genz_parameters& p) {
    const auto a = p.a;
    const auto d = static_cast<double>(a.size());
    number exact = over_corners(a, 1, [](number t) { return 1 / t; }) * (a.size() % 2 == 0 ? 1 : -1);
    for (std::size_t i = 0; i < a.size(); ++i) exact /= a[i] * static_cast<number>(i + 1);
    return {"corner peak", a.size(), [a, d](point x) { return std::pow(1 + scalar_product(a, x), -(d + 1)); },
            static_cast<double>(exact)};
}

inline box_problem gaussian_peak(const genz_parameters& p) {
    const auto a = p.a, u = p.u;
    number exact = 1;
    for (std::size_t i = 0; i < a.size(); ++i) exact *= gaussian(a[i], u[i]);
    const auto f = [a, u](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double z = a[i] * (x[i] - u[i]);
            t += z * z;
        }
        return std::exp(-t);
    };
    return {"Gaussian", a.size(), f, static_cast<double>(exact)};
}

inline box_problem continuous(const genz_parameters& p) {
    const auto a = p.a, u = p.u;
    number exact = 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const number b = a[i], v = u[i];
        exact *= (-std::expm1(-b * v) - std::expm1(-b * (1 - v))) / b;
    }
    const auto f = [a, u](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += a[i] * std::abs(x[i] - u[i]);
        return std::exp(-t);
    };
    return {"kinks along axes", a.size(), f, static_cast<double>(exact)};
}

inline box_problem discontinuous(const genz_parameters& p) {
    const auto a = p.a, u = p.u;
    number exact = 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const number b = a[i], end = i < 2 ? u[i] : 1;
        exact *= std::expm1(b * end) / b;
    }
    const auto f = [a, u](point x) { return x[0] > u[0] || x[1] > u[1] ? 0.0 : std::exp(scalar_product(a, x)); };
    return {"jumps along axes", a.size(), f, static_cast<double>(exact)};
}

}  // namespace box_draws
