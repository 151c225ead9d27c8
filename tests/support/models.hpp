/// Models of several variables, as engineers and physicists have them: what is uncertain varies over a range, and the mean is
/// wanted.
///
/// Circuits, wells and wings are the test functions collected by S. Surjanovic and D. Bingham, Virtual Library of Simulation
/// Experiments, sfu.ca/~ssurjano. Means without a closed form were computed with Patterson's rules, Clenshaw-Curtis and Leja points
/// by sparse grids that agree to 1e-10 or better.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace models {

using point = std::span<const double>;

struct model {
    std::string name;
    std::size_t dimensions;
    std::function<double(point)> f;  ///< over the unit cube; where `is_normal`, of standard normal coordinates
    double mean;
    bool is_normal = false;
};

/// From a coordinate of the unit cube to a range.
inline double between(double low, double high, double u) { return low + (high - low) * u; }

/// T. Ishigami, T. Homma, An importance quantification technique in uncertainty analysis for computer models, ISUMA 1990, 398-403.
/// Its mean is 7 / 2. Through the centre the first and third variable do not interact at all.
inline model ishigami() {
    return {"Ishigami", 3,
            [](point u) {
                const double a = between(-std::numbers::pi, std::numbers::pi, u[0]),
                             b = between(-std::numbers::pi, std::numbers::pi, u[1]),
                             c = between(-std::numbers::pi, std::numbers::pi, u[2]);
                return std::sin(a) + 7 * std::pow(std::sin(b), 2) + 0.1 * std::pow(c, 4) * std::sin(a);
            },
            3.5};
}

/// The midpoint voltage of a push-pull circuit without an output transformer.
inline model otl_circuit() {
    return {"OTL circuit", 6,
            [](point u) {
                const double rb1 = between(50, 150, u[0]), rb2 = between(25, 70, u[1]), rf = between(0.5, 3, u[2]),
                             rc1 = between(1.2, 2.5, u[3]), rc2 = between(0.25, 1.2, u[4]), beta = between(50, 300, u[5]);
                const double vb1 = 12 * rb2 / (rb1 + rb2), gain = beta * (rc2 + 9), all = gain + rf;
                return (vb1 + 0.74) * gain / all + 11.35 * rf / all + 0.74 * rf * gain / (all * rc1);
            },
            5.4340540961646404};
}

/// The flow of water through a borehole between two aquifers.
inline model borehole() {
    return {"borehole", 8,
            [](point u) {
                const double rw = between(0.05, 0.15, u[0]), r = between(100, 50000, u[1]), tu = between(63070, 115600, u[2]),
                             hu = between(990, 1110, u[3]), tl = between(63.1, 116, u[4]), hl = between(700, 820, u[5]),
                             length = between(1120, 1680, u[6]), kw = between(9855, 12045, u[7]);
                const double l = std::log(r / rw);
                return 2 * std::numbers::pi * tu * (hu - hl) / (l * (1 + 2 * length * tu / (l * rw * rw * kw) + tu / tl));
            },
            77.651316511534745};
}

/// The weight of the wing of a light aircraft.
inline model wing_weight() {
    return {"wing weight", 10,
            [](point u) {
                const double sw = between(150, 200, u[0]), wfw = between(220, 300, u[1]), aspect = between(6, 10, u[2]),
                             sweep = between(-10, 10, u[3]) * std::numbers::pi / 180, q = between(16, 45, u[4]),
                             taper = between(0.5, 1, u[5]), thickness = between(0.08, 0.18, u[6]), nz = between(2.5, 6, u[7]),
                             wdg = between(1700, 2500, u[8]), wp = between(0.025, 0.08, u[9]);
                return 0.036 * std::pow(sw, 0.758) * std::pow(wfw, 0.0035) * std::pow(aspect / std::pow(std::cos(sweep), 2), 0.6) *
                           std::pow(q, 0.006) * std::pow(taper, 0.04) * std::pow(100 * thickness / std::cos(sweep), -0.3) *
                           std::pow(nz * wdg, 0.49) +
                       sw * wp;
            },
            268.07523683174401};
}

