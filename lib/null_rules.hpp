/// The error of a rule by null rules, in double; where they come from: taskquad/detail/null_rules.hpp.
#pragma once

#include <array>
#include <span>
#include <vector>

#include <taskquad/detail/null_rules.hpp>

namespace taskquad::detail {

class null_rules {
public:
    /// For a symmetric rule with these nodes (at least 3, increasing, in [-1, 1]) and weights.
    null_rules(const std::vector<long double>& nodes, const std::vector<long double>& weights);

    /// The estimated error of the rule on [-1, 1].
    [[nodiscard]] double error(std::span<const double> values) const;
    /// That of the integral of the interpolant times a function of at most 1.
    [[nodiscard]] double error_of_interpolant(std::span<const double> values) const;

private:
    [[nodiscard]] decay<double> look_at(std::span<const double> values, int scale) const;

    /// The weights that belong to a node and its mirror image, of all null rules; the even ones take the sum of the two values, the
    /// odd ones their difference.
    struct column {
        std::array<double, most_null_rule_pairs> even{}, odd{};
    };
    std::size_t pairs_;
    std::vector<column> columns_;  ///< from the outermost nodes to the middle
};

}  // namespace taskquad::detail
