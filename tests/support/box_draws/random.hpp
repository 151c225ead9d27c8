/// What random integrands over [0, 1]^d are drawn from, and what their exact integrals have in common.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <vector>

namespace box_draws {

using point = std::span<const double>;
using number = long double;  ///< of which exact integrals are made
inline constexpr number pi = std::numbers::pi_v<number>;

/// Numbers that are the same with every standard library.
class source {
public:
    explicit source(std::uint64_t seed) : bits_(seed) {}

    double uniform(double low = 0, double high = 1) {
        constexpr int unused_bits = 11;
        return low + (high - low) * static_cast<double>(bits_() >> unused_bits) * 0x1p-53;
    }
    /// Of 0 .. n - 1.
    std::size_t below(double n) { return static_cast<std::size_t>(uniform(0, n)); }
    double power_of_ten(double low, double high) { return std::pow(10.0, uniform(low, high)); }
    /// By the method of Box and Muller.
    double normal() {
        const double u = 1 - uniform(), v = uniform();
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    }
    std::vector<double> uniforms(std::size_t n, double low, double high) {
        std::vector<double> list(n);
        for (double& x : list) x = uniform(low, high);
        return list;
    }

private:
    std::mt19937_64 bits_;
};

/// The integral of exp(-(b (x - u))^2) from 0 to 1.
inline number gaussian(number b, number u) { return std::sqrt(pi) / 2 / b * (std::erf(b * (1 - u)) + std::erf(b * u)); }

/// The sum over all corners of the cube, with the sign of the number of coordinates that are 0 there: what a primitive function of
/// start + a x is worth between all limits.
template <class Primitive>
number over_corners(const std::vector<double>& a, number start, Primitive primitive) {
    number sum = 0;
    for (std::size_t corner = 0; corner < std::size_t{1} << a.size(); ++corner) {
        number t = start;
        std::size_t zeros = a.size();
        for (std::size_t i = 0; i < a.size(); ++i) {
            if ((corner >> i & 1U) == 0) continue;
            t += a[i];
            --zeros;
        }
        sum += (zeros % 2 == 0 ? 1 : -1) * primitive(t);
    }
    return sum;
}

inline double scalar_product(const std::vector<double>& a, point x) {
    double t = 0;
    for (std::size_t i = 0; i < x.size(); ++i) t += a[i] * x[i];
    return t;
}
inline double sum_of(const std::vector<double>& list) {
    double sum = 0;
    for (const double x : list) sum += x;
    return sum;
}

}  // namespace box_draws
