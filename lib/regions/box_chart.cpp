#include "regions/box_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>
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
        const double cosine = std::cos(std::numbers::pi / 2 * u);
        return scale * (std::numbers::pi / 2) / (cosine * cosine);
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

/// A probability for which a distribution function can be inverted.
double inside(double u) {
    return std::clamp(u, std::numeric_limits<double>::min(), 1 - std::numeric_limits<double>::epsilon() / 2);
}

double quantile_of(rules::density d, double u) {
    if (u <= 0) return d == rules::density::exponential ? 0 : -infinity;
    return u >= 1 ? infinity : rules::quantile(d, u);
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
    densities with;

    void operator()(const domain& d) const {
        const auto points = d.points();
        if (std::isfinite(points.front()) && std::isfinite(points.back())) {
            all.breaks_.emplace_back(points.begin(), points.end());
            all.axes_.emplace_back();
            return;
        }
        const stretched s = stretched_over(d, scale);
        all.breaks_.push_back(in_u(points, s));
        all.axes_.emplace_back([s](double u, std::span<const double>) { return place{s.x(u), s.slope(u)}; });
        all.have_factors_ = true;
    }
    void operator()(const normal& n) const { add_density({rules::density::normal, n.mean, n.sd}); }
    void operator()(const exponential& e) const { add_density({rules::density::exponential, 0, 1 / e.rate}); }
    void operator()(const distribution& d) const {
        all.breaks_.push_back({0, 1});
        all.axes_.emplace_back([f = d.inverse_cdf, a = number](double u, std::span<const double>) {
            const double x = f(inside(u));
            if (std::isfinite(x)) return place{x, 1};
            throw std::domain_error("taskquad: box: axis " + std::to_string(a) + ": its inverse distribution function is " +
                                    problem::text(x) + " at " + problem::text(inside(u)));
        });
    }
    void operator()(const between& b) const {
        all.breaks_.push_back({0, 1});
        all.axes_.emplace_back([b, a = number](double u, std::span<const double> earlier) {
            const double lower = value_of(b.lower, earlier), upper = value_of(b.upper, earlier), width = upper - lower;
            if (std::isfinite(width)) return place{lower + u * width, width};
            throw std::domain_error("taskquad: box: axis " + std::to_string(a) + ": it goes from " + problem::text(lower) + " to " +
                                    problem::text(upper) + " at (" + list_of(earlier) + ")");
        });
        all.have_factors_ = true;
    }

private:
    struct density {
        rules::density of;
        double origin, unit;
    };
    void add_density(const density& d) const {
        if (with == densities::in_rules) {
            all.breaks_.emplace_back();
            all.axes_.emplace_back();
            return;
        }
        all.breaks_.push_back({0, 1});
        all.axes_.emplace_back([d](double u, std::span<const double>) {
            return place{d.origin + d.unit * quantile_of(d.of, u), 1};
        });
    }
};

box_chart::box_chart(const box& where, double scale, densities d) {
    for (std::size_t a = 0; a < where.dimension(); ++a) std::visit(turned_axis{*this, a, scale, d}, where.axes()[a].is());
    are_reference_ = std::ranges::none_of(axes_, [](const turned& t) { return static_cast<bool>(t); });
}

double box_chart::turn(std::span<double> point) const {
    double factor = 1;
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        if (!axes_[a]) continue;
        const place at = axes_[a](point[a], point.first(a));
        point[a] = at.x + 0.0;
        factor *= at.factor;
    }
    return factor;
}

void box_chart::turn_all(std::span<double> points, std::vector<double>* factors) const {
    if (are_reference_) return;
    for (std::size_t i = 0; i < points.size(); i += axes_.size()) {
        const double factor = turn(points.subspan(i, axes_.size()));
        if (factors != nullptr) factors->push_back(factor);
    }
}

std::vector<double> box_chart::middle() const {
    std::vector<double> point;
    for (const auto& b : breaks_) point.push_back(std::midpoint(b.front(), b.back()));
    turn(point);
    return point;
}

double box_chart::first(double reference) const {
    return axes_.empty() || !axes_.front() ? reference : axes_.front()(reference, {}).x;
}

std::span<const double* const> counted_values::of(std::span<const double* const> values, std::size_t components,
                                                  const box_chart& where, std::vector<double>& reference) {
    factors_.clear();
    where.turn_all(reference, &factors_);
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
