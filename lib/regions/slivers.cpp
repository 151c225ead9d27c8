#include "regions/slivers.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "regions/segments/abscissa.hpp"

namespace taskquad::regions {

domain without_slivers(const domain& where) {
    const auto points = where.points();
    if (points.size() <= 2) return where;
    const auto is_sliver = [](double a, double b) { return b - a <= segments::narrowest * std::max(std::abs(a), std::abs(b)); };
    std::vector<double> kept{points.front()};
    for (const double x : points.subspan(1, points.size() - 2)) {
        if (!is_sliver(kept.back(), x) && !is_sliver(x, points.back())) kept.push_back(x);
    }
    kept.push_back(points.back());
    if (where.reversed()) std::ranges::reverse(kept);
    return kept;
}

}  // namespace taskquad::regions
