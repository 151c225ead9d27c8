#include "null_rules.hpp"

#include <array>
#include <cmath>

#include "scale.hpp"

namespace taskquad::detail {

null_rules::null_rules(const std::vector<long double>& nodes, const std::vector<long double>& weights) {
    const auto rules = null_rules_of(nodes, weights);
    pairs_ = rules.size() / 2;
    for (const auto& rule : rules) {
        for (const long double y : rule) weights_.push_back(static_cast<double>(y));
    }
}

decay<double> null_rules::look_at(std::span<const double> values, int scale) const {
    const std::size_t n = values.size();
    std::array<double, most_null_rule_pairs> pair{};
    for (std::size_t k = 0; k < pairs_; ++k) {
        double even = 0, odd = 0;
        const double* w = weights_.data() + 2 * k * n;
        for (std::size_t i = 0; i < n; ++i) {
            const double y = std::ldexp(values[i], -scale);
            even += w[i] * y;
            odd += w[n + i] * y;
        }
        pair[k] = std::sqrt(even * even + odd * odd);
    }
    return decay(std::span<const double>(pair.data(), pairs_));
}

double null_rules::error(std::span<const double> values) const {
    const int scale = exponent_of(values);
    return std::ldexp(look_at(values, scale).of_quadrature(), scale);
}

double null_rules::error_of_interpolant(std::span<const double> values) const {
    const int scale = exponent_of(values);
    return std::ldexp(look_at(values, scale).of_interpolation(), scale);
}

}  // namespace taskquad::detail
