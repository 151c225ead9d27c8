/// Where the slow and obvious integration over boxes (boxes.hpp) looks once more before it ends: the points of a Kronecker sequence
/// with the generalised golden ratio (M. Roberts, The unreasonable effectiveness of quasirandom sequences, 2018), every fourth in
/// the whole domain, the others near leaves in proportion to a power of their integrals.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "reference/box.hpp"
#include "reference/box_estimates.hpp"

namespace reference {

/// The points number `first` to `last` - 1.
inline std::vector<point> probe_points(const box_estimates& estimates, std::vector<const box*> list, std::uint64_t first,
                                       std::uint64_t last) {
    const std::size_t d = estimates.dimension();
    std::vector<point> sequence;
    std::ranges::sort(list, {}, [](const box* b) {
        point centre;
        for (std::size_t a = 0; a < b->lower.size(); ++a) centre.push_back(std::midpoint(b->lower[a], b->upper[a]));
        return centre;
    });
    std::vector<double> cumulated;
    double sum = 0;
    for (const box* b : list) {
        const double weight = std::pow(estimates.size(b->integral), 0.4);
        cumulated.push_back(sum += std::isfinite(weight) ? weight : 0);
    }
    double phi = 1.5;
    for (int i = 0; i < 100; ++i) phi = std::pow(1 + phi, 1 / (static_cast<double>(d) + 1));
    for (std::uint64_t k = first; k < last; ++k) {
        point x;
        double g = 1;
        const auto number = static_cast<double>(k);
        const box* near = nullptr;
        if (k % 4 != 0 && sum > 0) {
            const double u = 0.6180339887498949 * number, at = (u - std::floor(u)) * sum;
            const auto chosen = std::ranges::lower_bound(cumulated, at) - cumulated.begin();
            near = list[static_cast<std::size_t>(std::min<std::ptrdiff_t>(chosen, std::ssize(list) - 1))];
        }
        for (std::size_t a = 0; a < d; ++a) {
            g /= phi;
            const double z = 0.5 + g * (number + 1), t = z - std::floor(z);
            double lower = estimates.breaks()[a].front(), upper = estimates.breaks()[a].back();
            if (near != nullptr) {
                const double centre = std::midpoint(near->lower[a], near->upper[a]), reach = 2 * near->width(a);
                lower = std::max(lower, centre - reach);
                upper = std::min(upper, centre + reach);
            }
            x.push_back(lower + (upper - lower) * t + 0.0);
        }
        sequence.push_back(x);
    }
    return sequence;
}

}  // namespace reference
