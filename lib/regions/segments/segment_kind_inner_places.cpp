// What a segment is to inner places: samples that tell of one, probes that verify it, the core about it.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "regions/segments/abscissa.hpp"
#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions::segments {

void segment_kind::remember(const region& r, const segment& s, std::span<const double* const> values,
                            std::span<const double> integral) {
    const chart& in = *subdivision_.span(s).where;
    if ((in.is_graded() && !in.is_beside_place()) || s.how.is_panel() || s.non_finite) return;
    inner_places::knowledge known{integral.size(), {}, {}};
    known.samples.reserve(values.size() * (integral.size() + 1));
    const auto t = used_rule().abscissae(s.how.level);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double u = abscissa(s.a, s.b, t[i]), jacobian = in.at(u).jacobian;
        known.samples.push_back(u);
        for (const double y : std::span(values[i], integral.size())) {
            known.samples.push_back(y * jacobian);
            if (!std::isfinite(known.samples.back())) return;
        }
    }
    const auto errors = estimator_.errors();
    known.estimate.reserve(2 * integral.size());
    known.estimate.assign(integral.begin(), integral.end());
    known.estimate.insert(known.estimate.end(), errors.begin(), errors.end());
    inner_places_.remember(r.own, std::move(known));
}

/// The side of a core that a segment is, or is a part of; or the core, where it is sampled after all. Parts are compared, too: a
/// place next to the core hides between its end and the first abscissa, whose distance halves with each of them.
std::optional<std::uint32_t> segment_kind::beside_core(const segment& s) const {
    if (!inner_places_.are_located()) return {};
    std::uint32_t side = s.own;
    while (!facts_[side].is_side) {
        const std::uint32_t before = inner_places_.parent(side);
        if (before == inner_places::none || facts_[before].in_chart != s.in_chart) return {};
        side = before;
    }
    return side;
}

/// What was known before on the side of a core, or a part of it, in its variable. The outermost probe of a power may be just inside
/// of the core, whose place has become known better since: else a jump there, before the first abscissa, would be seen by nobody.
std::vector<sampled_value> segment_kind::known_beside_core(const segment& s, std::uint32_t side) {
    const chart& in = *subdivision_.span(s).where;
    const auto u = [&](double v) { return in.is_graded() ? in.in_piece(v).u : v; };
    const std::uint32_t cut = inner_places_.parent(side);
    double from = u(s.a), to = u(s.b);
    bool is_of_power = false;
    if (facts_[cut].kind == refinement_kind::around) {
        const inner_core& core = *inner_places_.core(cut);
        if (const auto power = core.beside()) {
            is_of_power = true;
            const double inside = (core.end() - core.begin()) / 64;
            const bool right = from > power->place;
            if (right && s.a == facts_[side].a) from -= inside;
            if (!right && s.b == facts_[side].b) to += inside;
        }
    }
    if (!in.is_graded()) return inner_places_.known(is_of_power ? cut : s.own, from, to);
    std::vector<sampled_value> known = inner_places_.known(s.own, s.a, s.b);
    for (sampled_value p : inner_places_.known(cut, from, to)) {
        p.x = in.beside_place(p.x);
        p.factor = in.in_piece(p.x).slope;
        known.push_back(p);
    }
    return known;
}

/// Compares the values beside a core with those that were known there before.
void segment_kind::look_at_side(region& r, std::uint32_t side, std::span<const double* const> values, std::size_t components) {
    const segment s = whole(r);
    if (s.non_finite || s.how.is_panel()) return;
    raise_error(r, estimator_.doubt(subdivision_.span(s), values, known_beside_core(s, side), components));
}

/// A value that is not finite belongs to no place, and to no sample either.
void segment_kind::take_probes(const region& r, std::span<const double* const> values, std::size_t components) {
    inner_core& core = *inner_places_.core(r.own);
    const chart& in = *subdivision_.span(facts(r)).where;
    const std::vector<double> u = core.probes();
    std::vector<sampled_value> probed;
    probed.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) probed.push_back({u[i], values[i], in.at(u[i]).jacobian});
    core.take(probed);

    std::ranges::sort(probed, {}, &sampled_value::x);
    inner_places::knowledge known{components, {}, {}};
    known.samples.reserve(probed.size() * (components + 1));
    for (const sampled_value& p : probed) {
        const std::size_t before = known.samples.size();
        known.samples.push_back(p.x);
        for (const double y : std::span(p.components, components)) known.samples.push_back(y * p.factor);
        const auto sample = std::span(known.samples).subspan(before);
        if (!std::ranges::all_of(sample, [](double y) { return std::isfinite(y); })) known.samples.resize(before);
    }
    inner_places_.remember(r.own, std::move(known));
}

