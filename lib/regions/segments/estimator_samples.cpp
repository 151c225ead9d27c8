// Where f is wanted on a segment, and what its values there count.
#include <algorithm>
#include <utility>

#include "machine/dyadic.hpp"
#include "regions/segments/abscissa.hpp"
#include "regions/segments/estimator.hpp"

namespace taskquad::regions::segments {

void estimator::coordinates(const span_of_u& s, std::vector<double>& list) {
    const auto add = [&](const argument& at) {
        list.push_back(at.x);
        if (form_.exact) list.insert(list.end(), {at.from_a, at.to_b});
    };
    if (is_plain(s)) {
        for (const double t : rule_.abscissae(s.how.level)) {
            const double u = machine::without_signed_zero(abscissa(s.a, s.b, t));
            add(form_.exact ? s.where->at(u).at : argument{u, 0, 0});
        }
        return;
    }
    sample_segment(s);
    for (const sample& one : samples_) add(one.given);
}

void estimator::coordinates_at(const chart& p, double u, std::vector<double>& list) const {
    argument at = p.at(u).at;
    if (p.kind() != chart::variable::finite) at = inside(at, p);
    list.push_back(machine::without_signed_zero(at.x));
    if (form_.exact) list.insert(list.end(), {at.from_a, at.to_b});
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
    const chart& p = *s.where;
    const double width = s.b - s.a;
    const auto add = [&](double u, double weight, const chart::mapped_point& point) {
        argument given = inside(point.at, p);
        given.x = machine::without_signed_zero(given.x);
        if (!form_.exact) given.from_a = given.to_b = 0;
        list.push_back({u, weight, point.jacobian, point.at.from_a, point.at.to_b, given});
    };
    if (s.how.is_panel()) {
        const panel& rule = panel_of(s);
        list.reserve(rule.size());
        for (std::size_t i = 0; i < rule.size(); ++i) {
            const double lo = width * rule.from_begin()[i], hi = width * rule.to_end()[i];
            const bool from_end =
                s.a != p.u_begin() || p.is_left_off(ends::begin) || (s.b == p.u_end() && !p.is_left_off(ends::end) && hi < lo);
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

}  // namespace taskquad::regions::segments
