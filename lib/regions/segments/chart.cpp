#include "regions/segments/chart.hpp"

#include <algorithm>
#include <cmath>

#include "machine/numbers.hpp"
#include "regions/segments/abscissa.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;
/// The trapezoidal rule wants pi/2 here; for other rules this factor is free. 1.8 and `farthest` were picked among some sixty pairs
/// on the ten half-line integrands of tests/public/difficulties.cpp; for others they are as good as any.
constexpr double steepness = 1.8;
/// exp(1.8 sinh 5.8) is 1e129: far enough for most tails, whose rest is estimated, and x^2 does not overflow.
constexpr double farthest = 5.8;

/// The u at which the distance from an end is four times the spacing of doubles at this end.
double nearest(double end, double scale) {
    const double spacing = std::nextafter(std::abs(end), infinity) - std::abs(end);
    return std::max(-farthest, std::min(-1.0, std::asinh(std::log(4 * spacing / scale) / steepness)));
}

/// s^n.
double to_the(int n, double s) {
    double power = 1;
    for (int i = 0; i < n; ++i) power *= s;
    return power;
}

}  // namespace

chart::chart(variable c, double a, double b, double scale, bool exact)
    : variable_(c), a_(a), b_(b), scale_(scale), u_begin_(a), u_end_(b) {
    switch (c) {
        case variable::finite:
            break;
        case variable::half_line_up:
            u_begin_ = exact ? -farthest : nearest(a, scale);
            u_end_ = farthest;
            break;
        case variable::half_line_down:
            u_begin_ = -farthest;
            u_end_ = exact ? farthest : -nearest(b, scale);
            break;
        case variable::line_up:
            u_begin_ = -1;
            u_end_ = 0;
            break;
        case variable::line_down:
            u_begin_ = 0;
            u_end_ = 1;
            break;
        case variable::graded_up:
        case variable::graded_down:
        case variable::after_place:
        case variable::before_place:
            break;  // made by `graded` and `graded_beside`
    }
    bound(u_begin_, u_end_);
}

void chart::bound(double u_begin, double u_end) {
    u_begin_ = u_first_ = u_begin;
    u_end_ = u_last_ = u_end;
}

chart chart::in_x() const {
    chart p = *this;
    p.variable_ = variable::finite;
    p.bound(a_, b_);
    return p;
}

chart chart::towards_infinity(ends e, double from, double scale) const {
    chart p = *this;
    const bool up = e == ends::end;
    p.variable_ = up ? variable::line_up : variable::line_down;
    p.scale_ = scale;
    p.origin_ = up ? from - a_ : b_ - from;
    // The middle, at -1 or 1, is no end of the piece, so the range goes beyond.
    p.bound(up ? -2 : 0, up ? 0 : 2);
    return p;
}

chart chart::graded(ends e, double reach, int power) const {
    chart p = *this;
    const bool up = e == ends::begin;
    p.variable_ = up ? variable::graded_up : variable::graded_down;
    p.scale_ = reach;
    p.power_ = power;
    p.bound(up ? 0 : -infinity, up ? infinity : 0);
    return p;
}

chart chart::graded_beside(ends at_place, double place, double reach, int power) const {
    chart p = *this;
    p.of_piece_ = variable_;
    p.variable_ = at_place == ends::begin ? variable::after_place : variable::before_place;
    p.place_ = place;
    p.reach_ = reach;
    p.power_ = power;
    p.bound(-infinity, infinity);
    return p;
}

chart chart::curtailed(double u_first, double u_last) const {
    chart p = *this;
    p.u_first_ = std::max(u_first_, u_first);
    p.u_last_ = std::min(u_last_, u_last);
    return p;
}

chart chart::left_off(ends e, double u) const {
    chart p = *this;
    (e == ends::begin ? p.u_begin_ : p.u_end_) = u;
    (e == ends::begin ? p.u_first_ : p.u_last_) = u;
    p.left_off_ = left_off_ | e;
    return p;
}

chart chart::over_outside(std::span<const extent> of_components) const {
    chart p = *this;
    p.over_.resize(std::max(over_.size(), of_components.size()));
    for (std::size_t c = 0; c < of_components.size(); ++c) {
        p.over_[c].begin = std::max(p.over_[c].begin, of_components[c].begin);
        p.over_[c].end = std::min(p.over_[c].end, of_components[c].end);
    }
    return p;
}

chart chart::cut_at(ends e) const {
    chart p = *this;
    p.cut_ = cut_ | e;
    return p;
}

