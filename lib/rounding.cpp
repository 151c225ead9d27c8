#include "rounding.hpp"

#include <algorithm>
#include <cmath>

#include "scale.hpp"

namespace taskquad::detail {

bool rounding::explains(double error, double magnitude, double h, std::span<const double> y, double most) const {
    return error <= explained(magnitude) || error <= explained(std::min(h * largest_magnitude(y), most));
}

double rounding::mean_magnitude(double h, std::span<const double> y) {
    double sum = 0;
    for (const double v : y) sum += std::abs(v);
    return 2 * h * (sum / static_cast<double>(y.size()));
}

}  // namespace taskquad::detail
