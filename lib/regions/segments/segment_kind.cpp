#include "regions/segments/segment_kind.hpp"

#include <algorithm>
#include <utility>

#include "regions/segments/abscissa.hpp"

namespace taskquad::regions::segments {

segment_kind::segment_kind(const domain& where, const options& o, const form_of_f& f)
    : estimator_(o, f),
      subdivision_(where, o, estimator_),
      reversed_(where.reversed()),
      level_(static_cast<std::uint8_t>(o.rule.first_level(false))),
      outlines_(o.rule),
      inner_places_(o, f.complex) {
    constexpr std::size_t some = 32;  // segments, for which memory is there from the start
    facts_.reserve(some);
}

void segment_kind::put_back(region& r, const segment& s) {
    r = s;
    facts_[r.own] = s;
}

region segment_kind::add(const segment& s) {
    region r = s;
    r.own = static_cast<std::uint32_t>(facts_.size());
    facts_.push_back(s);
    return r;
}

// --- which segments there are, and where f is wanted

std::vector<region> segment_kind::initial() {
    std::vector<region> list;
    for (segment& s : subdivision_.initial()) {
        s.looked_at = estimator_.looks_at(subdivision_.span(s));
        list.push_back(add(s));
    }
    may_leave_off_ = list.size() > 1 && subdivision_.pieces() < list.size();
    return list;
}

void segment_kind::points(const region& r, std::vector<double>& list) {
    if (facts(r).from == source::values) {
        const span_of_u s = subdivision_.span(facts(r));
        estimator_.coordinates(s, list);
        for (const bool at_begin : {true, false}) {
            if (has(facts(r).looked_at, at_begin ? ends::begin : ends::end))
                estimator_.coordinates_at(*s.where, beside_end(s.a, s.b, at_begin), list);
        }
        return;
    }
    if (!facts(r).has_probes) return;
    const chart& in = *subdivision_.span(facts(r)).where;
    for (const double u : inner_places_.core(r.own)->probes()) estimator_.coordinates_at(in, u, list);
}

/// What halves take over, see detail::rule_model; nothing where f takes distances, too.
std::span<const std::size_t> segment_kind::shared(const region& whole, std::span<const region> parts) const {
    const auto at_first_level = [&](const region& r) {
        const segment_facts& f = facts(r);
        return f.in_chart == facts(whole).in_chart && f.from == source::values && !f.how.is_panel() && f.how.level == level_;
    };
    if (estimator_.exact() || parts.size() != 2 || !at_first_level(whole) || !std::ranges::all_of(parts, at_first_level)) return {};
    static_assert(fresh == detail::rule_model::fresh);
    return detail::model_of(used_rule()).inherited;
}

// --- what the values say

void segment_kind::assess(region& r, std::span<const double* const> values, std::span<double> integral) {
    if (facts(r).from != source::values) {
        if (facts(r).has_probes) take_probes(r, values, integral.size());
        return facts(r).from == source::model ? estimate_core(r, integral) : repeat_integral(r, integral);
    }
    segment s = whole(r);
    const auto beside = values.last(values_beside_ends(s));
    values = values.first(values.size() - beside.size());
    last_ = estimator_.assess(subdivision_.span(s), values, integral);
    subdivision_.assess(s, last_);
    s.integral = estimator_.components_of_f(integral.size()) == 1 ? integral.front() : estimator_.size_of(integral);
    put_back(r, s);
    if (last_.bad_u || s.curtailed) places_.insert_or_assign(r.own, subdivision::places(last_));
    if (inner_places_.are_located() && !of_integrals()) remember(r, s, values, integral);
    if (const auto side = beside_core(s)) look_at_side(r, *side, values, integral.size());
    if (!beside.empty()) look_at_ends(r, values, beside, integral.size());
}

bool segment_kind::waits_for_siblings(const region& r, const region& parent) const {
    return facts(parent).kind == refinement_kind::halves &&
           (guard() > 0 || inner_places_.are_located() || subdivision_.needs_sibling(facts(r)));
}

void segment_kind::decide(region& r, const region* parent, std::span<const region> siblings) {
    segment s = whole(r);
    if (s.from != source::values) {
        s.kind = after_probes(s);
    } else if (parent != nullptr && subdivision_.needs_sibling(s)) {
        const segment p = whole(*parent), other = whole(siblings[&siblings[0] == &r ? 1 : 0]);
        subdivision_.decide(s, &p, &other);
    } else {
        subdivision_.decide(s, nullptr, nullptr);
    }
    if (inner_places_.are_located() && subdivision_.may_have_inner_place(s)) {
        if (inner_places_.look(r.own, interval(s), s.doubted)) s.kind = refinement_kind::probes;
    }
    facts_[r.own] = s;
    conclude(r, s);
}

/// Sets what the decisions have to know of a segment whose refinement is decided.
void segment_kind::conclude(region& r, const segment& s) {
    r.decided = true;
    r.divisible = subdivision_.divisible(s);
    r.parts_stand = s.kind == refinement_kind::halves && !s.curtailed;
    r.broken.reset();
    if (subdivision_.hopeless(s)) r.broken = s.divergent ? status::divergent : status::non_finite;
}

void segment_kind::revise(initial_regions& all) {
    for (std::size_t first = 0, last = 0; first < all.count(); first = last) {
        const std::uint32_t piece = facts(all[first]).in_chart;
        while (last < all.count() && facts(all[last]).in_chart == piece) ++last;
        leave_off(all, first, last, ends::begin);
        leave_off(all, first, last, ends::end);
    }
}

/// Where f comes to an end before the outermost initial segments of a piece, which have no finite value, so does the piece.
void segment_kind::leave_off(initial_regions& all, std::size_t first, std::size_t last, ends e) {
    const std::size_t count = last - first;
    const auto inwards = [&](std::size_t k) { return e == ends::begin ? first + k : last - 1 - k; };
    std::size_t bad = 0;
    while (bad < count && facts(all[inwards(bad)]).all_bad) ++bad;
    if (bad == 0 || bad == count) return;
    region& next = all[inwards(bad)];
    const segment before = whole(next);
    segment shortened = before;
    shortened.first = no_region;  // drops successors that were guessed
    shortened.successors = 0;
    subdivision_.leave_off(shortened, e);
    put_back(next, shortened);
    all.assess(inwards(bad));
    if (last_.hangs || last_.non_finite) {
        put_back(next, before);
        all.assess(inwards(bad));
        return;
    }
    decide(next, nullptr, {});
    for (std::size_t k = 0; k < bad; ++k) {
        region& beyond = all[inwards(k)];
        segment s = whole(beyond);
        subdivision::make_nothing(s);
        put_back(beyond, s);
        conclude(beyond, s);
        std::ranges::fill(all.integral(inwards(k)), 0.0);
    }
}

// --- what becomes of a segment

void segment_kind::successors(const region& r, std::vector<region>& list) {
    const auto at = places_.find(r.own);
    const inner_core* const core = inner_places_.core(r.own);
    subdivision_.parts(whole(r), at == places_.end() ? subdivision::places{} : at->second, core, parts_);
    for (segment& s : parts_) {
        s.looked_at = ends::none;  // what has been seen there is known
        keep_ends(s, facts(r));
        list.push_back(add(s));
    }
    if (inner_places_.are_located()) descend(r, list, core);
}

bool segment_kind::may_be_divided(const region& r) const {
    return facts(r).from == source::values && !facts(r).how.is_panel() && !facts(r).non_finite && has_room(r);
}

bool segment_kind::is_comparable(const region& whole, std::span<const region> parts) const {
    const form& how = facts(whole).how;
    return parts.size() == 2 && facts(whole).kind != refinement_kind::around && !how.is_panel() &&
           std::ranges::all_of(
               parts, [&](const region& part) { return !facts(part).how.is_panel() && facts(part).how.level >= how.level; });
}

std::optional<status> segment_kind::limitation(const region& r) const {
    switch (facts(r).limited_by) {
        case limit::endpoint:
            return status::endpoint_precision;
        case limit::tail:
            return status::divergent;
        case limit::missing:
            return status::non_finite;
        case limit::rounding:
            break;
    }
    return {};
}

/// A higher level promises to leave a tenth of the error; a panel, or a core and its sides, next to nothing; the probe of a jump a
/// half.
std::optional<double> segment_kind::promise(const region& r) const {
    constexpr double nearly_all = 1e-6;
    switch (facts(r).kind) {
        case refinement_kind::undecided:
        case refinement_kind::halves:
        case refinement_kind::look:
        case refinement_kind::cut:
            return {};
        case refinement_kind::probes:
            return facts(r).from == source::model ? 0.5 : 1;
        case refinement_kind::raised:
            return 0.1;
        case refinement_kind::panel:
        case refinement_kind::anew:
        case refinement_kind::around:
        case refinement_kind::none:
            return nearly_all;
    }
    return {};
}

roughness segment_kind::rough(const region& r, std::span<const double> outline, double begin, double end) {
    const form& how = facts(r).how;
    if (how.is_panel() || facts(r).from != source::values) return {};
    return outlines_.rough(how.level, outline.first(outline.size() - values_beside_ends(facts(r))), begin, end);
}

taskquad::segment<> segment_kind::shown(const region& r) const {
    return {r.place[0], subdivision_.end(facts(r)), r.integral, r.error};
}

}  // namespace taskquad::regions::segments
