#include <algorithm>
#include <cmath>

#include "rules/nested_families.hpp"

namespace taskquad::rules {

namespace {

using real = long double;

/// The logarithm of the root of the density times the distances from the nodes.
real objective(real x, std::span<const real> nodes) {
    real sum = -x / 2;
    for (const real y : nodes) sum += std::log(std::abs(x - y));
    return sum;
}

/// Where it is largest between two nodes, or between 0 or infinity and a node: there its derivative, which decreases, vanishes.
real summit(real begin, real end, std::span<const real> nodes) {
    while (true) {
        const real x = begin + (end - begin) / 2;
        if (x <= begin || x >= end) return begin;
        real slope = -0.5L;
        for (const real y : nodes) slope += 1 / (x - y);
        (slope > 0 ? begin : end) = x;
    }
}

real next_node(std::span<const real> nodes) {
    std::vector<real> sorted(nodes.begin(), nodes.end());
    std::ranges::sort(sorted);
    // Beyond the last node the slope is at most n / (x - last) - 1/2.
    sorted.push_back(sorted.back() + 2 * static_cast<real>(nodes.size()));
    real best = sorted.front() == 0 ? summit(sorted[0], sorted[1], nodes) : 0;
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
        const real x = summit(sorted[i], sorted[i + 1], nodes);
        if (objective(x, nodes) > objective(best, nodes)) best = x;
    }
    return best;
}

nested_family made() {
    constexpr std::size_t most = 33;
    std::vector<real> nodes{1};
    std::vector<std::size_t> counts{1};
    while (nodes.size() < most) {
        nodes.push_back(next_node(nodes));
        nodes.push_back(next_node(nodes));
        counts.push_back(nodes.size());
    }
    return nested_family::interpolating(density::exponential, nodes, counts);
}

}  // namespace

const nested_family& exponential_leja() {
    static const nested_family family = made();
    return family;
}

}  // namespace taskquad::rules
