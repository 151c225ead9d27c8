/// The error of a rule by null rules, in double; where they come from: taskquad/detail/null_rules.hpp.
#pragma once

#include <span>
#include <vector>

namespace taskquad::detail {

class null_rules {
public:
    /// For a rule with these nodes (at least 3, increasing, in [-1, 1]) and weights.
    null_rules(const std::vector<long double>& nodes, const std::vector<long double>& weights);

    /// The estimated error of the rule on [-1, 1].
    [[nodiscard]] double error(std::span<const double> values) const;

private:
    std::size_t pairs_;
    std::vector<double> weights_;  ///< null rule by null rule
};

}  // namespace taskquad::detail
