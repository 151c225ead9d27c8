// How far a sum of items may be off, and whether it is believed.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "decisions/sparse_sum.hpp"

namespace taskquad::decisions {

namespace {

/// In units of the polynomial's uncertainty, on the whole and at one probe: beyond, it has nothing to do with f.
constexpr double most_surprising = 3, most_surprising_at_one = 5;
/// In units of what may be left: an estimate with a larger standard error says nothing.
constexpr double most_of_mean = 3;

}  // namespace

double sparse_sum::most_left(double target) const {
    return std::max({target, 2 * stays_.value(), accuracy_ * bound_of_magnitude_ / 2});
}

double sparse_sum::may_be_left(double target) const {
    const double most = most_left(target), stay = stays_.value();
    if (left() > most) return most;  // finding the noise takes its time
    const double n = noise(), allowed = target - n;
    return allowed >= std::max(stay, n / 2) ? allowed : std::max(2 * stay, n / 2);
}

/// What the polynomial is off at the probes, in units of its own uncertainty; 0 where it agrees but for rounding.
sparse_sum::surprise sparse_sum::in_units(const regions::items::misfit& all) const {
    const double negligible = 1e-12 * std::max(size(), all.size);
    const auto of = [&](double off) { return off <= negligible ? 0 : off / std::max(spread_.value(), 0.0); };
    return {of(all.off), of(all.most)};
}

/// Where more than the probes of the beginning are looked at, they are asked more. A feature that few of them meet, such as a layer
/// across a corner, is not seen on the whole, but at one of them. And a kink makes contributions that are small by accident: the
/// mean of what the polynomial is off is an estimate of what the integral is off that knows nothing of them; where it is good for
/// anything, it must not be larger than what may be left and its own standard error.
bool sparse_sum::agrees(double most_left) const {
    const auto all = items_.at_probes();
    const surprise s = in_units(all);
    const auto is_small = [&](double units, double usual, double most) {
        return units <= usual || (units <= most && left() * units <= most_left);
    };
    if (!is_small(s.on_the_whole, 1, most_surprising)) return false;
    if (!items_.doubted()) return true;
    const bool is_good = all.of_mean <= most_of_mean * most_left;
    return is_small(s.at_one, 2, most_surprising_at_one) && !(is_good && all.mean > most_left + all.of_mean);
}

double sparse_sum::drift() const {
    return history_.drift(integral_, evaluations(), [this](std::span<const double> change) { return kind().size_of(change); });
}

std::uint64_t sparse_sum::last_off(double by) const {
    return history_.last_off(integral_, by, [this](std::span<const double> change) { return kind().size_of(change); });
}

void sparse_sum::note(double target) {
    history_.note(evaluations(), integral_);
    if (otherwise_ == nullptr) return;
    const double most_left = may_be_left(target);
    const bool contradicted = items_.doubted() && left() <= most_left && !agrees(most_left);
    outlook_.note({evaluations(), left(), target, in_units(items_.at_probes()).on_the_whole, sees_nothing(), contradicted});
}

void sparse_sum::note_look(double target) {
    note(target);
    outlook_.look(in_units(items_.at_probes()).on_the_whole);
}

std::vector<region_id> sparse_sum::holding_back(double most_left) {
    const auto error_of = [this](number n) { return is_known(n) ? std::optional(regions_[region_of(n)].error) : std::nullopt; };
    std::vector<std::pair<double, region_id>> list;
    double all = 0;
    for (const region_id s : standing()) {
        const double back = items_.holds_back(regions_[s].own, error_of);
        if (back > 0) list.emplace_back(back, s);
        all += back;
    }
    std::vector<region_id> holders;
    if (!(all > most_left)) return holders;
    std::ranges::stable_sort(list, std::greater(), &std::pair<double, region_id>::first);
    for (const auto& [back, s] : list) {
        if (!(2 * all > most_left)) break;
        holders.push_back(s);
        all -= back;
    }
    return holders;
}

bool sparse_sum::is_believed(double most_left) {
    constexpr std::uint64_t zeros_for_each_axis = 1024;
    if (sees_nothing() && evaluations() < zeros_for_each_axis * kind().coordinates()) return false;
    const bool is_left_for_better = outlook_.is_slow() && leaves_room();
    return !is_left_for_better && agrees(most_left) && !has_drifted(most_left) && holding_back(most_left).empty();
}

double sparse_sum::error() const {
    if (broken_) return std::numeric_limits<double>::infinity();
    const auto all = items_.at_probes();
    const double s = in_units(all).on_the_whole;
    const double doubt = s <= most_surprising ? s * left() : all.off;
    return std::max(left() + drift(), doubt) + noise();
}

}  // namespace taskquad::decisions
