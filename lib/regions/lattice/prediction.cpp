// What the error of an index will be, before f has been evaluated there, and of those that it holds back; and whether errors fall
// at all.
#include <algorithm>
#include <cmath>

#include "regions/lattice/sparse_grid_kind.hpp"

namespace taskquad::regions::lattice {

/// The geometric mean, over the neighbours below, of their errors times the decay along the axis on which they are below. With 512
/// workers it is ahead of the smallest of them by 5 %.
double sparse_grid_kind::predicted(number n, const errors& of) {
    constexpr double least = 1e-300;
    double logarithms = 0;
    int count = 0;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        if (indices_[n][axis] == 0) continue;
        const auto below = of(indices_.below(n, axis));
        if (!below) continue;
        logarithms += std::log(std::max(*below * decay(n, axis, of), least));
        ++count;
    }
    return count == 0 ? 0 : std::exp(logarithms / count);
}

/// By which factor errors fall from the neighbour of an index below it on an axis: as they fell to this neighbour; where it is at
/// level 0 of the axis, as they fall without one of the other axes.
double sparse_grid_kind::decay(number n, std::size_t axis, const errors& of) {
    constexpr double usual = 0.1, least = 1e-4, most = 0.8;
    const auto ratio = [&](number high, number low) {
        const auto a = of(high), b = of(low);
        return a && b && *b > 0 && indices_.total(low) > 0 ? std::optional(*a / *b) : std::nullopt;
    };
    const number below = indices_.below(n, axis);
    std::optional<double> seen;
    if (indices_[below][axis] > 0) {
        seen = ratio(below, indices_.below(below, axis));
    } else {
        for (std::size_t other = 0; other < axes_.size() && !seen; ++other) {
            if (other == axis || indices_[n][other] == 0) continue;
            const number without = indices_.below(n, other);
            seen = ratio(without, indices_.below(without, axis));
        }
    }
    return std::clamp(seen.value_or(usual), least, most);
}

/// As of a product, whose errors fall along an axis by the same factors at all levels of the others. Where f vanishes on the plane
/// that the index lies on, as x^2 y does where y is 0 in the centre, errors of 0 above each other say nothing of that factor; it is
/// then taken to be the one by which errors last fell off that plane.
double sparse_grid_kind::holds_back(number n, const errors& of) {
    constexpr double usual = 0.1, most = 0.8;
    double all = 0;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        const auto kept_out = indices_.above(n, axis);
        if (!kept_out) continue;
        double largest = 0;
        for (std::size_t along = 0; along < axes_.size(); ++along) {
            if (along == axis || indices_[n][along] == 0) continue;
            const number parent = indices_.below(*kept_out, along);
            if (!refined_.contains(parent)) continue;
            const auto fallen = [&](number to) {
                const double before = indices_[to][along] > 0 ? of(indices_.below(to, along)).value_or(0) : 0;
                return before > 0 ? std::optional(of(to).value_or(0) / before) : std::nullopt;
            };
            const double factor = std::min(fallen(n).value_or(fallen(parent).value_or(usual)), most);
            largest = std::max(largest, factor * of(parent).value_or(0));
        }
        all += largest;
    }
    return all;
}

std::optional<status> sparse_grid_kind::limitation_of_all(const contributions& of) {
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        if (diverges(a, of)) return status::divergent;
    }
    return {};
}

/// Whether f grows like 1 / d towards an end of the axis, d being the distance, or hardly less. Beside d^(q - 1), each level of
/// Patterson's adds exp(-2 q) times what the level before has added, to a hundredth at the last one, as measured over -0.5 <= q <=
/// 0.5; where f is like a power nowhere, one ratio after the other is not nearly the same. q = 0.04 is the least that boxes
/// believe.
bool sparse_grid_kind::diverges(std::size_t axis, const contributions& of) {
    if (axes_[axis].family->weight() != rules::density::uniform) return false;
    constexpr double hardly_less = 0.93, nearly = 0.05;
    constexpr std::size_t ratios = 3;
    const std::size_t last = axes_[axis].family->levels() - 1;
    std::vector<std::uint8_t> levels(axes_.size(), 0);
    double before = 0, ratio_before = 0;
    for (std::size_t l = last - ratios; l <= last; ++l) {
        levels[axis] = static_cast<std::uint8_t>(l);
        const auto adds = of(indices_.of(levels));
        if (!adds) return false;
        const double ratio = *adds / before;
        const std::size_t seen = l - (last - ratios);
        if (seen > 0 && !(ratio >= hardly_less)) return false;
        if (seen > 1 && !(std::abs(ratio / ratio_before - 1) <= nearly)) return false;
        before = *adds;
        ratio_before = ratio;
    }
    return true;
}

}  // namespace taskquad::regions::lattice
