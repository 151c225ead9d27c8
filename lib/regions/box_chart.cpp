#include "regions/box_chart.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <variant>

#include "machine/numbers.hpp"
#include "regions/axes/densities.hpp"
#include "regions/axes/dependent.hpp"
#include "regions/axes/stretched.hpp"

namespace taskquad::regions {

using axes::marks, axes::place, machine::infinity, machine::scaled_product;

/// The variable of an axis of the user's, and its marks.
struct box_chart::chosen_variable {
    std::size_t number;
    double scale;
    kind by;
    axes::growth growth;

    using pair = std::pair<std::shared_ptr<const axes::variable>, marks>;

    pair operator()(const domain& d) const {
        const auto points = d.points();
        if (std::isfinite(points.front()) && std::isfinite(points.back())) {
            const std::vector<double> x(points.begin(), points.end());
            return {nullptr, {x, x}};
        }
        auto variable = std::make_shared<axes::stretched>(d, scale);
        marks in_u = variable->marks_of(d);
        return {std::move(variable), std::move(in_u)};
    }
    pair operator()(const refused_interval& /*no box has one*/) const { return {}; }
    pair operator()(const normal& n) const { return of_density(rules::density::normal, n.mean, n.sd, -infinity); }
    pair operator()(const exponential& e) const { return of_density(rules::density::exponential, 0, 1 / e.rate, 0); }
    pair operator()(const distribution& d) const {
        return {std::make_shared<axes::density_by_inverse>(d.inverse_cdf, number, growth), {{0, 1}, {-infinity, infinity}}};
    }
    pair operator()(const between& b) const { return {std::make_shared<axes::dependent>(b, number), {{0, 1}, {0, 1}}}; }

private:
    [[nodiscard]] pair of_density(rules::density d, double origin, double unit, double least) const {
        if (by == kind::sparse_grid) return {};
        return {std::make_shared<axes::known_density>(d, origin, unit, growth), {{0, 1}, {least, infinity}}};
    }
};

box_chart::box_chart(const box& where, double scale, kind k) {
    const auto densities =
        std::ranges::count_if(where.axes(), [](const axis& a) { return std::holds_alternative<distribution>(a.is()); });
    constexpr int most_in_sparse_grid = 3;
    const bool is_smooth = k == kind::boxes || (k == kind::sparse_grid && densities <= most_in_sparse_grid);
    const axes::growth growth = is_smooth ? axes::growth::smooth : axes::growth::plain;
    for (std::size_t a = 0; a < where.dimension(); ++a) {
        auto [variable, in_u] = std::visit(chosen_variable{a, scale, k, growth}, where.axes()[a].is());
        if (variable != nullptr) {
            are_reference_ = false;
            have_factors_ = have_factors_ || variable->has_slope();
            need_turn_ = need_turn_ || variable->depends();
        }
        breaks_.push_back(in_u.u);
        auto ends = in_u.x;
        const double least = in_u.u.empty() ? 0 : in_u.u.front(), largest = in_u.u.empty() ? 0 : in_u.u.back();
        axes_.push_back({std::move(variable), std::move(in_u), {least, largest}, std::move(ends)});
    }
}

/// Limits and breakpoints stay what they are; where there are two powers, boxes meet in the middle.
box_chart box_chart::with_power(face at, int power) const {
    box_chart c = *this;
    turned_axis& axis = c.axes_[at.axis];
    axis.face.set_power(at.upper, power);
    auto& [u, x] = axis.in_u;
    const double middle = std::midpoint(axis.least(), axis.largest());
    const auto next = std::ranges::lower_bound(u, middle) - u.begin();
    const auto n = static_cast<std::size_t>(next);
    if (axis.face.has_two() && axes::is_told_apart(u[n - 1], middle) && axes::is_told_apart(middle, u[n])) {
        const bool is_u = axis.to_x == nullptr || axis.to_x->depends();
        x.insert(x.begin() + next, is_u ? middle : axis.to_x->at(place(middle, axis.least(), axis.largest()), {}).x);
        u.insert(u.begin() + next, middle);
    }
    auto& breaks = c.breaks_[at.axis];
    breaks = {axis.least()};
    axis.ends = {x.front()};
    for (std::size_t i = 1; i < u.size(); ++i) {
        const double t = i + 1 < u.size() ? axis.face.t(u[i]) : axis.largest();
        if (i + 1 < u.size() && !(axes::is_told_apart(breaks.back(), t) && axes::is_told_apart(t, axis.largest()))) continue;
        breaks.push_back(t);
        axis.ends.push_back(x[i]);
    }
    c.are_reference_ = false;
    c.have_factors_ = c.need_turn_ = true;
    return c;
}

scaled_product box_chart::turn(std::span<double> point) const {
    scaled_product factor;
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        const turned_axis& axis = axes_[a];
        if (axis.is_reference()) continue;
        const auto [p, slope] = axis.face.at(point[a]);
        if (!axis.face.is_plain()) factor.multiply(slope);
        if (axis.to_x == nullptr) {
            const bool at_end = p.u == axis.least() || p.u == axis.largest();
            point[a] = (at_end ? std::nextafter(p.u, std::midpoint(axis.least(), axis.largest())) : p.u) + 0.0;
            continue;
        }
        const axes::turned at = axis.to_x->at(p, point.first(a));
        point[a] = at.x + 0.0;
        factor.multiply(at.slope);
    }
    return factor;
}

