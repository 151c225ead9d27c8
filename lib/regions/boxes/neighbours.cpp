#include "regions/boxes/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "regions/boxes/lines.hpp"

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
    if (std::isfinite(D) && std::isfinite(both)) error = b.raw * (b.raw > 0 ? 1 + 2 * D / both : 1) + D;

    if (whole.cut.is_at_gap) error = std::max(error, whole.error_inside * (m.volume(part) / m.volume(b.parent)));
    b.error_inside = error;
    const gaps g = look_into_gaps(part, b.parent, all, m, s, e);
    if (g.most > error) b.cut_by_values = {m.centre(part, g.axis), static_cast<std::uint16_t>(g.axis), true};
    return error + g.error;
}

neighbours::gaps neighbours::look_into_gaps(box_number part, box_number parent, const std::vector<box>& all, const mesh& m,
                                            samples& s, estimates& e) {
    const box& whole = all[parent];
    const std::size_t cut = whole.cut_of_parts.axis, needed = 2 * dimension_ * (whole.first + std::size_t{2});
    if (about_.size() < needed) about_.resize(needed, no_doubt);
    const bool is_lower = part == whole.first;
    gaps found;
    for (std::size_t a = 0; a < dimension_; ++a) {
        for (const bool upper : {false, true}) {
            about(part, a, upper) = no_doubt;
            auto here = a == cut && upper == is_lower ? between(part, is_lower ? part + 1 : part - 1, a, s, e)
                                                      : inherited(part, parent, a, upper, cut, s, e);
            if (!here) continue;
            const double error = e.size_of(*here) * ((1 - e.rule().outermost()) / 2) * m.volume(part);
            about(part, a, upper) = static_cast<doubt_number>(doubts_.size());
            doubts_.push_back(std::move(*here));
            found.error += error;
            if (error > found.most && m.has_room(part, a)) {
                found.most = error;
                found.axis = a;
            }
        }
    }
    return found;
}

namespace {

/// Whether predictions differ by far more than what they leave uncertain. Over the families of bench/dimensions.cpp, with 4 in
/// place of 25 no more integrals end well, for a tenth more evaluations, most of them where f is smooth; with 25, for 2 % more.
bool is_surprising(std::span<const double> difference, double uncertainty, double magnitude, const estimates& e) {
    constexpr double by_far = 25, negligible = 1e-10;
    const double size = e.size_of(difference);
    return std::isfinite(size) && size > by_far * uncertainty && size > negligible * magnitude;
}

}  // namespace

std::optional<neighbours::doubt> neighbours::between(box_number part, box_number sibling, std::size_t axis, samples& s,
                                                     estimates& e) {
    const bool upper = part < sibling;
    const prediction here = predicted(part, axis, upper, s, e);
    prediction there = predicted(sibling, axis, !upper, s, e);
    for (std::size_t c = 0; c < here.value.size(); ++c) there.value[c] -= here.value[c];
    if (!is_surprising(there.value, std::max(here.uncertainty, there.uncertainty), e.largest_magnitude(part, s), e)) return {};
    return std::move(there.value);
}

std::optional<neighbours::doubt> neighbours::inherited(box_number part, box_number parent, std::size_t axis, bool upper,
                                                       std::size_t cut, samples& s, estimates& e) {
    const doubt_number number = about(parent, axis, upper);
    if (number == no_doubt) return {};
    doubt d = doubts_[number];
    const double magnitude = e.largest_magnitude(part, s);
    if (axis != cut) {
        const double scale = std::min(1.0, magnitude / e.largest_magnitude(parent, s));
        for (double& difference : d) difference *= scale;
        return d;
    }
    const prediction before = predicted(parent, axis, upper, s, e), now = predicted(part, axis, upper, s, e);
    for (std::size_t c = 0; c < d.size(); ++c) d[c] += before.value[c] - now.value[c];
    if (!is_surprising(d, now.uncertainty, magnitude, e)) return {};
    return d;
}

}  // namespace taskquad::regions::boxes
