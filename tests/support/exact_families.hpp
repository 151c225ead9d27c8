/// Members of the twelve families of families.hpp, with their integrals over [0, 1] in closed form, to the precision of long
/// double.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <functional>
#include <numbers>

#include "support/families.hpp"

struct family_member {
    std::function<double(double)> f;
    long double exact;
};

inline family_member draw(int family, std::uint64_t seed) {
    using real = long double;
    random_numbers again(seed), random(seed);
    family_member m{random_integrand(family, again), 0};
    const double l = random.uniform(), u = random.uniform();
    const auto power = [&](real a) { return (std::pow(real{l}, 1 + a) + std::pow(1 - real{l}, 1 + a)) / (1 + a); };
    const auto lorentz = [](real at, real w) { return std::atan((1 - at) / w) + std::atan(at / w); };
    switch (family) {
        case 0:
            m.exact = power(real{-u / 2});
            break;
        case 1: {
            const real a = 0.01 + u;
            m.exact = (std::exp(a) - std::exp(a * l)) / a;
            break;
        }
        case 2: {
            const real a = 0.1 + 4 * u;
            m.exact = (2 - std::exp(-a * l) - std::exp(-a * (1 - real{l}))) / a;
            break;
        }
        case 3:
            m.exact = lorentz(l, std::pow(10, -4 + 2 * u));
            break;
        case 4: {
            double at[4], w[4];
            for (double& a : at) a = random.uniform();
            for (double& v : w) v = std::pow(10, -3 + 1.5 * random.uniform());
            for (int i = 0; i < 4; ++i) m.exact += lorentz(at[i], w[i]);
            break;
        }
        case 5: {
            const real b = std::pow(10, 1.8 + 0.2 * u) / std::max(l * l, (1 - l) * (1 - l));
            m.exact = std::sin(b * (1 - real{l}) * (1 - real{l})) - std::sin(b * l * l);
            break;
        }
        case 6: {
            const std::complex<real> z(2 * l, 60 * u + 0.1);
            m.exact = ((std::exp(z) - real{1}) / z).real();
            break;
        }
        case 7:
            m.exact = 1 / (1 + real{-0.6 + 2.1 * u});
            break;
        case 8: {
            const real w = std::pow(10, -2.5 + 2 * u);
            m.exact = w * std::sqrt(std::numbers::pi_v<real>) / 2 * (std::erf((1 - real{l}) / w) + std::erf(l / w));
            break;
        }
        case 9:
            m.exact = power(real{1.2 + 1.3 * u});
            break;
        case 10:
            m.exact = l * std::log(real{l}) + (1 - real{l}) * std::log(1 - real{l}) - 1;
            break;
        default: {
            double c[5], w[5], p[5];
            for (int i = 0; i < 5; ++i) {
                c[i] = random.uniform(-1, 1);
                w[i] = random.uniform(0.5, 25.5);
                p[i] = random.uniform(0, 2 * std::numbers::pi);
            }
            for (int i = 0; i < 5; ++i) m.exact += c[i] * (std::sin(real{w[i]} + p[i]) - std::sin(real{p[i]})) / w[i];
        }
    }
    return m;
}
