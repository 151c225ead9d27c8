// How far a sum of items may be off, and whether it is believed.
#include <algorithm>
#include <cmath>
#include <limits>

#include "decisions/sparse_sum.hpp"

namespace taskquad::decisions {

namespace {

/// In units of the polynomial's uncertainty: beyond, it has nothing to do with f.
constexpr double most_surprising = 3;

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

/// The root mean square of what the polynomial is off at the probes, in units of its own uncertainty; 0 where it agrees but for
/// rounding.
double sparse_sum::surprise() const {
    const auto [off, f] = items_.at_probes();
    return off <= 1e-12 * std::max(size(), f) ? 0 : off / spread_.value();
}

bool sparse_sum::agrees(double most_left) const {
    const double s = surprise();
    return s <= 1 || (s <= most_surprising && left() * s <= most_left);
}

double sparse_sum::drift() const {
    return history_.drift(integral_, evaluations(), [this](std::span<const double> change) { return kind().size_of(change); });
}

std::uint64_t sparse_sum::last_off(double by) const {
    return history_.last_off(integral_, by, [this](std::span<const double> change) { return kind().size_of(change); });
}

void sparse_sum::note(double target) {
    history_.note(evaluations(), integral_);
    if (otherwise_ != nullptr) outlook_.note({evaluations(), left(), target, surprise(), sees_nothing()});
}

bool sparse_sum::is_believed(double most_left) const {
    constexpr std::uint64_t zeros_for_each_axis = 1024;
    if (sees_nothing() && evaluations() < zeros_for_each_axis * kind().coordinates()) return false;
    return agrees(most_left) && left() + drift() <= most_left;
}

double sparse_sum::error() const {
    if (broken_) return std::numeric_limits<double>::infinity();
    const double s = surprise();
    const double doubt = s <= most_surprising ? s * left() : items_.at_probes().off;
    return std::max(left() + drift(), doubt) + noise();
}

}  // namespace taskquad::decisions
