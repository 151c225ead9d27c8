// A part of a segment against the values that were known before it was made.
#include <vector>

#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions::segments {

bool segment_kind::looks_back(const region& part, const region& whole) const {
    const segment_facts& w = facts_[estimated_as(whole.own)];
    return w.from == source::values && facts(part).from == source::values &&
           (estimator_.looks_back(subdivision_.span(facts(part)), subdivision_.span(w)) || is_half_of_panel(part, whole));
}

/// A panel has no interpolant, but its halves may have.
bool segment_kind::is_half_of_panel(const region& part, const region& whole) const {
    const segment_facts &p = facts(part), &w = facts(whole);
    return w.how.is_panel() && !p.how.is_panel() && p.in_chart == w.in_chart &&
           (w.begin_value != not_kept || w.end_value != not_kept);
}

/// So near are the values beside the ends that they count as those at the ends, which the halves will be compared with.
void segment_kind::look_at_ends(region& r, std::span<const double* const> values, std::span<const double* const> beside,
                                std::size_t components) {
    segment_facts& s = facts_[r.own];
    if (has(s.looked_at, ends::begin) && s.begin_value == not_kept) s.begin_value = keep(beside.front(), components);
    if (has(s.looked_at, ends::end) && s.end_value == not_kept) s.end_value = keep(beside.back(), components);
    doubt_at_ends(r, values, components);
}

void segment_kind::doubt_at_ends(region& r, std::span<const double* const> values, std::size_t components) {
    const segment_facts& s = facts(r);
    raise_error(r, estimator_.doubt_at_ends(subdivision_.span(s), values, kept(s.begin_value, components),
                                            kept(s.end_value, components), components));
}

/// The halves meet at the abscissa in the middle of the whole. Probes are no abscissae of the rule: the values are those before.
void segment_kind::look_back(region& part, std::span<const double* const> values, const region& whole,
                             std::span<const double* const> of_whole, std::size_t components) {
    if (is_half_of_panel(part, whole)) {
        segment_facts& half = facts_[part.own];
        const segment_facts& w = facts(whole);
        if (half.a == w.a) half.begin_value = w.begin_value;
        if (half.b == w.b) half.end_value = w.end_value;
        return doubt_at_ends(part, values, components);
    }
    const std::uint32_t estimated = estimated_as(whole.own);
    of_whole = of_whole.first(of_whole.size() - values_beside_ends(facts(whole)));
    std::vector<const double*> before;
    if (estimated != whole.own) {
        const inner_places::knowledge& known = inner_places_.of(estimated);
        for (std::size_t i = 0; i < known.size(); ++i) before.push_back(known.value(i));
        of_whole = before;
    }
    if (facts_[estimated].middle_value == not_kept) {
        facts_[estimated].middle_value = keep(of_whole[of_whole.size() / 2], components);
    }
    const segment_facts& w = facts_[estimated];
    segment_facts& half = facts_[part.own];
    const bool right = half.a != w.a;
    half.begin_value = right ? w.middle_value : w.begin_value;
    half.end_value = right ? w.end_value : w.middle_value;
    const older_values known{of_whole, kept(w.begin_value, components), kept(w.end_value, components)};
    raise_error(part, estimator_.doubt(subdivision_.span(half), right, values, known, components));
}

void segment_kind::raise_error(region& r, double doubt) {
    inner_places_.doubt(r.own, estimator_.errors());
    if (!(doubt > r.error)) return;
    r.error = doubt;
    facts_[r.own].doubted = true;
}

const double* segment_kind::kept(std::uint32_t number, std::size_t components) const {
    return number == not_kept ? nullptr : &kept_[number * components];
}

std::uint32_t segment_kind::keep(const double* value, std::size_t components) {
    const auto number = static_cast<std::uint32_t>(kept_.size() / components);
    kept_.insert(kept_.end(), value, value + components);
    return number;
}

}  // namespace taskquad::regions::segments
