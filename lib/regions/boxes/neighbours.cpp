#include "regions/boxes/neighbours.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::regions::boxes {

double neighbours::error_of_part(box_number part, std::vector<box>& all, const mesh& m, samples& s, estimates& e) {
    box& b = all[part];
    const box& whole = all[b.parent];
    const box_number first = whole.first, second = first + 1;
    const std::size_t components = s.components();
    difference_.resize(components);
    for (std::size_t c = 0; c < components; ++c) {
        difference_[c] = s.integral(first)[c] + s.integral(second)[c] - s.integral(b.parent)[c];
    }
    double error = b.raw;
    const double D = e.size_of(difference_) / 4, both = all[first].raw + all[second].raw;
    if (std::isfinite(D) && std::isfinite(both)) error = b.raw * (both > 0 ? 1 + 2 * D / both : 1) + D;

    inherit(part, b.parent, part == first ? second : first, whole.axis_of_parts);
    const gaps g = look_into_gaps(part, whole, m, s, e);
    if (g.most > error) {
        b.axis = static_cast<std::uint16_t>(g.axis);
        b.cut = m.centre(part, g.axis);
    }
    return error + g.error;
}

/// Faces of the whole stay; the new one has the sibling beyond it.
void neighbours::inherit(box_number part, box_number whole, box_number sibling, std::size_t axis) {
    const std::size_t needed = 2 * dimension_ * (std::max({part, whole, sibling}) + std::size_t{1});
    if (beyond_.size() < needed) beyond_.resize(needed, no_box);
    for (std::size_t a = 0; a < dimension_; ++a) {
        for (const bool upper : {false, true}) beyond(part, a, upper) = beyond(whole, a, upper);
    }
    beyond(part, axis, part < sibling) = sibling;
}

neighbours::gaps neighbours::look_into_gaps(box_number part, const box& whole, const mesh& m, samples& s, estimates& e) {
    const std::size_t cut = whole.axis_of_parts;
    const bool lower_part = part == whole.first;
    const double magnitude = e.largest_magnitude(part, s), volume = m.volume(part);
    gaps found;
    for (std::size_t a = 0; a < dimension_; ++a) {
        for (const bool upper : {false, true}) {
            const box_number other = beyond(part, a, upper);
            if (other == no_box) continue;
            const double jump = e.distance(s.outermost(other, a, !upper), s.outermost(part, a, upper));
            double inside = e.distance(s.outermost(part, a, upper), s.next(part, a, upper));
            if (a == cut && upper == lower_part) {
                inside = std::max(inside, e.distance(s.outermost(other, a, !upper), s.next(other, a, !upper)));
            } else if (a != cut) {
                inside = std::max(inside, 2 * e.distance(s.largest(part), s.least(part)));
            }
            constexpr double negligible = 1e-7;
            if (!(jump > inside && jump > negligible * magnitude)) {
                beyond(part, a, upper) = no_box;
                continue;
            }
            const double error = jump * ((1 - e.rule().outermost()) / 2) * volume;
            found.error += error;
            if (error > found.most && m.has_room(part, a)) {
                found.most = error;
                found.axis = a;
            }
        }
    }
    return found;
}

}  // namespace taskquad::regions::boxes
