#include "stagnation.hpp"

#include <cmath>

namespace taskquad::detail {

bool stagnation::as_quadpack(const refined& n, double integral, double error) {
    if (!n.at_rounding) return false;
    if (std::abs(n.integral - integral) <= 1e-5 * std::abs(integral) && error >= 0.99 * n.error) ++unchanged_;
    if (++looked_at_ > 10 && error > n.error) ++grown_;
    return unchanged_ >= 6 || grown_ >= 20;
}

}  // namespace taskquad::detail
