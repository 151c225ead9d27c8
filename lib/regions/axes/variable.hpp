/// An axis, as it is divided: from its reference coordinate u to the coordinate that f is given.
///
/// Near 1 the doubles are no denser than 1e-16, so that u alone does not tell a place near infinity from infinity. So a place comes
/// with its distances from both ends: that from the nearer one has all its digits, where u has been made of it (graded.hpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace taskquad::regions::axes {

/// How far from an end is what is rounded onto it: half of that which is not.
inline double beside(double end) { return std::abs(end) * (std::numeric_limits<double>::epsilon() / 4); }

/// A place between the ends of an axis, u, and how far away these are.
struct place {
    double u, from_lower, from_upper;
    /// Of a u that is as it is.
    place(double u_, double least, double largest)
        : u(u_), from_lower(std::max(u_ - least, beside(least))), from_upper(std::max(largest - u_, beside(largest))) {}
    place(double u_, std::pair<double, double> distances) : u(u_), from_lower(distances.first), from_upper(distances.second) {}
};

/// What f is given, and dx / du, or, of a density, dp / du.
struct turned {
    double x, slope;
};

/// How far from an end are the doubles that have no digits of their distance from it.
inline double without_digits(double end) { return std::abs(end) * (2 * std::numeric_limits<double>::epsilon()); }

/// The width of an interval of doubles below which points in it are rounded onto each other: a half of it has 64 of the units in
/// which its ends are rounded.
inline bool is_told_apart(double lower, double upper) {
    constexpr double narrowest = 128 * std::numeric_limits<double>::epsilon();
    return upper - lower > narrowest * std::max(std::abs(lower), std::abs(upper));
}

class variable {
public:
    variable() = default;
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    virtual ~variable() = default;

    /// At a place, where the axes before have these coordinates. Never at an end of the axis, however near to it the place is.
    [[nodiscard]] virtual turned at(const place& p, std::span<const double> earlier) const = 0;
    /// Whether a slope may be other than 1; and whether it depends on the axes before.
    [[nodiscard]] virtual bool has_slope() const { return true; }
    [[nodiscard]] virtual bool depends() const { return false; }
    /// The slope, where it does not depend.
    [[nodiscard]] virtual double slope(const place& p) const { return at(p, {}).slope; }
    /// How far from an end are, in u, the places that f cannot tell from it.
    [[nodiscard]] virtual double unresolved(bool upper) const = 0;
    /// Whether f can tell the places between these two from each other.
    [[nodiscard]] virtual bool has_room(const place& /*lower*/, const place& /*upper*/) const { return true; }
};

/// The limits and breakpoints of an axis: in its variable, increasing; and the coordinates of the user's that they are, the limits
/// of a density those of its axis.
struct marks {
    std::vector<double> u, x;
};

}  // namespace taskquad::regions::axes
