#include "estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "abscissa.hpp"
#include "room.hpp"
#include "scale.hpp"
#include "suspicion.hpp"

namespace taskquad::detail {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

estimator::estimator(rule r, bool exact, double f_relative_accuracy, norm n)
    : rule_(std::move(r)), norm_(std::move(n)), exact_(exact), rounding_(f_relative_accuracy) {
    const auto t = rule_.abscissae(rule_.first_level());
    closed_ = t.front() == -1 || t.back() == 1;
}

void estimator::arguments(const span_of_u& s, std::vector<argument>& list) {
    if (is_plain(s)) {
        for (const double t : rule_.abscissae(s.how.level)) {
            const double u = without_signed_zero(abscissa(s.a, s.b, t));
            list.push_back(exact_ ? s.where->at(u).at : argument{u, 0, 0});
        }
        return;
    }
    sample_segment(s);
    for (const sample& one : samples_) list.push_back(one.given);
}

void estimator::sample_segment(const span_of_u& s) {
    const auto is_it = [&](const sampled& r) { return r.where == s.where && r.a == s.a && r.b == s.b && r.how == s.how; };
    auto found = std::ranges::find_if(recent_, is_it);
    if (found == recent_.end()) {
        found = recent_.begin() + static_cast<std::ptrdiff_t>(std::exchange(older_, 1 - older_));
        make_samples(s, found->samples);
        found->where = s.where;
        found->a = s.a;
        found->b = s.b;
        found->how = s.how;
    }
    samples_ = found->samples;
}

void estimator::make_samples(const span_of_u& s, std::vector<sample>& list) const {
    list.clear();
    const piece& p = *s.where;
    const double width = s.b - s.a;
    const auto add = [&](double u, double weight, const piece::place& place) {
        argument given = inside(place.at, p);
        given.x = without_signed_zero(given.x);
        if (!exact_) given.from_a = given.to_b = 0;
        list.push_back({u, weight, place.jacobian, place.at.from_a, place.at.to_b, given});
    };
    if (s.how.is_panel()) {
        const panel& rule = panel_of(s);
        list.reserve(rule.size());
        for (std::size_t i = 0; i < rule.size(); ++i) {
            const double lo = width * rule.from_begin()[i], hi = width * rule.to_end()[i];
            const bool from_end = s.a != p.u_begin() || (s.b == p.u_end() && hi < lo);
            add(from_end ? s.b - hi : s.a + lo, width * rule.weights()[i], from_end ? p.before_end(hi) : p.after_begin(lo));
        }
        return;
    }
    const auto t = rule_.abscissae(s.how.level);
    list.reserve(t.size());
    for (std::size_t i = 0; i < t.size(); ++i) {
        const double u = abscissa(s.a, s.b, t[i]);
        const double before = i == 0 ? -1 : t[i - 1], after = i + 1 == t.size() ? 1 : t[i + 1];
        add(u, (after - before) / 2 * (width / 2), p.at(u));
    }
}

assessment estimator::assess(const span_of_u& s, std::span<const double* const> values, std::span<double> integral) {
    assessment a;
    if (!is_plain(s)) sample_segment(s);
    std::fill(integral.begin(), integral.end(), std::numeric_limits<double>::quiet_NaN());
    a.error = infinity;
    if (look_for_non_finite(s, values, a)) return a;

    const std::size_t n = components_;
    errors_.resize(n);
    noises_.resize(n);
    magnitudes_.resize(n);
    a.plain = false;
    a.fades = a.raise = true;
    for (std::size_t c = 0; c < n; ++c) {
        y_.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) y_[i] = values[i][c];
        const share part = assess_component(s);
        if (!part.finite) {
            std::fill(integral.begin(), integral.end(), std::numeric_limits<double>::quiet_NaN());
            a.non_finite = true;
            return a;
        }
        integral[c] = part.integral;
        errors_[c] = part.error;
        noises_[c] = part.noise;
        magnitudes_[c] = part.magnitude;
        a.divergent = a.divergent || part.divergent;
        a.limited_by = std::max(a.limited_by, part.limited_by);
        a.plain = a.plain || part.plain;
        a.fades = a.fades && part.fades;
        a.raise = a.raise && part.raise;
    }
    a.noise = size_of(noises_);
    a.magnitude = size_of(magnitudes_);
    a.error = a.divergent ? infinity : std::max(a.noise, size_of(errors_));
    return a;
}

