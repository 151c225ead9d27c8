/// Random integrands that are not smooth: singular faces and corners, kinks and jumps across the axes.
#pragma once

#include <array>
#include <optional>

#include "support/box_draws/random.hpp"
#include "support/box_problems.hpp"

namespace box_draws {

/// The integral of (a x - c)^p over where a x > c, all a > 0.
inline number truncated_power(const std::vector<double>& a, double c, int p) {
    const auto d = static_cast<int>(a.size());
    number whole = over_corners(a, -c, [&](number t) { return t > 0 ? std::pow(t, static_cast<number>(p + d)) : 0; });
    for (const double b : a) whole /= b;
    for (int i = 1; i <= d; ++i) whole /= p + i;
    return whole;
}

/// On each face through the origin x^-1/2 exp(-c x), -log x, or twice as often exp(-c x); at least one is singular.
inline box_problem singular_faces(std::size_t d, source& random) {
    enum of_axis : int { root, logarithm };
    std::vector<int> which(d);
    std::vector<double> c(d);
    for (std::size_t i = 0; i < d; ++i) {
        which[i] = static_cast<int>(random.below(4));
        c[i] = random.uniform(0.2, 3);
    }
    which[0] = random.uniform() < 0.5 ? logarithm : root;
    number exact = 1;
    for (std::size_t i = 0; i < d; ++i) {
        const number b = c[i];
        if (which[i] == root) {
            exact *= std::sqrt(pi / b) * std::erf(std::sqrt(b));
        } else if (which[i] != logarithm) {
            exact *= -std::expm1(-b) / b;
        }
    }
    const auto f = [=](point x) {
        double p = 1;
        for (std::size_t i = 0; i < x.size(); ++i) {
            p *= which[i] == logarithm ? -std::log(x[i]) : std::exp(-c[i] * x[i]) / (which[i] == root ? std::sqrt(x[i]) : 1);
        }
        return p;
    };
    return {"singular faces", d, f, static_cast<double>(exact)};
}

struct oblique {
    std::vector<double> a;
    double c;
};
inline oblique oblique_drawn(std::size_t d, source& random) {
    oblique o{random.uniforms(d, 0.2, 1), 0};
    o.c = sum_of(o.a) * random.uniform(0.3, 0.7);
    return o;
}

inline box_problem oblique_kink(std::size_t d, source& random) {
    const auto [a, c] = oblique_drawn(d, random);
    const number exact = 2 * truncated_power(a, c, 1) - (sum_of(a) / 2 - c);
    return {"oblique kink", d, [a = a, c = c](point x) { return std::abs(scalar_product(a, x) - c); }, static_cast<double>(exact)};
}

inline box_problem half_space(std::size_t d, source& random) {
    const auto [a, c] = oblique_drawn(d, random);
    const number exact = truncated_power(a, c, 0);
    return {"half-space", d, [a = a, c = c](point x) { return scalar_product(a, x) > c ? 1.0 : 0.0; }, static_cast<double>(exact)};
}

inline box_problem ball(std::size_t d, source& random) {
    const double r = random.uniform(0.25, 0.4);
    const auto centre = random.uniforms(d, r, 1 - r);
    const number half = static_cast<number>(d) / 2,
                 exact = std::pow(pi, half) / std::tgamma(half + 1) * std::pow(number{r}, 2 * half);
    const auto f = [=](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += (x[i] - centre[i]) * (x[i] - centre[i]);
        return t < r * r ? 1.0 : 0.0;
    };
    return {"ball", d, f, static_cast<double>(exact)};
}

/// (eps + a x)^-2, nearly singular at one of the corners, as propagators are in Feynman's parameters.
inline box_problem propagator(std::size_t d, source& random) {
    const double eps = random.power_of_ten(-3, -1);
    std::vector<double> a(d);
    std::vector<bool> from_above(d);
    for (std::size_t i = 0; i < d; ++i) {
        a[i] = random.uniform(0.3, 1.5);
        from_above[i] = random.uniform() < 0.5;
    }
    number harmonic = 0, factorial = 1;
    for (std::size_t i = 1; i + 2 <= d; ++i) {
        harmonic += 1 / static_cast<number>(i);
        factorial *= static_cast<number>(i);
    }
    const auto primitive = [&](number t) {
        return -(std::pow(t, static_cast<number>(d) - 2) / factorial * (std::log(t) - harmonic));
    };
    number exact = over_corners(a, eps, primitive);
    for (const double b : a) exact /= b;
    const auto f = [=](point x) {
        double t = eps;
        for (std::size_t i = 0; i < x.size(); ++i) t += a[i] * (from_above[i] ? 1 - x[i] : x[i]);
        return 1 / (t * t);
    };
    return {"propagator", d, f, static_cast<double>(exact)};
}

/// The integral of 1 / r from the origin to the opposite corner.
inline number potential(number x, number y) { return x * std::asinh(y / x) + y * std::asinh(x / y); }
inline number potential(number x, number y, number z) {
    const number r = std::sqrt(x * x + y * y + z * z);
    const auto of_pair = [r](number p, number q, number s) {
        return p * q * std::log((s + r) / std::sqrt(p * p + q * q)) - p * p / 2 * std::atan(q * s / (p * r));
    };
    return of_pair(x, y, z) + of_pair(y, z, x) + of_pair(z, x, y);
}

/// 1 / r, r from a corner or from a place inside; in two and three dimensions only.
inline std::optional<box_problem> coulomb(std::size_t d, source& random) {
    if (d > 3) return std::nullopt;
    const bool inside = random.uniform() < 0.5;
    const auto centre = inside ? random.uniforms(d, 0.1, 0.9) : std::vector<double>(d);
    number exact = 0;
    for (std::size_t corner = 0; corner < std::size_t{1} << d; ++corner) {
        std::array<number, 3> side{};
        bool is_flat = false;
        for (std::size_t i = 0; i < d; ++i) {
            side[i] = (corner >> i & 1U) != 0 ? 1 - number{centre[i]} : number{centre[i]};
            is_flat = is_flat || side[i] <= 0;
        }
        if (!is_flat) exact += d == 2 ? potential(side[0], side[1]) : potential(side[0], side[1], side[2]);
    }
    const auto f = [centre](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += (x[i] - centre[i]) * (x[i] - centre[i]);
        return 1 / std::sqrt(t);
    };
    return box_problem{"1 / r", d, f, static_cast<double>(exact)};
}

}  // namespace box_draws
