#include "rules/interpolant.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::rules {

/// Their magnitudes are at most 1. Twice the differences, lest the products vanish: the capacity of [-1, 1] is 1/2.
std::vector<long double> barycentric_weights(std::span<const double> t) {
    std::vector<long double> b(t.size(), 1);
    long double most = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        for (std::size_t j = 0; j < t.size(); ++j) {
            if (j != i) b[i] /= 2 * (static_cast<long double>(t[i]) - t[j]);
        }
        most = std::max(most, std::abs(b[i]));
    }
    for (long double& w : b) w /= most;
    return b;
}

std::vector<long double> weights_at(double place, std::span<const double> t, std::span<const long double> barycentric) {
    std::vector<long double> weights(t.size(), 0);
    const auto found = std::ranges::find(t, place);
    if (found != t.end()) {
        weights[static_cast<std::size_t>(found - t.begin())] = 1;
        return weights;
    }
    long double all = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        all += weights[i] = barycentric[i] / (static_cast<long double>(place) - t[i]);
    }
    for (long double& w : weights) w /= all;
    return weights;
}

double gap_at(double place, std::span<const double> t) {
    const auto next = std::ranges::lower_bound(t, place);
    return (next == t.end() ? 1 : *next) - (next == t.begin() ? -1 : *(next - 1));
}

double allowed_misfit(const estimate<>& e, double h, double most) {
    // Less than that may be due to the steps of the denormal numbers.
    constexpr double nearly_denormal = 1e-290;
    return std::max(e.deviation / h + roundings_of_misfit * most, nearly_denormal);
}

}  // namespace taskquad::rules
