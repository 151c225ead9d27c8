#include "composed/wynn.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace taskquad::composed {

limit_of_sequence extrapolate(std::span<const double> sequence) {
    // The last ascending diagonal of the epsilon table; its even columns are estimates.
    std::vector<double> diagonal;
    std::array<double, 3> last{};
    limit_of_sequence best{sequence.back(), std::numeric_limits<double>::infinity()};
    for (std::size_t n = 0; n < sequence.size(); ++n) {
        double now = sequence[n], before = 0;
        std::size_t k = 0;
        for (; k < diagonal.size(); ++k) {
            const double next = before + 1 / (now - diagonal[k]);
            before = std::exchange(diagonal[k], now);
            if (!std::isfinite(next)) break;  // neighbours agree to the bit, so that the table ends
            now = next;
        }
        if (k == diagonal.size()) {
            diagonal.push_back(now);
        } else {
            diagonal.resize(k + 1);
        }
        const double estimate = diagonal[(diagonal.size() - 1) / 2 * 2];
        if (n >= last.size()) {
            double error = 5 * std::numeric_limits<double>::epsilon() * std::abs(estimate);
            for (const double other : last) error += std::abs(estimate - other);
            if (error <= best.error) best = {estimate, error};
        }
        last[n % last.size()] = estimate;
    }
    return best;
}

}  // namespace taskquad::composed
