#include "null_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "scale.hpp"

namespace taskquad::detail {

null_rules::null_rules(const std::vector<long double>& nodes, const std::vector<long double>& weights) {
    const auto rules = null_rules_of(nodes, weights);
    pairs_ = rules.size() / 2;
    columns_.resize((nodes.size() + 1) / 2);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool middle = 2 * i + 1 == nodes.size();
        for (std::size_t k = 0; k < pairs_; ++k) {
            // The highest degree is that of the nodes less one; even and odd take turns.
            const bool first_is_even = nodes.size() % 2 == 1;
            const auto first = static_cast<double>(rules[2 * k][i]), second = static_cast<double>(rules[2 * k + 1][i]);
            columns_[i].even[k] = (first_is_even ? first : second) / (middle ? 2 : 1);
            columns_[i].odd[k] = first_is_even ? second : first;
        }
    }
}

decay<double> null_rules::look_at(std::span<const double> values, int scale) const {
    const double factor = std::ldexp(1.0, -scale);
    std::array<double, most_null_rule_pairs> even{}, odd{}, pair{};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const double y = values[i] * factor, mirrored = values[values.size() - 1 - i] * factor;
        const double sum = y + mirrored, difference = y - mirrored;
        for (std::size_t k = 0; k < most_null_rule_pairs; ++k) {
            even[k] += columns_[i].even[k] * sum;
            odd[k] += columns_[i].odd[k] * difference;
        }
    }
    for (std::size_t k = 0; k < pairs_; ++k) pair[k] = std::sqrt(even[k] * even[k] + odd[k] * odd[k]);
    return decay(std::span<const double>(pair.data(), pairs_));
}

double null_rules::error(std::span<const double> values) const {
    const int scale = std::clamp(exponent_of(values), -1000, 1000);
    return std::ldexp(look_at(values, scale).of_quadrature(), scale);
}

double null_rules::error_of_interpolant(std::span<const double> values) const {
    const int scale = std::clamp(exponent_of(values), -1000, 1000);
    return std::ldexp(look_at(values, scale).of_interpolation(), scale);
}

}  // namespace taskquad::detail
