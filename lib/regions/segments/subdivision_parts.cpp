// What a segment is refined into.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "machine/numbers.hpp"
#include "regions/segments/subdivision.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;

/// Failed panels are counted up to this number.
constexpr int most_counted = 100;

}  // namespace

/// The interval [a, b] of the variable of a chart.
segment subdivision::within(std::uint32_t in, double a, double b) const {
    segment s;
    s.a = a;
    s.b = b;
    s.in_chart = in;
    s.place[0] = charts_[in].where.x(a);
    return s;
}

segment subdivision::part(const segment& whole, std::uint32_t in, double a, double b) const {
    segment s = within(in, a, b);
    s.rest = whole.rest > 0 ? whole.rest - std::uint8_t{1} : std::uint8_t{0};
    s.failed_panels = whole.failed_panels;
    s.cuts = whole.cuts;
    return s;
}

std::uint32_t subdivision::add_chart(const chart& p, ends singular, double width, double share) {
    charts_.push_back({p, singular, width / share});
    return static_cast<std::uint32_t>(charts_.size() - 1);
}

void subdivision::parts(const segment& n, const places& inside, const inner_core* core, std::vector<segment>& list) {
    list.clear();
    using kind = refinement_kind;
    switch (n.kind) {
        case kind::undecided:
        case kind::halves:
            halve(n, inside, list);
            break;
        case kind::raised:
            list.push_back(whole(n));
            list.back().streak_begin = n.streak_begin;
            list.back().streak_end = n.streak_end;
            list.back().how = {n.how.panel_at, static_cast<std::uint8_t>(n.how.level + 1)};
            break;
        case kind::panel:
            list.push_back(with_panel(n, inside));
            break;
        case kind::look:
            look(n, inside, list);
            break;
        case kind::probes:
            list.push_back(with_probes(n, *core));
            break;
        case kind::anew:
            list.push_back(whole(n));
            list.back().how = first_form(list.back(), false);
            list.back().is_side = true;
            break;
        case kind::around:
            around(n, *core, list);
            break;
        case kind::cut:
            cut(n, *inside.bad, list);
            break;
        case kind::none:
            break;
    }
    for (segment& s : list) settle(s);
}

/// Sets all that follows from where a new segment lies.
void subdivision::settle(segment& s) const {
    s.place[1] = s.a;
    s.share = (s.b - s.a) / at(s).full_width;
}

segment subdivision::whole(const segment& n) const {
    segment same = part(n, n.in_chart, n.a, n.b);
    same.initial = n.initial;
    return same;
}

void subdivision::halve(const segment& n, const places& inside, std::vector<segment>& list) {
    if (n.how.is_panel() && at(n).instead_of) {
        auto [before, places_before] = *at(n).instead_of;
        before.failed_panels = static_cast<std::uint8_t>(std::min(n.failed_panels + 1, most_counted));
        return halve(before, places_before, list);
    }
    const double a = inside.begin.place().value_or(n.a), b = inside.end.place().value_or(n.b), m = std::midpoint(a, b);
    std::uint32_t in = n.in_chart;
    if (n.curtailed) {
        const known_chart from = at(n);
        chart rest =
            from.where.curtailed(inside.begin.nothing_from.value_or(-infinity), inside.end.nothing_from.value_or(infinity));
        if (!inside.begin.nothing_from && inside.begin.falls_to) rest = rest.left_off(ends::begin, a);
        if (!inside.end.nothing_from && inside.end.falls_to) rest = rest.left_off(ends::end, b);
        rest = rest.over_outside(inside.over);
        in = add_chart(rest, from.singular, b - a, n.share);
    }
    for (const auto& [from, to] : {std::pair(a, m), std::pair(m, b)}) {
        segment half = part(n, in, from, to);
        if (n.how.is_panel() && half.failed_panels < most_counted) ++half.failed_panels;
        if (n.non_finite) ++half.cuts;
        half.how = first_form(half, false);
        list.push_back(half);
    }
}

