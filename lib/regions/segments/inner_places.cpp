#include "regions/segments/inner_places.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include <taskquad/detail/null_rules.hpp>
#include <taskquad/detail/rule_model.hpp>

namespace taskquad::regions::segments {

namespace {

/// The sums of neighbouring pairs of null rules decay by this factor where f is smooth on the scale of the samples.
constexpr double decay = 0.5;
constexpr std::size_t least_samples = 13;
/// So many roundings of a component's values are no feature of it.
constexpr double roundings = 100;
/// So many components are tried.
constexpr std::size_t most_leads = 2;

std::vector<std::vector<double>> null_rules_of(const rule& r, int level) {
    const auto t = r.abscissae(level);
    std::vector<double> nodes(t.begin(), t.end()), weights, unit(t.size(), 0);
    for (std::size_t i = 0; i < unit.size(); ++i) {
        unit[i] = 1;
        weights.push_back(r(unit, 1, level).integral);
        unit[i] = 0;
    }
    return detail::null_rules_of(nodes, weights);
}

/// The components by their errors, as the norm weighs them.
std::vector<std::size_t> worst_first(std::span<const double> errors, const size_of_errors& size) {
    std::vector<double> alone(errors.size(), 0.0), weighed(errors.size());
    for (std::size_t c = 0; c < errors.size(); ++c) {
        alone[c] = errors[c];
        weighed[c] = size.in.of_number_is_magnitude() ? errors[c] : size(alone);
        alone[c] = 0;
    }
    std::vector<std::size_t> list(errors.size());
    std::iota(list.begin(), list.end(), std::size_t{0});
    std::ranges::stable_sort(list, std::greater(), [&](std::size_t c) { return weighed[c]; });
    return list;
}

}  // namespace

inner_places::inner_places(const options& o, bool complex)
    : rule_(o.rule),
      size_{o.norm, complex},
      also_powers_(o.inner_places == taskquad::inner_places::located),
      accuracy_(std::max(o.f_relative_accuracy, std::numeric_limits<double>::epsilon())) {
    if (o.inner_places == taskquad::inner_places::bisected || rule_.guard() > 0 || rule_.has_weight()) return;
    for (const bool initial : {true, false}) {
        const int level = rule_.first_level(initial);
        const bool is_new = initial || level != rule_.first_level(true);
        if (is_new && rule_.abscissae(level).size() >= least_samples) levels_.push_back({level, {}});
    }
}

const std::vector<std::vector<double>>* inner_places::null_rules(std::size_t abscissae) {
    for (level_of_rule& l : levels_) {
        if (rule_.abscissae(l.level).size() != abscissae) continue;
        if (l.null_rules.empty()) l.null_rules = null_rules_of(rule_, l.level);
        return &l.null_rules;
    }
    return nullptr;
}

void inner_places::remember(std::uint32_t segment, knowledge known) {
    if (known_.size() <= segment) known_.resize(segment + std::size_t{1}, nothing_);
    known_[segment] = std::move(known);
}

const inner_places::knowledge& inner_places::of(std::uint32_t segment) const {
    return segment < known_.size() ? known_[segment] : nothing_;
}

void inner_places::be_in_vain(std::uint32_t segment) {
    for (; segment < known_.size() && !known_[segment].is_estimated(); segment = parent(segment)) {
        knowledge& probed = known_[segment];
        probed.in_vain = probed.components > 1;
    }
}

void inner_places::doubt(std::uint32_t segment, std::span<const double> errors) {
    if (!of(segment).is_estimated()) return;
    const std::span<double> before = std::span(known_[segment].estimate).last(errors.size());
    std::ranges::transform(before, errors, before.begin(), [](double p, double q) { return std::max(p, q); });
}

void inner_places::descend(std::uint32_t segment, const descent& d) {
    if (descents_.size() <= segment) descents_.resize(segment + std::size_t{1});
    descents_[segment] = d;
}

inner_core* inner_places::core(std::uint32_t segment) {
    const auto found = cores_.find(segment);
    return found == cores_.end() ? nullptr : found->second.get();
}

/// Whether the next pair of null rules sees clearly more of a component than the one of higher degree; where that counts, all that
/// is left may be due to rounding, too.
bool inner_places::decays(const knowledge& k, std::size_t c, bool but_for_rounding) {
    const auto* const rules = null_rules(k.size());
    if (rules == nullptr) return true;
    double largest = 0;
    for (std::size_t i = 0; i < k.size(); ++i) largest = std::max(largest, std::abs(k.value(i)[c]));
    if (!(largest > 0)) return true;
    std::vector<double> squares(rules->size() / 2, 0.0);
    for (std::size_t j = 0; j < rules->size(); ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < k.size(); ++i) sum += (*rules)[j][i] * (k.value(i)[c] / largest);
        squares[j / 2] += sum * sum;
    }
    const double negligible = but_for_rounding ? roundings * accuracy_ : 0;
    for (std::size_t j = 0; j + 1 < squares.size(); ++j) {
        if (squares[j] > negligible * negligible && squares[j] >= decay * decay * squares[j + 1]) return false;
    }
    return true;
}

/// The components that may have a place in a segment, worst first, but no more than a few.
std::vector<std::size_t> inner_places::leads(const knowledge& k, bool doubted) {
    std::vector<std::size_t> list;
    if (k.components == 1) {
        if (doubted || !decays(k, 0, false)) list.push_back(0);
        return list;
    }
    for (const std::size_t c : worst_first(k.errors(), size_)) {
        if ((doubted && list.empty()) || !decays(k, c, false)) list.push_back(c);
        if (list.size() == most_leads) break;
    }
    return list;
}

std::vector<sampled_value> inner_places::known(std::uint32_t segment, double a, double b, bool but_in_vain) const {
    std::vector<sampled_value> list;
    double from = a, to = b;
    const auto add = [&](std::uint32_t s) {
        const knowledge& k = of(s);
        if (but_in_vain && k.in_vain) return;
        for (std::size_t i = 0; i < k.size(); ++i) {
            if (k.u(i) >= from && k.u(i) <= to) list.push_back({k.u(i), k.value(i)});
        }
    };
    constexpr std::size_t usual = 64;
    list.reserve(usual);
    while (segment != none) {
        add(segment);
        const descent d = segment < descents_.size() ? descents_[segment] : descent();
        if (d.in_other_variable) break;
        from = std::max(from, d.from);
        to = std::min(to, d.to);
        add(d.sibling);
        segment = d.parent;
    }
    std::ranges::sort(list, {}, &sampled_value::x);
    const auto are_one = [](const sampled_value& p, const sampled_value& q) { return p.x == q.x; };
    list.erase(std::unique(list.begin(), list.end(), are_one), list.end());
    return list;
}

/// In a segment and beside it.
std::vector<sampled_value> inner_places::near(std::uint32_t segment, const where& w) const {
    const double beside = (w.b - w.a) / 2;
    return known(segment, w.a - beside, w.b + beside, true);
}

bool inner_places::look(std::uint32_t segment, const where& w, bool doubted) {
    if (of(segment).size() == 0) return false;
    const auto candidates = leads(of(segment), doubted);
    if (candidates.empty()) return false;
    const auto values = near(segment, w);
    return std::ranges::any_of(candidates, [&](std::size_t lead) {
        return look_for_seam(segment, w, values, lead) || look_for_power(segment, w, values, lead);
    });
}

bool inner_places::look_again(std::uint32_t segment, const where& w) {
    const auto lead = core(segment)->may_be_power();
    return lead && look_for_power(segment, w, near(segment, w), *lead);
}

}  // namespace taskquad::regions::segments
