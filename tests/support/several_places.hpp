/// Functions over [0, 1] with an inner place, and vectors of them, with their integrals in closed form.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "support/exact_families.hpp"

namespace places {

using real = long double;

inline family_member power(double s, double q, double factor = 1) {
    const real left = s, right = 1 - left, to = q + 1;
    return {[=](double x) { return factor * std::pow(std::abs(x - s), q); },
            factor * (std::pow(left, to) + std::pow(right, to)) / to};
}
inline family_member logarithm(double s, double factor = 1) {
    const real left = s, right = 1 - left;
    return {[=](double x) { return factor * std::log(std::abs(x - s)); },
            factor * (left * std::log(left) + right * std::log(right) - 1)};
}
inline family_member jump(double s, double factor = 1) {
    return {[=](double x) { return x < s ? 0 : factor * std::exp(x); }, factor * (std::numbers::e_v<real> - std::exp(real{s}))};
}
inline family_member kink(double s, double factor = 1) {
    return {[=](double x) { return factor * std::exp(-2 * std::abs(x - s)); },
            factor * (1 - (std::exp(-2 * real{s}) + std::exp(2 * real{s} - 2)) / 2)};
}
/// 0, and from s on the height.
inline family_member step(double s, double height = 1) {
    return {[=](double x) { return x < s ? 0 : height; }, height * (1 - real{s})};
}
/// A multiple of |x - s|.
inline family_member tip(double s, double factor = 1) {
    const real left = s, right = 1 - left;
    return {[=](double x) { return factor * std::abs(x - s); }, factor * (left * left + right * right) / 2};
}
inline family_member smooth(double factor = 1) {
    return {[=](double x) { return factor * std::cos(2 * x); }, factor * std::sin(2.0L) / 2};
}

/// f with several components, and its integral.
struct several {
    std::vector<family_member> of;

    std::vector<double> operator()(double x) const {
        std::vector<double> y;
        for (const family_member& m : of) y.push_back(m.f(x));
        return y;
    }
    [[nodiscard]] double norm() const {
        double squares = 0;
        for (const family_member& m : of) squares += std::pow(static_cast<double>(m.exact), 2);
        return std::sqrt(squares);
    }
    [[nodiscard]] double off(const std::vector<double>& value) const {
        double squares = 0;
        for (std::size_t c = 0; c < of.size(); ++c) squares += std::pow(static_cast<double>(value[c] - of[c].exact), 2);
        return std::sqrt(squares);
    }
    [[nodiscard]] family_member sum() const {
        family_member m{[all = of](double x) {
                            double y = 0;
                            for (const family_member& one : all) y += one.f(x);
                            return y;
                        },
                        0};
        for (const family_member& one : of) m.exact += one.exact;
        return m;
    }
};

/// A place of a random sort.
inline family_member drawn_at(double s, random_numbers& random) {
    const double factor = std::pow(10, random.uniform(-1, 1));
    switch (static_cast<int>(6 * random.uniform())) {
        case 0:
            return power(s, random.uniform(-0.9, -0.02), factor);
        case 1:
            return power(s, random.uniform(0.1, 0.9), factor);
        case 2:
            return power(s, random.uniform(1.2, 2.5), factor);
        case 3:
            return logarithm(s, factor);
        case 4:
            return jump(s, factor);
        default:
            return kink(s, factor);
    }
}

/// Where the components of a random vector are singular.
enum class mix { at_one_place, one_of_them, each_elsewhere };

/// Two to five components, unless it is said how many.
inline several drawn(mix m, std::uint64_t seed, std::size_t components = 0) {
    random_numbers random(seed);
    const auto n = components > 0 ? components : 2 + static_cast<std::size_t>(4 * random.uniform());
    const double s = random.uniform(0.02, 0.98);
    several f;
    for (std::size_t c = 0; c < n; ++c) {
        if (m == mix::one_of_them && c > 0) {
            f.of.push_back(smooth(random.uniform(-3, 3)));
        } else {
            f.of.push_back(drawn_at(m == mix::each_elsewhere ? random.uniform(0.02, 0.98) : s, random));
        }
    }
    return f;
}

}  // namespace places