/// The segment as a panel: in the same variable if it takes panels, else in another one.
segment subdivision::with_panel(const segment& n, const places& inside) {
    const known_chart from = at(n);
    const chart& p = from.where;
    const ends e = !is_troubled(n) ? panel_wanted(n) : has(n.troubled, ends::begin) ? ends::begin : ends::end;
    segment same = whole(n);
    same.how = {e, panel::first_level};
    if (p.takes_panels()) {
        // Where both ends are troubled, a panel at either of them alone would make way for one at the other, without end.
        if (is_troubled(n)) same.how.panel_at = n.how.panel_at | e;
        return same;
    }
    if (std::isfinite(e == ends::begin ? p.a() : p.b())) {
        same.a = e == ends::begin ? p.a() : p.at(n.a).at.x;
        same.b = e == ends::begin ? p.at(n.b).at.x : p.b();
        same.in_chart = add_chart(p.in_x(), from.singular, same.b - same.a, n.share);
    } else {
        const double middle = p.at(e == ends::end ? n.a : n.b).at.x, away = std::abs(middle - (e == ends::end ? p.a() : p.b()));
        same.a = e == ends::end ? -1 : 0;
        same.b = same.a + 1;
        same.in_chart = add_chart(p.towards_infinity(e, middle, std::max(scale_, away)), from.singular, 1, n.share);
    }
    charts_.back().instead_of.emplace(n, inside);
    return same;
}

/// Whether a segment lies beside an end of its piece that is finite, and can take a graded variable there.
bool subdivision::can_be_graded(const segment& n, ends e) const {
    const chart& p = at(n).where;
    return touches(n, e) && p.takes_panels() && std::isfinite(e == ends::begin ? p.a() : p.b());
}

/// The highest power for which a constant is still integrated exactly, and x can be told from an end.
int subdivision::grading(double end, double reach) const {
    constexpr int highest = 16, ulps = 64;
    const rule& r = estimator_.used_rule();
    const auto t = r.abscissae(r.first_level(false));
    const double first = (1 + (t.front() > -1 ? t.front() : t[1])) / 2;
    const double ulp = estimator_.exact() ? 0 : std::numeric_limits<double>::epsilon() * std::abs(end);
    int power = std::min(highest, detail::model_of(r).degree + 1);
    while (power > 1 && !(reach * std::pow(first, power) > ulps * ulp)) --power;
    return power;
}

void subdivision::look(const segment& n, const places& inside, std::vector<segment>& list) {
    if (n.curtailed) return halve(n, inside, list);
    const chart p = at(n).where;
    const double m = std::midpoint(n.a, n.b), of_half = n.share / 2;
    for (const ends e : {ends::begin, ends::end}) {
        const bool left = e == ends::begin;
        segment half = part(n, n.in_chart, left ? n.a : m, left ? m : n.b);
        if (can_be_graded(n, e)) {
            const double end = left ? p.a() : p.b(), reach = std::abs(p.x(m) - end);
            half.a = left ? 0 : -1;
            half.b = half.a + 1;
            half.in_chart = add_chart(p.graded(e, reach, grading(end, reach)), ends::none, 1, of_half);
        }
        half.how = first_form(half, false);
        list.push_back(half);
    }
}

/// Each side gets a piece of its own, which ends at the cut. A piece that goes on to infinity is a half line, any other is finite,
/// in x itself, and the distance that f is told from its other end does not change.
void subdivision::cut(const segment& n, double u, std::vector<segment>& list) {
    const known_chart from = at(n);
    const chart& p = from.where;
    const double x = p.x(u), xa = p.x(n.a), xb = p.x(n.b), half_of_the_share = n.share / 2;
    const auto add = [&](const chart& q, double a, double b, ends singular) {
        segment side = part(n, add_chart(q, singular, b - a, half_of_the_share), a, b);
        ++side.cuts;
        side.how = first_form(side, true);
        list.push_back(side);
    };
    const auto still = [&](ends e) { return touches(n, e) && has(from.singular, e) ? e : ends::none; };
    using enum chart::variable;
    if (x > xa) {
        const bool endless = std::isinf(xa);
        const chart q =
            chart(endless ? half_line_down : finite, endless ? xa : p.a(), x, scale_, estimator_.exact()).cut_at(ends::end);
        add(q, endless ? q.u_begin() : xa, endless ? q.u_end() : x, still(ends::begin) | ends::end);
    }
    if (x < xb) {
        const bool endless = std::isinf(xb);
        const chart q =
            chart(endless ? half_line_up : finite, x, endless ? xb : p.b(), scale_, estimator_.exact()).cut_at(ends::begin);
        add(q, endless ? q.u_begin() : x, endless ? q.u_end() : xb, still(ends::end) | ends::begin);
    }
}

}  // namespace taskquad::regions::segments
