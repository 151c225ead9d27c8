/// The error of a rule by null rules, in double; where they come from: taskquad/detail/null_rules.hpp.
#pragma once

#include <span>
#include <vector>

#include <taskquad/detail/null_rules.hpp>

namespace taskquad::detail {

class null_rules {
public:
    /// For a rule with these nodes (at least 3, increasing, in [-1, 1]) and weights.
    null_rules(const std::vector<long double>& nodes, const std::vector<long double>& weights);

    /// The estimated error of the rule on [-1, 1].
    [[nodiscard]] double error(std::span<const double> values) const;
    /// That of the integral of the interpolant times a function of at most 1.
    [[nodiscard]] double error_of_interpolant(std::span<const double> values) const;

private:
    [[nodiscard]] decay<double> look_at(std::span<const double> values, int scale) const;

    std::size_t pairs_;
    std::vector<double> weights_;  ///< null rule by null rule
};

}  // namespace taskquad::detail
