#include "subdivision.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "concentration.hpp"
#include "parts.hpp"

namespace taskquad::detail {

namespace {

/// Abscissae in a row, one beside another, at which f may not be finite.
constexpr int most_cuts = 3;

}  // namespace

subdivision::subdivision(const domain& where, const options& o, const estimator& e)
    : estimator_(e), trigger_(o.rule.end_panels()), scale_(o.scale), initial_segments_(o.initial_segments) {
    const auto points = where.points();
    const auto pieces = pieces_of(points, scale_, e.exact());
    const bool finite = std::isfinite(points.front()) && std::isfinite(points.back());
    for (const piece& p : pieces) {
        const double of_all = (p.u_end() - p.u_begin()) * static_cast<double>(pieces.size());
        stretches_.push_back({p, ends::none, finite ? points.back() - points.front() : of_all});
    }
}

std::vector<segment_node> subdivision::initial() const {
    std::vector<segment_node> list;
    for (std::uint32_t i = 0; i < stretches_.size(); ++i) {
        const piece& p = stretches_[i].where;
        // The exp-sinh variable is always divided in the middle.
        const int n = initial_segments_ * (p.takes_panels() ? 1 : 2);
        for_each_part(p.u_begin(), p.u_end(), n, [&](double a, double b) {
            segment_node s{.a = a, .b = b, .x = p.x(a), .stretch = i, .initial = true};
            s.how = first_form(s, false);
            list.push_back(s);
        });
    }
    return list;
}

bool subdivision::touches(const segment_node& n, ends e) const {
    return e == ends::begin ? n.a == at(n).where.u_begin() : n.b == at(n).where.u_end();
}

/// An end at which f is known not to be finite has a panel from the start if the rule would evaluate f there, or right after the
/// cut.
form subdivision::first_form(const segment_node& n, bool cut) const {
    const stretch& s = at(n);
    const bool closed = estimator_.closed();
    const auto panel_at = [&](ends e, bool infinite) {
        if (!touches(n, e)) return ends::none;
        return (has(s.singular, e) ? cut || closed : closed && infinite) ? e : ends::none;
    };
    const ends e = panel_at(ends::begin, s.where.infinite_at_begin()) | panel_at(ends::end, s.where.infinite_at_end());
    const int level = e == ends::none ? estimator_.used_rule().first_level(n.initial) : panel::first_level;
    return {e, static_cast<std::uint8_t>(level)};
}

void subdivision::assess(segment_node& n, const assessment& a) const {
    n.error = a.error;
    n.noise = a.noise;
    n.magnitude = a.magnitude;
    n.limited_by = a.limited_by;
    n.raise = a.raise;
    n.non_finite = a.non_finite;
    n.divergent = a.divergent;
    n.fades = a.fades;
    n.bad_ends = a.bad_ends;
    n.bad_inside = a.bad_u.has_value();
    const piece& p = at(n).where;
    n.cuttable = trigger_ && n.cuts < most_cuts && a.bad_u && (p.x(*a.bad_u) > n.x || p.x(*a.bad_u) < end(n));
    n.known = true;
    n.suspect = n.depth == 0 && !n.how.is_panel() && !n.non_finite && !a.plain && has_room(n);
}

bool subdivision::needs_sibling(const segment_node& n) const {
    return trigger_ && !n.how.is_panel() && at(n).where.takes_panels() && (touches(n, ends::begin) || touches(n, ends::end));
}

void subdivision::decide(segment_node& n, const segment_node* parent, const segment_node* sibling) const {
    if (parent != nullptr && sibling != nullptr) {
        const bool here = concentrates(*trigger_, n.error, sibling->error, parent->error);
        const auto one_more = [](int streak) { return static_cast<std::uint8_t>(std::min(streak + 1, 255)); };
        if (here && n.a < sibling->a && touches(n, ends::begin)) n.streak_begin = one_more(parent->streak_begin);
        if (here && n.a > sibling->a && touches(n, ends::end)) n.streak_end = one_more(parent->streak_end);
    }
    const int last = n.how.is_panel() ? panel::last_level : estimator_.used_rule().levels() - 1;
    using kind = refinement_kind;
    if (n.cuttable && !n.divergent) {
        n.kind = kind::cut;
    } else if (!n.bad_inside && !n.divergent && panel_wanted(n) != ends::none) {
        n.kind = kind::panel;
    } else if (n.divergent || n.non_finite) {
        n.kind = kind::none;
    } else {
        n.kind = n.raise && n.how.level < last ? kind::raised : kind::halves;
    }
}

ends subdivision::panel_wanted(const segment_node& n) const {
    if (!trigger_ || !at(n).where.takes_panels() || n.how.is_panel()) return ends::none;
    if (n.non_finite) {
        const bool whole = touches(n, ends::begin) && touches(n, ends::end);
        return whole && n.bad_ends != ends::none ? ends::both : n.bad_ends;
    }
    const int enough = trigger_->bisections + 2 * n.failed_panels;
    if (n.fades) return ends::none;
    if (n.streak_begin >= enough) return ends::begin;
    return n.streak_end >= enough ? ends::end : ends::none;
}

bool subdivision::divisible(const segment_node& n) const {
    return n.kind != refinement_kind::none && (n.non_finite || n.suspect || n.error > n.noise) && has_room(n);
}

segment_node subdivision::part(const segment_node& whole, std::uint32_t in, double a, double b) const {
    segment_node s{.a = a, .b = b, .x = stretches_[in].where.x(a), .stretch = in};
    s.failed_panels = whole.failed_panels;
    s.cuts = whole.cuts;
    return s;
}

void subdivision::parts(const segment_node& n, std::optional<double> bad_u, std::vector<segment_node>& list) {
    list.clear();
    using kind = refinement_kind;
    switch (n.kind) {
        case kind::undecided:
        case kind::halves: {
            const double m = std::midpoint(n.a, n.b);
            for (const auto& [a, b] : {std::pair(n.a, m), std::pair(m, n.b)}) {
                segment_node half = part(n, n.stretch, a, b);
                if (n.how.is_panel() && half.failed_panels < 100) ++half.failed_panels;
                half.how = first_form(half, false);
                list.push_back(half);
            }
            break;
        }
        case kind::raised:
        case kind::panel: {
            segment_node same = part(n, n.stretch, n.a, n.b);
            same.initial = n.initial;
            if (n.kind == kind::raised) {
                same.streak_begin = n.streak_begin;
                same.streak_end = n.streak_end;
            }
            same.how = n.kind == kind::panel ? form{panel_wanted(n), panel::first_level}
                                             : form{n.how.panel_at, static_cast<std::uint8_t>(n.how.level + 1)};
            list.push_back(same);
            break;
        }
        case kind::cut:
            cut(n, *bad_u, list);
            break;
        case kind::none:
            break;
    }
}

/// Each side gets a piece of its own, which ends at the cut. One that goes on to infinity is a half line, any other finite, in x
/// itself; how far its other end is from f's point of view does not change.
void subdivision::cut(const segment_node& n, double u, std::vector<segment_node>& list) {
    const stretch from = at(n);
    const piece& p = from.where;
    const double x = p.x(u), xa = p.x(n.a), xb = p.x(n.b), half_of_the_share = share(n) / 2;
    const auto add = [&](const piece& q, double a, double b, ends singular) {
        stretches_.push_back({q, singular, (b - a) / half_of_the_share});
        segment_node side = part(n, static_cast<std::uint32_t>(stretches_.size() - 1), a, b);
        ++side.cuts;
        side.how = first_form(side, true);
        list.push_back(side);
    };
    const auto still = [&](ends e) { return touches(n, e) && has(from.singular, e) ? e : ends::none; };
    using enum piece::chart;
    if (x > xa) {
        const bool endless = std::isinf(xa);
        const piece q(endless ? half_line_down : finite, endless ? xa : p.a(), x, scale_, estimator_.exact());
        add(q, endless ? q.u_begin() : xa, endless ? q.u_end() : x, still(ends::begin) | ends::end);
    }
    if (x < xb) {
        const bool endless = std::isinf(xb);
        const piece q(endless ? half_line_up : finite, x, endless ? xb : p.b(), scale_, estimator_.exact());
        add(q, endless ? q.u_begin() : x, endless ? q.u_end() : xb, still(ends::end) | ends::begin);
    }
}

}  // namespace taskquad::detail
