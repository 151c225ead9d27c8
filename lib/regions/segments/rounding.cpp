#include "regions/segments/rounding.hpp"

#include "machine/scale.hpp"

namespace taskquad::regions::segments {

bool rounding::explains(double error, double magnitude, double h, std::span<const double> y, double most) const {
    return error <= explained(magnitude) || error <= explained(std::min(h * machine::largest_magnitude(y), most));
}

double rounding::mean_magnitude(double h, std::span<const double> y) {
    double sum = 0;
    for (const double v : y) sum += std::abs(v);
    return 2 * h * (sum / static_cast<double>(y.size()));
}

/// Both sides are multiplied by 1e200, lest they vanish; on a tiny segment they may all the same.
bool plain_estimates::are_ordinary(double magnitude, double h, std::span<const double> y) {
    return magnitude * 1e200 > 2 * h * (rounding::nearly_denormal * 1e200) || machine::largest_magnitude(y) == 0;
}

}  // namespace taskquad::regions::segments
