#include "regions/axes/dependent.hpp"

#include <stdexcept>
#include <string>

#include "problem/messages.hpp"

namespace taskquad::regions::axes {

namespace {

std::string list_of(std::span<const double> x) {
    std::string text;
    for (const double c : x) text += (text.empty() ? "" : ", ") + problem::text(c);
    return text;
}

double value_of(const limit& l, std::span<const double> earlier) {
    const double* const number = l.number();
    return number != nullptr ? *number : (*l.function())(earlier);
}

bool is_zero(const limit& l) { return l.number() != nullptr && *l.number() == 0; }

}  // namespace

turned dependent::at(const place& p, std::span<const double> earlier) const {
    const double lower = value_of(limits_.lower, earlier), upper = value_of(limits_.upper, earlier), width = upper - lower;
    if (std::isfinite(width)) {
        const double x = p.from_lower <= p.from_upper ? lower + p.from_lower * width : upper - p.from_upper * width;
        return {x == lower ? std::nextafter(x, upper) : x == upper ? std::nextafter(x, lower) : x, width};
    }
    throw std::domain_error("taskquad: box: axis " + std::to_string(axis_) + ": it goes from " + problem::text(lower) + " to " +
                            problem::text(upper) + " at (" + list_of(earlier) + ")");
}

/// As if the limits were as far from 0 as from each other, unless one is 0.
double dependent::unresolved(bool upper) const { return is_zero(upper ? limits_.upper : limits_.lower) ? 0 : without_digits(1); }

bool dependent::has_room(const place& lower, const place& upper) const {
    return is_told_apart(lower.u, upper.u) || (is_zero(limits_.upper) && is_told_apart(upper.from_upper, lower.from_upper));
}

}  // namespace taskquad::regions::axes
