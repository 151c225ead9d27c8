#include <taskquad/principal_value.hpp>

#include "text.hpp"

namespace taskquad::detail {

void check_pole(const domain& where, double c) {
    const auto points = where.points();
    const double a = points.front(), b = points.back();
    const auto refuse = [](const std::string& what) { throw std::invalid_argument("taskquad: principal value: " + what); };
    if (!std::isfinite(a) || !std::isfinite(b)) refuse("the domain is infinite");
    if (points.size() > 2) refuse("the domain has breakpoints, which are not supported here");
    if (!(a < c && c < b)) refuse("c is " + text(c) + ", must be inside (" + text(a) + ", " + text(b) + ")");
}

}  // namespace taskquad::detail
