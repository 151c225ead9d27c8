#include "rules/spherical_bessel.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

namespace taskquad::rules {

void spherical_bessel(double x, std::span<double> j) {
    const double j0 = std::sin(x) / x, j1 = (j0 - std::cos(x)) / x;
    const auto factor = [x](std::size_t k) { return static_cast<double>(2 * k + 1) / x; };
    if (x > static_cast<double>(j.size())) {
        j[0] = j0;
        j[1] = j1;
        for (std::size_t k = 1; k + 1 < j.size(); ++k) j[k + 1] = factor(k) * j[k] - j[k - 1];
        return;
    }
    // From an order so far above those that are wanted, and above x, that j has fallen by more than the precision there.
    constexpr std::size_t above = 40;
    double before = 0, now = 1e-290;
    for (std::size_t k = j.size() + above; k > 0; --k) {
        const double next = factor(k) * now - before;
        before = std::exchange(now, next);
        if (k <= j.size()) j[k - 1] = now;
        if (std::abs(now) > 1e250) {
            now *= 1e-250;
            before *= 1e-250;
            for (std::size_t i = k - 1; i < j.size(); ++i) j[i] *= 1e-250;
        }
    }
    const double scale = std::abs(j0) > std::abs(j1) ? j0 / j[0] : j1 / j[1];
    for (double& y : j) y *= scale;
}

}  // namespace taskquad::rules
