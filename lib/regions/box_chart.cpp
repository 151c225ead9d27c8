#include "regions/box_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "problem/messages.hpp"
#include "rules/quantile.hpp"

namespace taskquad::regions {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// c + s tan(pi u / 2).
struct stretched {
    double centre, scale;

    [[nodiscard]] double u(double x) const {
        return std::isinf(x) ? std::copysign(1.0, x) : std::atan((x - centre) / scale) * (2 / std::numbers::pi);
    }
    [[nodiscard]] double x(double u) const {
        if (std::abs(u) >= 1) return std::copysign(infinity, u);
        return centre + scale * std::tan(std::numbers::pi / 2 * u);
    }
    [[nodiscard]] double slope(double u) const {
        const double tangent = std::tan(std::numbers::pi / 2 * u);
        return scale * (std::numbers::pi / 2) * (1 + tangent * tangent);
    }
};

stretched stretched_over(const domain& where, double scale) {
    const auto points = where.points();
    if (std::isfinite(points.front())) return {points.front(), scale};
    if (std::isfinite(points.back())) return {points.back(), scale};
    if (points.size() == 2) return {0, scale};
    return {std::midpoint(points[1], points[points.size() - 2]), scale};
}

/// Breakpoints so far away that they are no more than the next double from infinity are left out.
std::vector<double> in_u(std::span<const double> points, const stretched& s) {
    std::vector<double> list;
    for (const double x : points) list.push_back(s.u(x));
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

/// The probabilities to be below x and above, each with all its digits, and how fast the first one grows with u.
struct probability {
    double below, above, slope;
};

probability plain(double u) { return {u, 1 - u, 1}; }

probability smooth(double u) {
    const auto low = [](double t) { return t * t * t * (10 - t * (15 - 6 * t)); };
    const double v = 1 - u, slope = 30 * (u * v) * (u * v);
    return u < 0.5 ? probability{low(u), 1 - low(u), slope} : probability{1 - low(v), low(v), slope};
}

double quantile(rules::density d, const probability& p) {
    if (d == rules::density::exponential) return p.below < 0.5 ? -std::log1p(-p.below) : -std::log(p.above);
    const double tail = std::min(p.below, p.above);
    const double x = tail > 0 ? rules::quantile(rules::density::normal, tail) : -infinity;
    return p.below < p.above ? x : -x;
}

/// A probability for which a distribution function can be inverted.
double inside(double p) {
    return std::clamp(p, std::numeric_limits<double>::min(), 1 - std::numeric_limits<double>::epsilon() / 2);
}

std::string list_of(std::span<const double> x) {
    std::string text;
    for (const double c : x) text += (text.empty() ? "" : ", ") + problem::text(c);
    return text;
}

double value_of(const limit& l, std::span<const double> earlier) {
    const double* const number = l.number();
    return number != nullptr ? *number : (*l.function())(earlier);
}

}  // namespace

/// What becomes of an axis of the user's.
struct box_chart::turned_axis {
    box_chart& all;
    std::size_t number;
    double scale;
    kind by;
    probability (*of_u)(double);

