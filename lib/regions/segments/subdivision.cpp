#include "regions/segments/subdivision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "regions/segments/parts.hpp"
#include "regions/segments/signs.hpp"

namespace taskquad::regions::segments {

namespace {

/// The largest number of cuts, one after another, at abscissae where f is not finite.
constexpr int most_cuts = 3;

/// The bisections of a streak are counted up to this number.
constexpr int longest_streak = 255;

/// The most times that a piece towards infinity is shortened to where f was not finite, while f has not come to its end before.
constexpr int most_approaches = 8;

}  // namespace

subdivision::subdivision(const domain& where, const options& o, const estimator& e)
    : estimator_(e), trigger_(o.rule.end_panels()), scale_(o.scale), initial_segments_(o.initial_segments) {
    const auto points = where.points();
    const auto pieces = charts_of(points, scale_, e.exact());
    const bool finite = std::isfinite(points.front()) && std::isfinite(points.back());
    for (const chart& p : pieces) {
        const double of_all = (p.u_end() - p.u_begin()) * static_cast<double>(pieces.size());
        charts_.push_back({p, ends::none, finite ? points.back() - points.front() : of_all});
    }
}

std::vector<segment> subdivision::initial() const {
    std::vector<segment> list;
    for (std::uint32_t i = 0; i < charts_.size(); ++i) {
        const chart& p = charts_[i].where;
        // The exp-sinh variable is always divided in the middle.
        const int n = initial_segments_ * (p.takes_panels() ? 1 : 2);
        for_each_part(p.u_begin(), p.u_end(), n, [&](double a, double b) {
            segment s = within(i, a, b);
            s.initial = true;
            s.how = first_form(s, false);
            settle(s);
            list.push_back(s);
        });
    }
    return list;
}

bool subdivision::touches(const segment_facts& n, ends e) const {
    const chart& p = at(n).where;
    return !p.is_left_off(e) && (e == ends::begin ? n.a == p.u_begin() : n.b == p.u_end());
}

/// An end at which f is known not to be finite has a panel from the start if the rule would evaluate f there, or it is a new cut.
form subdivision::first_form(const segment& n, bool cut) const {
    const known_chart& s = at(n);
    const bool closed = estimator_.closed();
    const auto panel_at = [&](ends e, bool infinite) {
        if (!touches(n, e)) return ends::none;
        return (has(s.singular, e) ? cut || closed : closed && infinite) ? e : ends::none;
    };
    const ends e = panel_at(ends::begin, s.where.infinite_at_begin()) | panel_at(ends::end, s.where.infinite_at_end());
    const int level = e == ends::none ? estimator_.used_rule().first_level(n.initial) : panel::first_level;
    return {e, static_cast<std::uint8_t>(level)};
}

void subdivision::assess(segment& n, const assessment& a) const {
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
    n.troubled = a.troubled;
    n.curtailed = a.begin.place() || a.end.place() || !a.over.empty();
    n.ends_before = a.begin.falls_to || a.end.falls_to;
    n.all_bad = a.all_bad;
    const chart& p = at(n).where;
    n.cuttable = trigger_ && n.cuts < most_cuts && a.bad_u && (p.x(*a.bad_u) > n.place[0] || p.x(*a.bad_u) < end(n));
    n.known = true;
    n.looks_like_nothing = a.nothing;
    const bool doubtful = a.suspicious || estimator_.used_rule().guard() > 0;
    n.suspect = n.depth == 0 && !n.how.is_panel() && !n.non_finite && doubtful && has_room(n);
}

void subdivision::leave_off(segment& n, ends e) {
    const known_chart from = at(n);
    n.in_chart = add_chart(from.where.left_off(e, e == ends::begin ? n.a : n.b), from.singular, n.b - n.a, n.share);
    settle(n);
}

void subdivision::make_nothing(segment& n) {
    n.integral = n.error = n.noise = n.magnitude = 0;
    n.non_finite = n.bad_inside = n.cuttable = false;
    n.kind = refinement_kind::none;
}

bool subdivision::needs_sibling(const segment_facts& n) const {
    return trigger_ && !n.how.is_panel() && at(n).where.takes_panels() && (touches(n, ends::begin) || touches(n, ends::end));
}

void subdivision::decide(segment& n, const segment* parent, const segment* sibling) const {
    if (parent != nullptr && sibling != nullptr && concentrates(*trigger_, n.error, sibling->error, parent->error)) {
        const streaks s = streaks_of_half({parent->streak_begin, parent->streak_end}, n.a < sibling->a, touches(n, ends::begin),
                                          touches(n, ends::end), longest_streak);
        n.streak_begin = static_cast<std::uint8_t>(s.begin);
        n.streak_end = static_cast<std::uint8_t>(s.end);
    }
    const int last = n.how.is_panel() ? panel::last_level : estimator_.used_rule().levels() - 1;
    using kind = refinement_kind;
    const bool approaches = n.ends_before && n.non_finite && n.cuts < most_approaches;
    const bool takes_panel = !approaches && !n.cuttable && !n.bad_inside && !n.divergent && panel_wanted(n) != ends::none;
    if (is_troubled(n) || takes_panel) {
        n.kind = kind::panel;
    } else if (approaches) {
        n.kind = kind::halves;
    } else if (n.cuttable && !n.divergent) {
        n.kind = kind::cut;
    } else if (n.divergent || n.non_finite) {
        n.kind = kind::none;
    } else if (n.suspect && n.looks_like_nothing && (can_be_graded(n, ends::begin) || can_be_graded(n, ends::end))) {
        n.kind = kind::look;
    } else {
        n.kind = n.raise && n.how.level < last ? kind::raised : kind::halves;
    }
}

ends subdivision::panel_wanted(const segment& n) const {
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

bool subdivision::divisible(const segment& n) const {
    const bool gains = n.non_finite || n.suspect || is_troubled(n) || n.error > n.noise;
    return n.kind != refinement_kind::none && gains && has_room(n);
}

}  // namespace taskquad::regions::segments
