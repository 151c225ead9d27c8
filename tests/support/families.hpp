/// Twelve random families of integrands on [0, 1], in the style of J. N. Lyness, J. J. Kaganove, Comments on the nature of
/// automatic quadrature routines, ACM Trans. Math. Softw. 2 (1976), 65-81, doi:10.1145/355666.355671, and P. Gonnet, A review of
/// error estimation in adaptive quadrature, ACM Comput. Surv. 44 (2012), doi:10.1145/2333112.2333117.
#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : engine_(seed) {}
    /// Uniform in [0, 1), from the upper 53 bits.
    double uniform() { return std::ldexp(static_cast<double>(engine_() >> 11), -53); }
    double uniform(double a, double b) { return a + (b - a) * uniform(); }
    /// 0 .. n - 1.
    int below(int n) { return static_cast<int>(uniform() * n); }

private:
    std::mt19937_64 engine_;
};

constexpr int families = 12;

/// A member of a family, 0 .. 11.
inline std::function<double(double)> random_integrand(int family, random_numbers& random) {
    using std::abs, std::exp, std::pow, std::cos;
    const double l = random.uniform(), u = random.uniform();
    const auto lorentz = [](double x, double at, double w) { return w / ((x - at) * (x - at) + w * w); };
    switch (family) {
        case 0:
            return [=](double x) { return pow(abs(x - l), -u / 2); };
        case 1:
            return [=](double x) { return x > l ? exp((0.01 + u) * x) : 0.0; };
        case 2:
            return [=](double x) { return exp(-(0.1 + 4 * u) * abs(x - l)); };
        case 3:
            return [=](double x) { return lorentz(x, l, pow(10, -4 + 2 * u)); };
        case 4: {
            std::array<double, 4> at{}, w{};
            for (double& a : at) a = random.uniform();
            for (double& v : w) v = pow(10, -3 + 1.5 * random.uniform());
            return [=](double x) {
                double sum = 0;
                for (std::size_t i = 0; i < 4; ++i) sum += lorentz(x, at[i], w[i]);
                return sum;
            };
        }
        case 5: {
            const double b = pow(10, 1.8 + 0.2 * u) / std::max(l * l, (1 - l) * (1 - l));
            return [=](double x) { return 2 * b * (x - l) * cos(b * (x - l) * (x - l)); };
        }
        case 6:
            return [=](double x) { return exp(2 * l * x) * cos((60 * u + 0.1) * x); };
        case 7:
            return [=](double x) { return pow(x, -0.6 + 2.1 * u); };
        case 8: {
            const double w = pow(10, -2.5 + 2 * u);
            return [=](double x) { return exp(-(x - l) * (x - l) / (w * w)); };
        }
        case 9:
            return [=](double x) { return pow(abs(x - l), 1.2 + 1.3 * u); };
        case 10:
            return [=](double x) { return std::log(abs(x - l)); };
        default: {
            std::array<double, 5> c{}, w{}, p{};
            for (std::size_t i = 0; i < 5; ++i) {
                c[i] = random.uniform(-1, 1);
                w[i] = random.uniform(0.5, 25.5);
                p[i] = random.uniform(0, 2 * std::numbers::pi);
            }
            return [=](double x) {
                double sum = 0;
                for (std::size_t i = 0; i < 5; ++i) sum += c[i] * cos(w[i] * x + p[i]);
                return sum;
            };
        }
    }
}