/// The solution of y' = g(t, y) at t = end by so many steps of the classical method of Runge and Kutta.
template <std::size_t n, class G>
std::array<double, n> solved(std::array<double, n> y, double end, int steps, G g) {
    const double h = end / steps;
    const auto moved = [](std::array<double, n> from, double by, const std::array<double, n>& slope) {
        for (std::size_t i = 0; i < n; ++i) from[i] += by * slope[i];
        return from;
    };
    for (int step = 0; step < steps; ++step) {
        const double t = step * h;
        const auto a = g(t, y), b = g(t + h / 2, moved(y, h / 2, a)), c = g(t + h / 2, moved(y, h / 2, b)),
                   d = g(t + h, moved(y, h, c));
        for (std::size_t i = 0; i < n; ++i) y[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
    }
    return y;
}

/// How many prey there are in the equations of Lotka and Volterra after five years.
inline model lotka_volterra() {
    return {"Lotka-Volterra", 4,
            [](point u) {
                const double birth = between(0.9, 1.1, u[0]), eaten = between(0.08, 0.12, u[1]),
                             death = between(1.275, 1.725, u[2]), fed = between(0.06375, 0.08625, u[3]);
                return solved<2>({10, 5}, 5, 200, [=](double, const auto& y) {
                    return std::array{birth * y[0] - eaten * y[0] * y[1], -death * y[1] + fed * y[0] * y[1]};
                })[0];
            },
            8.3821491831840014};
}

/// The place of a damped oscillator, driven from outside, after 20 seconds.
inline model oscillator() {
    return {"oscillator", 6,
            [](point u) {
                const double damping = between(0.08, 0.12, u[0]), stiffness = between(0.03, 0.04, u[1]),
                             force = between(0.08, 0.12, u[2]), frequency = between(0.8, 1.2, u[3]);
                return solved<2>({between(0.45, 0.55, u[4]), between(-0.05, 0.05, u[5])}, 20, 200, [=](double t, const auto& y) {
                    return std::array{y[1], force * std::cos(frequency * t) - damping * y[1] - stiffness * y[0]};
                })[0];
            },
            -0.21323899914369235};
}

/// A product of H. H. Robertson's reaction after ten seconds, its three rates uncertain by factors of ten.
inline model robertson() {
    return {"Robertson", 3,
            [](point u) {
                const double k1 = 0.04 * std::pow(10, u[0] - 0.5), k2 = std::pow(10, 1 + u[1]), k3 = std::pow(10, 2 + u[2]);
                return solved<3>({1, 0, 0}, 10, 4000, [=](double, const auto& y) {
                    const double a = -k1 * y[0] + k2 * y[1] * y[2] * 0.1, c = k3 * y[1] * y[1];
                    return std::array{a, -a - c, c};
                })[2];
            },
            0.30396392781350912};
}

/// u(1/2) where -(a u')' = 1 on [0, 1], u(0) = u(1) = 0, by the midpoint rule on 64 cells; `a` of the middle of a cell.
template <class A>
double diffusion_at_middle(A a) {
    constexpr int n = 64;
    double whole = 0, moment = 0, half = 0, half_moment = 0;
    for (int i = 0; i < n; ++i) {
        const double x = (i + 0.5) / n, resistance = 1 / (n * a(x));
        whole += resistance;
        moment += x * resistance;
        if (i < n / 2) {
            half += resistance;
            half_moment += x * resistance;
        }
    }
    return moment / whole * half - half_moment;
}

/// Waves of random heights, the j-th of size * j^-decay.
inline double waves(point heights, double x, double size, double decay) {
    double sum = 0;
    for (std::size_t j = 0; j < heights.size(); ++j) {
        const double k = static_cast<double>(j + 1);
        sum += size * std::pow(k, -decay) * std::cos(k * std::numbers::pi * x) * heights[j];
    }
    return sum;
}

/// Diffusion with a coefficient of ten uncertain waves, up to 0.4, about 1.
inline model affine_diffusion() {
    return {"affine diffusion", 10,
            [](point u) {
                std::vector<double> heights;
                for (const double v : u) heights.push_back(2 * v - 1);
                return diffusion_at_middle([&](double x) { return 1 + waves(heights, x, 0.4, 2); });
            },
            0.12661217221034801};
}

/// The same with the exponential of six normally distributed waves.
inline model lognormal_diffusion() {
    return {"lognormal diffusion", 6,
            [](point z) { return diffusion_at_middle([&](double x) { return std::exp(waves(z, x, 0.5, 1.5)); }); },
            0.12183122606913646, true};
}

}  // namespace models
