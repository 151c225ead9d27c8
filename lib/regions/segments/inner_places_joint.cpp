// A place that one component has, and what the others are like there.
#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "regions/segments/inner_places.hpp"
#include "regions/segments/kink_or_jump.hpp"

namespace taskquad::regions::segments {

namespace {

/// Whether the error of a component is a part of the whole's that is worth a thought.
bool counts(std::span<const double> errors, std::size_t c) {
    constexpr double hardly_any = 1e-6;
    return errors[c] > hardly_any * std::ranges::max(errors);
}

}  // namespace

/// Where a component has a power in the same gap, there is no use in probes of a seam: it would contradict, and they would stand in
/// its way.
bool inner_places::look_for_seam(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead) {
    const auto found = find_kink_or_jump(component(values, lead), w.a, w.b, accuracy_);
    if (!found) return false;
    const auto enter = [&](const auto& leading) {
        using core = std::decay_t<decltype(leading)>;
        const double lo = leading.begin();
        if (const auto c = roughest(of(segment), values, lead, lo); c && may_be_powers(w)) {
            const auto power = find_power(component(values, *c), w.a, w.b);
            const bool is_there = power && lo < power->model.place() && power->model.place() < leading.end();
            if (is_there) return enter_power(segment, w, values, *c, *power);
        }
        std::vector<core> cores;
        for (std::size_t c = 0; c < of(segment).components; ++c) {
            cores.push_back(c == lead ? leading : core(seam_at(component(values, c), lo, accuracy_)));
        }
        set_core(segment, std::make_unique<joint_core<core>>(std::move(cores), lead, size_));
        return true;
    };
    return std::visit(enter, *found);
}

/// The component that has no smooth sides at the gap from lo on, nor a seam: it may have a power there, which only a power's core
/// can take in.
std::optional<std::size_t> inner_places::roughest(const knowledge& k, std::span<const sampled_value> values, std::size_t lead,
                                                  double lo) {
    constexpr double rough = 1e-8;
    std::optional<std::size_t> found;
    double most = rough;
    for (std::size_t c = 0; c < k.components; ++c) {
        if (c == lead || !counts(k.errors(), c) || decays(k, c, true)) continue;
        const seam sides = seam_at(component(values, c), lo, accuracy_);
        const double roughness = sides.roughness();
        if (!(roughness > most) || sides.is_significant()) continue;
        most = roughness;
        found = c;
    }
    return found;
}

/// Of the segment that a segment with probes comes from.
const inner_places::knowledge& inner_places::of_estimated(std::uint32_t segment) const {
    while (!of(segment).is_estimated()) segment = parent(segment);
    return of(segment);
}

bool inner_places::look_for_power(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead) {
    if (!may_be_powers(w)) return false;
    const auto found = find_power(component(values, lead), w.a, w.b);
    return found && enter_power(segment, w, values, lead, *found);
}

bool inner_places::enter_power(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead,
                               const located_power& found) {
    const bool values_have_several = of_estimated(segment).components > 1;
    const power_core leading(found, component(values, lead),
                             {w.a, w.b, w.piece_begin, w.piece_end, w.spacing, accuracy_, values_have_several});
    if (leading.probes().empty()) return false;
    const knowledge& k = of_estimated(segment);
    std::vector<power_core> cores;
    for (std::size_t c = 0; c < k.components; ++c) {
        const auto one = c == lead ? std::optional(leading) : follower(leading, found, k, component(values, c), c);
        if (!one) return false;
        cores.push_back(*one);
    }
    set_core(segment, std::make_unique<joint_core<power_core>>(std::move(cores), lead, size_));
    return true;
}

/// What another component is like about a power. Nothing: it may be singular elsewhere in the segment, where its place could not be
/// looked for in a side that is graded towards this one.
std::optional<power_core> inner_places::follower(const power_core& lead, const located_power& found, const knowledge& k,
                                                 std::vector<sample> samples, std::size_t c) {
    using enum power_core::share;
    if (decays(k, c, true)) {
        const power_model model = smooth_model(samples, found);
        return power_core(lead, model, std::move(samples), smooth);
    }
    const bool must_be_explained = counts(k.errors(), c);
    const auto has_seam_there = [&] {
        const auto s = find_seam(samples, lead.begin(), lead.end(), accuracy_);
        return s && s->lo < found.model.place() && found.model.place() < s->hi;
    };
    auto model = find_order(samples, found, must_be_explained);
    if (!model && has_seam_there()) model = seam_model(samples, found);
    if (!model) return {};
    return power_core(lead, *model, std::move(samples), must_be_explained ? singular : weak);
}

}  // namespace taskquad::regions::segments
