#include "stagnation.hpp"

#include <cmath>

namespace taskquad::detail {

void stagnation::look(const refined& n, double integral, double error, double total, std::uint64_t segments) {
    if (!(n.error > 0)) return;  // a second look
    if (total < 0.9 * record_) {
        record_ = total;
        patience_ = 100 + 2 * segments;
        since_ = in_vain_ = 0;
    } else {
        ++since_;
        if (error >= 0.5 * n.error) ++in_vain_;
    }
    found_ = found_ || (n.resolved && ((since_ >= patience_ && 8 * in_vain_ >= since_) || as_quadpack(n, integral, error)));
}

bool stagnation::as_quadpack(const refined& n, double integral, double error) {
    if (!n.at_rounding) return false;
    if (std::abs(n.integral - integral) <= 1e-5 * std::abs(integral) && error >= 0.99 * n.error) ++unchanged_;
    if (++looked_at_ > 10 && error > n.error) ++grown_;
    return unchanged_ >= 6 || grown_ >= 20;
}

}  // namespace taskquad::detail