void box_chart::turn_all(std::span<double> points) const {
    if (are_reference_) return;
    for (std::size_t i = 0; i < points.size(); i += axes_.size()) (void)turn(points.subspan(i, axes_.size()));
}

void box_chart::append_factors(std::span<double> points, std::vector<scaled_product>& list) const {
    for (std::size_t i = 0; i < points.size(); i += axes_.size()) {
        const auto point = points.subspan(i, axes_.size());
        if (need_turn_) {
            list.push_back(turn(point));
            continue;
        }
        scaled_product factor;
        for (std::size_t a = 0; a < axes_.size(); ++a) {
            const turned_axis& axis = axes_[a];
            if (axis.to_x != nullptr && axis.to_x->has_slope()) {
                factor.multiply(axis.to_x->slope(place(point[a], axis.least(), axis.largest())));
            }
        }
        list.push_back(factor);
    }
}

std::vector<double> box_chart::middle() const {
    std::vector<double> point;
    for (const auto& b : breaks_) point.push_back(std::midpoint(b.front(), b.back()));
    (void)turn(point);
    return point;
}

double box_chart::end(std::size_t axis, double reference) const {
    if (axes_.empty()) return reference;
    const turned_axis& of = axes_[axis];
    const auto found = std::ranges::lower_bound(breaks_[axis], reference);
    if (found != breaks_[axis].end() && *found == reference) {
        return of.ends[static_cast<std::size_t>(found - breaks_[axis].begin())];
    }
    const place p = of.face.at(reference).first;
    return of.to_x == nullptr || of.to_x->depends() ? p.u : of.to_x->at(p, {}).x;
}

/// Where there is no power, only a narrow box has to be looked at.
bool box_chart::has_room(std::size_t axis, double lower, double upper) const {
    if (are_reference_ || axes_[axis].is_reference()) return true;
    const turned_axis& of = axes_[axis];
    constexpr double narrow = 0x1p-10;
    if (of.face.is_plain() && upper - lower > narrow * (of.largest() - of.least())) return true;
    const place from = of.face.at(lower).first, to = of.face.at(upper).first;
    return of.to_x == nullptr ? axes::is_told_apart(from.u, to.u) : of.to_x->has_room(from, to);
}

double box_chart::unresolved_part(face at, double reference) const {
    if (axes_.empty()) return 0;
    const turned_axis& of = axes_[at.axis];
    const place p = of.face.at(reference).first;
    const double unresolved =
        of.to_x != nullptr ? of.to_x->unresolved(at.upper) : axes::without_digits(at.upper ? of.largest() : of.least());
    return std::min(1.0, unresolved / (at.upper ? p.from_upper : p.from_lower));
}

std::span<const double* const> counted_values::products(std::span<const double* const> values, std::size_t components,
                                                        const box_chart& where) {
    factors_.clear();
    where.append_factors(reference_, factors_);
    products_.resize(values.size() * components);
    list_.clear();
    for (std::size_t i = 0; i < values.size(); ++i) {
        any_counts_ = any_counts_ || !factors_[i].is_zero();
        double* const product = &products_[i * components];
        for (std::size_t c = 0; c < components; ++c) product[c] = factors_[i].times(values[i][c]);
        list_.push_back(product);
    }
    return list_;
}

}  // namespace taskquad::regions
