#include "decisions/stagnation.hpp"

#include <cmath>

namespace taskquad::decisions {

bool stagnation::as_quadpack(const refined& n, double integral, double error) {
    if (!n.at_rounding) return false;
    if (std::abs(n.integral - integral) <= 1e-5 * std::abs(integral) && error >= 0.99 * n.error) ++unchanged_;
    if (++looked_at_ > 10 && error > n.error) ++grown_;
    return unchanged_ >= 6 || grown_ >= 20;
}

void stagnation::look_at_pace(const whole& all) {
    for (std::size_t i = errors_.size() - 1; i > 0; --i) errors_[i] = errors_[i - 1];
    errors_[0] = all.error;
    constexpr std::uint64_t thousands = 2048;
    if (looks_ + 1 < thousands || !all.endless || !std::isfinite(errors_.back())) return;
    // The exponents with which the error fell, from a sixteenth of the bisections to a quarter, and since then.
    const double before = std::log(errors_[4] / errors_[2]) / std::log(4.0),
                 now = std::log(errors_[2] / errors_[0]) / std::log(4.0);
    constexpr double falling = 0.25, growing = 1.25, long_before = 3;
    const bool is_steady = before > falling && now < growing * before;
    const double needed = now > 0 ? static_cast<double>(all.segments) * std::pow(all.error / all.target, 1 / now)
                                  : std::numeric_limits<double>::infinity();
    too_slow_ = too_slow_ || (is_steady && needed > long_before * all.affordable);
}

}  // namespace taskquad::decisions
