#include "stagnation.hpp"

#include <cmath>

namespace taskquad::detail {

void stagnation::look(const segment_node& n, const segment_node& left, const segment_node& right, double total,
                      std::uint64_t segments) {
    if (!(n.error > 0)) return;  // a second look
    if (total < 0.9 * record_) {
        record_ = total;
        patience_ = 100 + 2 * segments;
        since_ = in_vain_ = 0;
    } else {
        ++since_;
        if (left.error + right.error >= 0.5 * n.error) ++in_vain_;
    }
    const bool resolved = n.error <= 1e-5 * n.magnitude;
    found_ = found_ || (resolved && ((since_ >= patience_ && 8 * in_vain_ >= since_) || as_quadpack(n, left, right)));
}

bool stagnation::as_quadpack(const segment_node& n, const segment_node& l, const segment_node& r) {
    if (r.absent || !(n.error <= 1e-10 * n.magnitude)) return false;
    if (n.how.is_panel() || l.how.is_panel() || r.how.is_panel() || l.how.level < n.how.level) return false;
    const double integral = l.integral + r.integral, error = l.error + r.error;
    if (std::abs(n.integral - integral) <= 1e-5 * std::abs(integral) && error >= 0.99 * n.error) ++unchanged_;
    if (++looked_at_ > 10 && error > n.error) ++grown_;
    return unchanged_ >= 6 || grown_ >= 20;
}

}  // namespace taskquad::detail