void segment_kind::later_points(const region& r, std::size_t most, std::vector<double>& list) {
    if (facts(r).kind != refinement_kind::probes) return;
    const chart& in = *subdivision_.span(facts(r)).where;
    for (const double u : inner_places_.core(r.own)->later_probes(most)) estimator_.coordinates_at(in, u, list);
}

/// The estimate of a core follows from what is known of f there.
void segment_kind::estimate_core(region& r, std::span<double> integral) {
    const inner_core& core = *inner_places_.core(r.own);
    core.integrate(integral);
    r.magnitude = estimator_.size_of(integral);
    r.integral = integral.size() == 1 ? integral.front() : r.magnitude;
    r.noise = estimator_.floor(r.magnitude);
    r.error = std::max(core.error(), r.noise);
}

/// Sets the components of the integral over a segment, or core, that has probes, but no estimate of its own.
void segment_kind::repeat_integral(const region& r, std::span<double> integral) {
    const std::uint32_t estimated = estimated_as(r.own);
    if (facts_[estimated].from == source::model) return inner_places_.core(estimated)->integrate(integral);
    std::ranges::copy(inner_places_.of(estimated).integral(), integral.begin());
}

/// The number of the segment, or core, that has the estimate which this one has: itself, unless it has probes.
std::uint32_t segment_kind::estimated_as(std::uint32_t own) const {
    while (facts_[own].from == source::before) own = inner_places_.parent(own);
    return own;
}

/// Notes where the successors of a segment come from, and gives them what was found there. Halves that were made before the
/// decision may stand.
void segment_kind::descend(const region& r, std::span<const region> parts, const inner_core* core) {
    const segment_facts whole = facts(r);
    const bool are_halves =
        parts.size() == 2 && (whole.kind == refinement_kind::halves || whole.kind == refinement_kind::undecided);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const segment_facts& part = facts(parts[i]);
        inner_places::descent d{.parent = r.own, .sibling = are_halves ? parts[1 - i].own : inner_places::none};
        d.in_other_variable = !subdivision_.span(part).where->has_variable_of(*subdivision_.span(whole).where);
        if (whole.kind == refinement_kind::around && part.in_chart == whole.in_chart) {
            if (part.a > whole.a) d.from = part.a;
            if (part.b < whole.b) d.to = part.b;
        }
        inner_places_.descend(parts[i].own, d);
        if (part.from == source::values) continue;
        auto own = core->copy();
        if (!part.has_probes) own->become_region();
        inner_places_.set_core(parts[i].own, std::move(own));
    }
}

/// A power is graded up to the end of its segment. Where the end is that of an infinite piece, nobody would see what f does there.
inner_places::where segment_kind::interval(const segment& s) const {
    const span_of_u span = subdivision_.span(s);
    const chart& piece = *span.where;
    inner_places::where w{s.a, s.b, true, piece.u_begin(), piece.u_end()};
    if (piece.kind() == chart::variable::finite) return w;
    w.may_be_graded = !span.reaches(true) && !span.reaches(false);
    const auto spacing_at = [&](double u) {
        const chart::mapped_point p = piece.at(u);
        return std::numeric_limits<double>::epsilon() * std::abs(p.at.x) / p.jacobian;
    };
    if (w.may_be_graded) w.spacing = std::max(spacing_at(s.a), spacing_at(s.b));
    return w;
}

/// What becomes of a segment once its probes have been taken, and of a core that is to be known better.
refinement_kind segment_kind::after_probes(segment& s) {
    switch (inner_places_.core(s.own)->next(s.error)) {
        case inner_core::step::probe:
            return refinement_kind::probes;
        case inner_core::step::cut:
            return refinement_kind::around;
        case inner_core::step::leave:
            return refinement_kind::none;
        case inner_core::step::give_up:
            break;
    }
    const bool is_core = facts_[estimated_as(s.own)].from == source::model;
    if (!is_core) inner_places_.be_in_vain(s.own);
    if (!is_core && inner_places_.look_again(s.own, interval(s))) return refinement_kind::probes;
    if (is_core) s.rest = generations_of_rest + 1;
    return is_core ? refinement_kind::anew : refinement_kind::halves;
}

}  // namespace taskquad::regions::segments