/// Whether f was not finite somewhere, so that there is no estimate. Where it has vanished towards infinity it may be computed as 0
/// times infinity there; that is not counted.
bool estimator::look_for_non_finite(const span_of_u& s, std::span<const double* const> values, assessment& a) {
    for (std::size_t c = 0; c < components_; ++c) {
        y_.resize(values.size());
        bool finite = true;
        for (std::size_t i = 0; i < values.size(); ++i) {
            y_[i] = is_plain(s) ? values[i][c] : samples_[i].jacobian * values[i][c];
            finite = finite && std::isfinite(y_[i]);
        }
        if (finite) continue;
        // Overflow next to a singular end: nothing integrable is so large there.
        a.divergent = a.divergent || (has(s.how.panel_at, ends::begin) && std::isinf(y_.front())) ||
                      (has(s.how.panel_at, ends::end) && std::isinf(y_.back()));
        vanish(s);
        const auto t = is_plain(s) ? rule_.abscissae(s.how.level) : std::span<const double>{};
        for (std::size_t i = 0; i < y_.size(); ++i) {
            if (std::isfinite(y_[i])) continue;
            a.non_finite = true;
            const double u = is_plain(s) ? abscissa(s.a, s.b, t[i]) : samples_[i].u;
            if (u == s.where->u_begin()) {
                a.bad_ends = a.bad_ends | ends::begin;
            } else if (u == s.where->u_end()) {
                a.bad_ends = a.bad_ends | ends::end;
            } else if (!a.bad_u || u < *a.bad_u) {
                a.bad_u = u;
            }
        }
    }
    return a.non_finite;
}

void estimator::vanish(const span_of_u& s) {
    const auto clear = [&](auto first, auto last) {
        double most = 0;
        for (const double v : y_) most = std::isfinite(v) ? std::max(most, std::abs(v)) : most;
        const auto inner = std::find_if(first, last, [](double v) { return std::isfinite(v); });
        if (inner != last && std::abs(*inner) <= epsilon * epsilon * most) std::fill(first, inner, 0.0);
    };
    if (std::isinf(s.where->b()) && s.b == s.where->u_end()) clear(y_.rbegin(), y_.rend());
    if (std::isinf(s.where->a()) && s.a == s.where->u_begin()) clear(y_.begin(), y_.end());
}

estimator::share estimator::assess_component(const span_of_u& s) {
    const double h = (s.b - s.a) / 2;
    double lost = 0, doubt = 0;
    estimate<> e;
    if (is_plain(s)) {
        e = rule_.has_weight() ? rule_.weighted(y_, h, std::midpoint(s.a, s.b)) : rule_(y_, h, s.how.level);
    } else {
        for (std::size_t i = 0; i < y_.size(); ++i) y_[i] *= samples_[i].jacobian * rule_.weight(samples_[i].given.x);
        vanish(s);
        lost = exact_ ? 0 : repair(s);
        if (s.how.is_panel()) {
            const auto r = panel_of(s)(y_, h);
            e = r.e;
            doubt = r.uncertainty;
        } else {
            e = rule_(y_, h, s.how.level);
            const auto rest = beyond(s);
            e.integral += rest.integral;
            doubt = rest.uncertainty;
        }
    }
    share r{};
    r.finite = std::isfinite(e.integral);
    r.integral = e.integral;
    r.raise = e.raise;
    r.magnitude = rounding::magnitude(e.magnitude, h, y_);
    r.divergent = std::isinf(doubt);
    r.limited_by = std::max(lost, doubt) <= rounding_.explained(r.magnitude) ? limit::rounding
                   : lost > doubt                                            ? limit::endpoint
                                                                             : limit::tail;

    const double floor = rounding_.floor(r.magnitude);
    const double error = std::isnan(e.error) ? infinity : std::max(e.error, floor);
    r.error = error + doubt + lost;
    // A panel's levels differ by what is lost, too, and more levels would not help.
    const double own = error - (10 * lost + doubt);
    const bool explained = s.how.is_panel() ? own <= rounding_.explained(r.magnitude) : rounding_.explains(own, r.magnitude, h, y_);
    r.noise = explained ? r.error : floor + doubt + lost;
    if (!std::isfinite(r.noise)) r.noise = std::isfinite(floor) ? floor : 0;

    const double most = largest_magnitude(y_);
    r.plain = !is_suspicious(y_, most);
    // A value at the very end says nothing: that of sqrt is 0.
    const std::size_t outermost = closed_ && !s.how.is_panel() && y_.size() > 2 ? 1 : 0;
    const auto inner = std::span<const double>(y_).subspan(outermost, y_.size() - 2 * outermost);
    r.fades = fades(inner, most, s.a == s.where->u_begin(), s.b == s.where->u_end());
    return r;
}

bool estimator::has_room(const piece& p, double a, double b) const {
    if (p.kind() != piece::chart::finite && !exact_) {
        const double from = p.x(a), to = p.x(b);
        if (std::isfinite(from) && std::isfinite(to) && to - from <= narrowest / 4 * std::max(std::abs(from), std::abs(to)))
            return false;
    }
    return detail::has_room(rule_, a, b);
}

}  // namespace taskquad::detail
