#include "rules/quantile.hpp"

#include <numbers>

namespace taskquad::rules {

namespace {

/// For a tail p <= 1/2 of the normal distribution: begins with formula 26.2.23 of M. Abramowitz, I. A. Stegun, Handbook of
/// Mathematical Functions, 1964, good to 4.5e-4, and makes it exact by Halley's method, three steps of which each triple the
/// digits.
double normal_above(double p) {
    const double t = std::sqrt(-2 * std::log(p));
    double x = t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1);
    for (int step = 0; step < 3; ++step) {
        const double density_at_x = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
        const double newton = (std::erfc(x / std::numbers::sqrt2) / 2 - p) / density_at_x;
        x += newton / (1 - x * newton / 2);
    }
    return x;
}

}  // namespace

double quantile(density d, double u) {
    if (d == density::uniform) return 2 * u - 1;
    if (d == density::exponential) return -std::log1p(-u);
    return u < 0.5 ? -normal_above(u) : normal_above(1 - u);
}

}  // namespace taskquad::rules
