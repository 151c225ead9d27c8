/// Random integrands with narrow places: likelihoods, mixtures, few axes that matter, many waves.
#pragma once

#include <utility>

#include "support/box_draws/random.hpp"
#include "support/box_problems.hpp"

namespace box_draws {

/// Orthonormal rows, by Gram and Schmidt.
inline std::vector<std::vector<double>> rotation(std::size_t d, source& random) {
    std::vector<std::vector<double>> rows(d, std::vector<double>(d));
    for (std::size_t i = 0; i < d; ++i) {
        for (double& x : rows[i]) x = random.normal();
        for (std::size_t j = 0; j < i; ++j) {
            const double along = scalar_product(rows[j], rows[i]);
            for (std::size_t k = 0; k < d; ++k) rows[i][k] -= along * rows[j][k];
        }
        const double length = std::sqrt(scalar_product(rows[i], rows[i]));
        for (double& x : rows[i]) x /= length;
    }
    return rows;
}

/// Standard deviations from 0.006 to 0.035, in the middle: what lies outside the cube is below 1e-16 of all.
inline box_problem rotated_gaussian(std::size_t d, source& random) {
    const auto rows = rotation(d, random);
    std::vector<double> sd(d), centre(d);
    number exact = 1;
    for (std::size_t i = 0; i < d; ++i) {
        sd[i] = random.power_of_ten(std::log10(0.006), std::log10(0.035));
        centre[i] = random.uniform(0.35, 0.65);
        exact *= std::sqrt(2 * pi) * sd[i];
    }
    const auto f = [=](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            double z = 0;
            for (std::size_t k = 0; k < x.size(); ++k) z += rows[i][k] * (x[k] - centre[k]);
            z /= sd[i];
            t += z * z;
        }
        return std::exp(-t / 2);
    };
    return {"rotated Gaussian", d, f, static_cast<double>(exact)};
}

/// A ridge along a parabola in each pair of neighbours, as in Rosenbrock's function.
inline box_problem ridge(std::size_t d, source& random) {
    const double bend = random.uniform(2, 6);
    std::vector<double> sd(d);
    sd[0] = random.uniform(0.025, 0.035);
    for (std::size_t i = 1; i < d; ++i) sd[i] = random.power_of_ten(-2.2, -1.5);
    number exact = 1;
    for (const double s : sd) exact *= std::sqrt(2 * pi) * s;
    const auto f = [=](point x) {
        const double first = (x[0] - 0.5) / sd[0];
        double t = first * first;
        for (std::size_t i = 1; i < x.size(); ++i) {
            const double w = x[i - 1] - 0.5, z = (x[i] - 0.4 - bend * w * w) / sd[i];
            t += z * z;
        }
        return std::exp(-t / 2);
    };
    return {"ridge", d, f, static_cast<double>(exact)};
}

/// Heavy tails, cut off, on a sheared narrow ridge. The mean of 1 + z^4 / 10 is 1.3.
inline box_problem student(std::size_t d, source& random) {
    std::vector<double> sd(d), shear(d);
    number exact = 1;
    for (std::size_t i = 0; i < d; ++i) {
        sd[i] = i > 0 ? random.power_of_ten(-2.1, -1.6) : 0.03;
        shear[i] = random.uniform(0.05, 0.2);
        exact *= std::sqrt(2 * pi) * sd[i] * 1.3L;
    }
    const auto f = [=](point x) {
        double p = 1, t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double moved = i > 0 ? shear[i] * std::sin(6 * (x[i - 1] - 0.5)) : 0, z = (x[i] - 0.5 - moved) / sd[i];
            p *= 1 + 0.1 * z * z * z * z;
            t += z * z;
        }
        return p * std::exp(-t / 2);
    };
    return {"sheared tails", d, f, static_cast<double>(exact)};
}

/// Four Gaussians of different widths.
inline box_problem mixture(std::size_t d, source& random) {
    struct mode {
        double weight;
        std::vector<double> centre, narrowness;
    };
    std::vector<mode> modes;
    number exact = 0;
    for (int m = 0; m < 4; ++m) {
        mode one{random.uniform(0.3, 1), std::vector<double>(d), std::vector<double>(d)};
        number part = one.weight;
        const double scale = random.power_of_ten(0.4, 1.2);
        for (std::size_t i = 0; i < d; ++i) {
            one.centre[i] = random.uniform();
            one.narrowness[i] = scale * random.uniform(0.5, 1.5);
            part *= gaussian(one.narrowness[i], one.centre[i]);
        }
        exact += part;
        modes.push_back(std::move(one));
    }
    const auto f = [modes](point x) {
        double sum = 0;
        for (const mode& m : modes) {
            double t = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double z = m.narrowness[i] * (x[i] - m.centre[i]);
                t += z * z;
            }
            sum += m.weight * std::exp(-t);
        }
        return sum;
    };
    return {"mixture", d, f, static_cast<double>(exact)};
}

/// A Gaussian of which each axis matters a quarter as much as the one before, in a random order.
inline box_problem few_directions(std::size_t d, const std::vector<double>& u, source& random) {
    std::vector<std::size_t> rank(d);
    for (std::size_t i = 0; i < d; ++i) rank[i] = i;
    for (std::size_t i = d; i-- > 1;) std::swap(rank[i], rank[random.below(static_cast<double>(i + 1))]);
    const double largest = random.power_of_ten(1, 2);
    std::vector<double> a(d);
    number exact = 1;
    for (std::size_t i = 0; i < d; ++i) {
        a[i] = largest * std::pow(0.25, static_cast<double>(rank[i]));
        exact *= gaussian(std::sqrt(static_cast<number>(a[i])), u[i]);
    }
    const auto f = [a, u](point x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += a[i] * (x[i] - u[i]) * (x[i] - u[i]);
        return std::exp(-t);
    };
    return {"falling importance", d, f, static_cast<double>(exact)};
}

/// A peak along one axis, waves along another one; the others do not matter.
inline box_problem two_axes(std::size_t d, const std::vector<double>& u, source& random) {
    const std::size_t p = random.below(static_cast<double>(d)), q = (p + 1 + random.below(static_cast<double>(d - 1))) % d;
    const double width = random.power_of_ten(-2.5, -0.5), k = random.uniform(5, 40), place = u[p];
    const number exact = (std::atan((1 - static_cast<number>(place)) / width) + std::atan(static_cast<number>(place) / width)) /
                         width * (1 + 0.5L * std::sin(static_cast<number>(k)) / k);
    const auto f = [=](point x) { return (1 + 0.5 * std::cos(k * x[q])) / (width * width + (x[p] - place) * (x[p] - place)); };
    return {"two axes", d, f, static_cast<double>(exact)};
}

/// Half waves, whole in number, which alias with whatever is sampled at equal distances.
inline box_problem periodic(std::size_t d, const std::vector<double>& u, source& random) {
    std::vector<double> k(d);
    number exact = 1;
    for (std::size_t i = 0; i < d; ++i) {
        k[i] = std::numbers::pi * (1 + static_cast<double>(random.below(24.0 / static_cast<double>(d))));
        const number b = k[i], phase = 2 * pi * u[i];
        exact *= 1 + 0.7L * (std::sin(b + phase) - std::sin(phase)) / b;
    }
    const auto f = [k, u](point x) {
        double p = 1;
        for (std::size_t i = 0; i < x.size(); ++i) p *= 1 + 0.7 * std::cos(k[i] * x[i] + 2 * std::numbers::pi * u[i]);
        return p;
    };
    return {"periodic", d, f, static_cast<double>(exact)};
}

}  // namespace box_draws