/// The point at a distance from the end of the piece, or from the middle of the line, that a variable is counted from.
chart::mapped_point chart::at_distance(variable c, double distance, double jacobian) const {
    distance += origin_;
    const bool up = c == variable::half_line_up || c == variable::line_up || c == variable::graded_up;
    if (up) return {{a_ + distance, distance, b_ - a_ - distance}, jacobian};
    return {{b_ - distance, b_ - a_ - distance, distance}, jacobian};
}

chart::mapped_point chart::mapped(double u) const {
    if (!is_beside_place()) return mapped_in(variable_, u);
    const auto [of_piece, slope] = in_piece(u);
    mapped_point p = mapped_in(of_piece_, of_piece);
    p.jacobian *= slope;
    return p;
}

chart::mapped_point chart::mapped_in(variable c, double u) const {
    using enum variable;
    const double s = std::abs(u);
    switch (c) {
        case finite:
            return {{u, u - a_, b_ - u}, 1};
        case half_line_up:
        case half_line_down: {
            const double v = c == half_line_up ? u : -u, distance = scale_ * std::exp(steepness * std::sinh(v));
            return at_distance(c, distance, distance * steepness * std::cosh(v));
        }
        case graded_up:
        case graded_down: {
            const double one_less = to_the(power_ - 1, s);
            return at_distance(c, scale_ * (one_less * s), scale_ * power_ * one_less);
        }
        default: {
            const double q = s * (2 - s);
            return at_distance(c, scale_ * (1 - s) / q, scale_ * (1 + (1 - s) * (1 - s)) / q / q);
        }
    }
}

chart::place_in_piece chart::in_piece(double v) const {
    const double s = std::abs(v), one_less = to_the(power_ - 1, s), away = reach_ * (one_less * s);
    return {variable_ == variable::after_place ? place_ + away : place_ - away, reach_ * power_ * one_less};
}

double chart::beside_place(double u) const {
    const bool after = variable_ == variable::after_place;
    const double v = std::pow((after ? u - place_ : place_ - u) / reach_, 1.0 / power_);
    return after ? v : -v;
}

chart::mapped_point chart::after_begin(double distance) const {
    if (variable_ == variable::finite) return {{a_ + distance, distance, b_ - (a_ + distance)}, 1};
    if (variable_ == variable::line_down) return mapped(distance);
    mapped_point p = mapped(u_begin_ + distance);  // line_up: near c, 1 - s is the distance
    const double s = 1 - distance;
    return at_distance(variable_, scale_ * distance / (s * (2 - s)), p.jacobian);
}

chart::mapped_point chart::before_end(double distance) const {
    if (variable_ == variable::finite) return {{b_ - distance, (b_ - distance) - a_, distance}, 1};
    if (variable_ == variable::line_up) return mapped(-distance);
    mapped_point p = mapped(u_end_ - distance);
    const double s = 1 - distance;
    return at_distance(variable_, scale_ * distance / (s * (2 - s)), p.jacobian);
}

double chart::x(double u) const {
    if (u <= u_first_) return a_;
    if (u >= u_last_) return b_;
    return at(u).at.x;
}

bool chart::has_variable_of(const chart& other) const {
    if (variable_ != other.variable_) return false;
    const bool same_ends = a_ == other.a_ && b_ == other.b_ && scale_ == other.scale_;
    const bool same_place = of_piece_ == other.of_piece_ && place_ == other.place_ && reach_ == other.reach_;
    return variable_ == variable::finite || (same_ends && same_place && origin_ == other.origin_ && power_ == other.power_);
}

std::vector<chart> charts_of(std::span<const double> points, double scale, bool exact) {
    const bool line = std::isinf(points.front()) && std::isinf(points.back());
    std::vector<chart> list;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double a = points[i], b = points[i + 1];
        using enum chart::variable;
        if (std::isinf(a) && std::isinf(b)) {
            list.emplace_back(line_down, a, 0.0, scale, exact);
            list.emplace_back(line_up, 0.0, b, scale, exact);
        } else if (std::isinf(a)) {
            list.emplace_back(line ? line_down : half_line_down, a, b, scale, exact);
        } else if (std::isinf(b)) {
            list.emplace_back(line ? line_up : half_line_up, a, b, scale, exact);
        } else {
            list.emplace_back(finite, a, b, scale, exact);
        }
    }
    return list;
}

argument inside(argument at, const chart& p) {
    if (at.x <= p.a()) at.x = std::nextafter(p.a(), infinity);
    if (at.x >= p.b()) at.x = std::nextafter(p.b(), -infinity);
    return at;
}

}  // namespace taskquad::regions::segments