    void operator()(const domain& d) const {
        const auto points = d.points();
        if (std::isfinite(points.front()) && std::isfinite(points.back())) {
            add({points.begin(), points.end()});
            return;
        }
        const stretched s = stretched_over(d, scale);
        add(
            in_u(points, s),
            [s](double u, std::span<const double>) {
                return place{s.x(u), s.slope(u)};
            },
            [s](double u) { return s.slope(u); });
        all.have_factors_ = true;
    }
    void operator()(const normal& n) const { add_density(rules::density::normal, n.mean, n.sd); }
    void operator()(const exponential& e) const { add_density(rules::density::exponential, 0, 1 / e.rate); }
    void operator()(const distribution& d) const {
        add_in_u([f = d.inverse_cdf, probability_of = of_u, a = number](double u, std::span<const double>) {
            const probability at = probability_of(u);
            const double p = inside(at.below), x = f(p);
            if (std::isfinite(x)) return place{x, at.slope};
            throw std::domain_error("taskquad: box: axis " + std::to_string(a) + ": its inverse distribution function is " +
                                    problem::text(x) + " at " + problem::text(p));
        });
    }
    void operator()(const between& b) const {
        add({0, 1}, [b, a = number](double u, std::span<const double> earlier) {
            const double lower = value_of(b.lower, earlier), upper = value_of(b.upper, earlier), width = upper - lower;
            if (std::isfinite(width)) return place{lower + u * width, width};
            throw std::domain_error("taskquad: box: axis " + std::to_string(a) + ": it goes from " + problem::text(lower) + " to " +
                                    problem::text(upper) + " at (" + list_of(earlier) + ")");
        });
        all.have_factors_ = all.depend_ = true;
        all.depends_.back() = true;
    }

private:
    void add(std::vector<double> breaks, turned t = {}, slope of_u_to_x = {}) const {
        all.breaks_.push_back(std::move(breaks));
        all.axes_.push_back(std::move(t));
        all.slopes_.push_back(std::move(of_u_to_x));
        all.depends_.push_back(false);
    }
    void add_density(rules::density d, double origin, double unit) const {
        if (by == kind::sparse_grid) return add({});
        add_in_u([=, probability_of = of_u](double u, std::span<const double>) {
            const probability at = probability_of(u);
            return place{origin + unit * quantile(d, at), at.slope};
        });
    }
    void add_in_u(turned t) const {
        if (of_u == plain) return add({0, 1}, std::move(t));
        add({0, 1}, std::move(t), [probability_of = of_u](double u) { return probability_of(u).slope; });
        all.have_factors_ = true;
    }
};

box_chart::box_chart(const box& where, double scale, kind k) {
    const auto densities =
        std::ranges::count_if(where.axes(), [](const axis& a) { return std::holds_alternative<distribution>(a.is()); });
    constexpr int most_in_sparse_grid = 3;
    const bool is_smooth = k == kind::boxes || (k == kind::sparse_grid && densities <= most_in_sparse_grid);
    for (std::size_t a = 0; a < where.dimension(); ++a) {
        std::visit(turned_axis{*this, a, scale, k, is_smooth ? smooth : plain}, where.axes()[a].is());
    }
    are_reference_ = std::ranges::none_of(axes_, [](const turned& t) { return static_cast<bool>(t); });
}

namespace {

/// s^n, and its slope.
struct power_of {
    double value, slope;
    power_of(double s, int n) {
        double one_less = 1;
        for (int i = 1; i < n; ++i) one_less *= s;
        value = one_less * s;
        slope = n * one_less;
    }
};

}  // namespace

box_chart::place box_chart::graded::at(double t) const {
    const double width = largest - least, from_lower = (t - least) / width, from_upper = (largest - t) / width;
    const bool both = powers[0] > 1 && powers[1] > 1, upper = both ? from_lower > 0.5 : powers[0] == 1;
    const double part = both ? 2 : 1;
    const power_of p(part * (upper ? from_upper : from_lower), powers[upper ? 1 : 0]);
    const double away = p.value / part * width;
    return {upper ? largest - away : least + away, p.slope};
}

double box_chart::graded::t(double u) const {
    if (is_plain()) return u;
    const double width = largest - least, from_lower = (u - least) / width;
    const bool both = powers[0] > 1 && powers[1] > 1, upper = both ? from_lower > 0.5 : powers[0] == 1;
    const double part = both ? 2 : 1;
    const double away = std::pow(part * (upper ? 1 - from_lower : from_lower), 1.0 / powers[upper ? 1 : 0]) / part * width;
    return upper ? largest - away : least + away;
}

box_chart box_chart::with_power(face at, int power) const {
    box_chart c = *this;
    c.faces_.resize(axes_.size());
    auto& breaks = c.breaks_[at.axis];
    graded& axis = c.faces_[at.axis];
    for (double& t : breaks) t = axis.is_plain() ? t : axis.at(t).x;
    axis.least = breaks.front();
    axis.largest = breaks.back();
    axis.powers[at.upper ? 1 : 0] = power;
    for (double& t : std::span(breaks).subspan(1, breaks.size() - 2)) t = axis.t(t);
    if (axis.powers[0] > 1 && axis.powers[1] > 1) {
        const double middle = std::midpoint(axis.least, axis.largest);
        const auto next = std::ranges::lower_bound(breaks, middle);
        if (*next != middle) breaks.insert(next, middle);
    }
    c.are_reference_ = false;
    c.have_factors_ = true;
    return c;
}

double box_chart::turn(std::span<double> point) const {
    double factor = 1;
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        if (!faces_.empty() && !faces_[a].is_plain()) {
            const place at = faces_[a].at(point[a]);
            point[a] = at.x + 0.0;
            factor *= at.factor;
        }
        if (!axes_[a]) continue;
        const place at = axes_[a](point[a], point.first(a));
        point[a] = at.x + 0.0;
        factor *= at.factor;
    }
    return factor;
}

void box_chart::turn_all(std::span<double> points) const {
    if (are_reference_) return;
    for (std::size_t i = 0; i < points.size(); i += axes_.size()) (void)turn(points.subspan(i, axes_.size()));
}

void box_chart::append_factors(std::span<double> points, std::vector<double>& list) const {
    const bool needs_turn = depend_ || !faces_.empty();
    for (std::size_t i = 0; i < points.size(); i += axes_.size()) {
        const auto point = points.subspan(i, axes_.size());
        double factor = 1;
        for (std::size_t a = 0; a < axes_.size() && !needs_turn; ++a) {
            if (slopes_[a]) factor *= slopes_[a](point[a]);
        }
        list.push_back(needs_turn ? turn(point) : factor);
    }
}

std::vector<double> box_chart::middle() const {
    std::vector<double> point;
    for (const auto& b : breaks_) point.push_back(std::midpoint(b.front(), b.back()));
    (void)turn(point);
    return point;
}

double box_chart::end(std::size_t axis, double reference) const {
    const double u = faces_.empty() || faces_[axis].is_plain() ? reference : faces_[axis].at(reference).x;
    return axes_.empty() || !axes_[axis] || depends_[axis] ? u : axes_[axis](u, {}).x;
}

std::span<const double* const> counted_values::products(std::span<const double* const> values, std::size_t components,
                                                        const box_chart& where) {
    factors_.clear();
    where.append_factors(reference_, factors_);
    products_.resize(values.size() * components);
    list_.clear();
    for (std::size_t i = 0; i < values.size(); ++i) {
        double* const product = &products_[i * components];
        for (std::size_t c = 0; c < components; ++c) product[c] = values[i][c] * factors_[i];
        list_.push_back(product);
    }
    return list_;
}

}  // namespace taskquad::regions
