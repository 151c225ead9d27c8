#include <taskquad/norm.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "machine/scale.hpp"
#include "problem/messages.hpp"

namespace taskquad {

namespace {

/// The norm of components that are not all finite may be NaN: there is no integral.
double checked(double n, std::span<const double> components) {
    if (n >= 0 || (std::isnan(n) && !std::ranges::all_of(components, [](double y) { return std::isfinite(y); }))) return n;
    std::string list;
    for (const double y : components.first(std::min<std::size_t>(components.size(), 8))) {
        list += (list.empty() ? "" : ", ") + problem::text(y);
    }
    if (components.size() > 8) list += ", ...";
    throw std::invalid_argument("taskquad: options: norm gives " + problem::text(n) + " for the components (" + list +
                                "), must be >= 0");
}

}  // namespace

double norm::of_several(std::span<const double> components, bool complex) const {
    if (kind_ == kind::function) return checked(function_(components), components);
    if (complex && components.size() == 2) return std::hypot(components[0], components[1]);
    const std::size_t step = complex && kind_ != kind::two ? 2 : 1;
    const int scale = kind_ == kind::two ? machine::exponent_of(components) : 0;
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
