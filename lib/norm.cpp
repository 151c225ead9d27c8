#include <taskquad/norm.hpp>

#include <algorithm>
#include <cmath>

#include "scale.hpp"

namespace taskquad {

double norm::operator()(std::span<const double> components, bool complex) const {
    if (kind_ == kind::function) return function_(components);
    if (components.size() == 1) return std::abs(components.front());
    if (complex && components.size() == 2) return std::hypot(components[0], components[1]);
    const std::size_t step = complex && kind_ != kind::two ? 2 : 1;
    const int scale = kind_ == kind::two ? detail::exponent_of(components) : 0;
    double n = 0;
    for (std::size_t i = 0; i < components.size(); i += step) {
        const double y = step == 2 ? std::hypot(components[i], components[i + 1]) : std::abs(components[i]);
        if (kind_ == kind::infinity) {
            n = y > n || std::isnan(y) ? y : n;
        } else if (kind_ == kind::one) {
            n += y;
        } else {
            const double scaled = std::ldexp(y, -scale);
            n += scaled * scaled;
        }
    }
    return kind_ == kind::two ? std::ldexp(std::sqrt(n), scale) : n;
}

}  // namespace taskquad
