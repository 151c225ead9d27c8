// What a segment with an inner place is refined into.
#include <algorithm>
#include <cmath>

#include "regions/segments/subdivision.hpp"

namespace taskquad::regions::segments {

/// The segment, or the core, with its estimate, unless each probe makes a better one.
segment subdivision::with_probes(const segment& n, const inner_core& c) const {
    segment same = whole(n);
    same.has_probes = true;
    same.from = n.from == source::model && c.sharpens() ? source::model : source::before;
    same.integral = n.integral;
    same.error = n.error;
    same.noise = n.noise;
    same.magnitude = n.magnitude;
    same.how = n.how;
    return same;
}

/// From left to right. A core that reaches an end of the segment has one side only.
void subdivision::around(const segment& n, const inner_core& c, std::vector<segment>& list) {
    if (c.begin() > n.a) list.push_back(side(n, c, ends::end));
    segment core = part(n, n.in_chart, c.begin(), c.end());
    core.from = source::model;
    list.push_back(core);
    if (c.end() < n.b) list.push_back(side(n, c, ends::begin));
}

/// What lies between a core and an end of the segment. A side of a power is graded unless it is no longer than the core.
segment subdivision::side(const segment& n, const inner_core& c, ends at_core) {
    const bool left = at_core == ends::end;
    segment s = part(n, n.in_chart, left ? n.a : c.end(), left ? c.begin() : n.b);
    if (const auto power = c.beside()) {
        const double to_far_end = left ? power->place - n.a : n.b - power->place;
        const double to_core = left ? power->place - c.begin() : c.end() - power->place;
        s.rest = generations_of_rest;
        if (to_far_end >= 2 * to_core) grade(s, *power, at_core, to_core, n.share * (s.b - s.a) / (n.b - n.a));
    }
    s.is_side = true;
    s.how = first_form(s, false);
    return s;
}

/// In t of |u - s| = W t^p, s being the place and W its distance from the far end of the side: with p from 4 to 8, the higher the
/// steeper the power, one segment will do.
void subdivision::grade(segment& n, const inner_core::power& power, ends at_core, double to_core, double share) {
    constexpr double of_power = 2.2, least = 4, most = 8;
    const bool left = at_core == ends::end;
    const double s = power.place, W = left ? s - n.a : n.b - s;
    const int p = static_cast<int>(std::round(std::clamp(of_power / (1 + power.order), least, most)));
    const double nearest = std::pow(to_core / W, 1.0 / p);
    n.a = left ? -1 : nearest;
    n.b = left ? -nearest : 1;
    n.in_chart = add_chart(chart(at(n).where).graded_beside(at_core, s, W, p), ends::none, n.b - n.a, share);
}

}  // namespace taskquad::regions::segments
