#include "piece.hpp"

#include <algorithm>
#include <cmath>

#include "abscissa.hpp"

namespace taskquad::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// pi/2 is what the trapezoidal rule wants; for other rules it is free. 1.8, with the reach below, was
/// picked among some sixty pairs on the ten half-line integrands of tests/difficulties.cpp; elsewhere it is as good as another.
constexpr double slope = 1.8;
/// exp(1.8 sinh 5.8) is 1e129: far enough for most tails, what is beyond is estimated, and x^2 does not overflow.
constexpr double farthest = 5.8;

/// Where the distance from an end is four times the spacing of the doubles there.
double nearest(double end, double scale) {
    const double spacing = std::nextafter(std::abs(end), infinity) - std::abs(end);
    return std::max(-farthest, std::min(-1.0, std::asinh(std::log(4 * spacing / scale) / slope)));
}

}  // namespace

piece::piece(chart c, double a, double b, double scale, bool exact)
    : chart_(c), a_(a), b_(b), scale_(scale), u_begin_(a), u_end_(b) {
    switch (c) {
        case chart::finite:
            break;
        case chart::half_line_up:
            u_begin_ = exact ? -farthest : nearest(a, scale);
            u_end_ = farthest;
            break;
        case chart::half_line_down:
            u_begin_ = -farthest;
            u_end_ = exact ? farthest : -nearest(b, scale);
            break;
        case chart::line_up:
            u_begin_ = -1;
            u_end_ = 0;
            break;
        case chart::line_down:
            u_begin_ = 0;
            u_end_ = 1;
            break;
    }
}

/// At a distance from the finite end of a piece that is infinite at the other.
piece::place piece::at_distance(double distance, double jacobian) const {
    if (chart_ == chart::half_line_up || chart_ == chart::line_up) return {{a_ + distance, distance, infinity}, jacobian};
    return {{b_ - distance, infinity, distance}, jacobian};
}

piece::place piece::mapped(double u) const {
    if (chart_ == chart::half_line_up || chart_ == chart::half_line_down) {
        const double v = chart_ == chart::half_line_up ? u : -u;
        const double distance = scale_ * std::exp(slope * std::sinh(v));
        return at_distance(distance, distance * slope * std::cosh(v));
    }
    const double s = std::abs(u);
    const double q = s * (2 - s);
    return at_distance(scale_ * (1 - s) / q, scale_ * (1 + (1 - s) * (1 - s)) / q / q);
}

piece::place piece::after_begin(double distance) const {
    if (chart_ == chart::finite) return {{a_ + distance, distance, b_ - (a_ + distance)}, 1};
    if (chart_ == chart::line_down) return mapped(distance);
    place p = mapped(u_begin_ + distance);  // line_up: near c, 1 - s is the distance
    const double s = 1 - distance;
    return at_distance(scale_ * distance / (s * (2 - s)), p.jacobian);
}

piece::place piece::before_end(double distance) const {
    if (chart_ == chart::finite) return {{b_ - distance, (b_ - distance) - a_, distance}, 1};
    if (chart_ == chart::line_up) return mapped(-distance);
    place p = mapped(u_end_ - distance);
    const double s = 1 - distance;
    return at_distance(scale_ * distance / (s * (2 - s)), p.jacobian);
}

double piece::x(double u) const {
    if (u == u_begin_) return a_;
    if (u == u_end_) return b_;
    return at(u).at.x;
}

std::vector<piece> pieces_of(std::span<const double> points, double scale, bool exact) {
    const bool line = std::isinf(points.front()) && std::isinf(points.back());
    std::vector<piece> list;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double a = points[i], b = points[i + 1];
        using enum piece::chart;
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

argument inside(argument at, const piece& p) {
    if (at.x <= p.a()) at.x = std::nextafter(p.a(), infinity);
    if (at.x >= p.b()) at.x = std::nextafter(p.b(), -infinity);
    return at;
}

}  // namespace taskquad::detail
