/// A Gaussian somewhere in [-5, 5]^d, and its integral there, or over all of R^d: its tails do not matter.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "support/families.hpp"

struct narrow_peak {
    std::vector<double> centre;  ///< in [-4, 4]^d
    double sd;                   ///< at most 0.1

    narrow_peak(std::size_t d, double standard_deviation, random_numbers& random) : centre(d), sd(standard_deviation) {
        for (double& c : centre) c = random.uniform(-4, 4);
    }
    double operator()(std::span<const double> x) const {
        double t = 0;
        for (std::size_t a = 0; a < x.size(); ++a) t += std::pow((x[a] - centre[a]) / sd, 2);
        return std::exp(-t / 2);
    }
    [[nodiscard]] double integral() const {
        return std::pow(sd * std::sqrt(2 * std::numbers::pi), static_cast<double>(centre.size()));
    }
};
