/// What a symmetric rule of many nodes, with null rules for its error, makes of f's values: all sums in one pass.
///
/// Here most of the time goes that is spent on a cheap f beside f. Each sum keeps one order of its terms, on every processor and
/// however many segments are summed at a time: what runs side by side are the eight null rules, four at a time, and the
/// neighbouring segments; never the terms of one sum. Where the null rules come from: taskquad/detail/null_rules.hpp.
///
/// Measured for 21 nodes, two segments at a time, on a Zen 3: 26 ns a segment, 35 before both were brought to their end side by
/// side. With the number of nodes known to the compiler, and no loops, 32: it shuffles registers then, and has one sum after the
/// other wait for itself.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <taskquad/detail/null_rules.hpp>

namespace taskquad::detail {

class symmetric_rule {
public:
    /// At least 3 nodes, increasing, in [-1, 1], an odd number of them, and positive weights.
    symmetric_rule(std::span<const long double> nodes, std::span<const long double> weights);

    [[nodiscard]] const std::vector<double>& nodes() const noexcept { return nodes_; }

    /// On [-1, 1].
    struct sums {
        double integral;
        double magnitude;  ///< the integral of |f|; not finite where a value is not
        decay<double> null_rules;
        double unit;  ///< of the null rules: a power of two
        [[nodiscard]] double error() const { return null_rules.of_quadrature() * unit; }
        /// Of the integral of the interpolant times a function of at most 1.
        [[nodiscard]] double error_of_interpolant() const { return null_rules.of_interpolation() * unit; }
    };
    [[nodiscard]] sums operator()(std::span<const double> values) const;
    /// Of two segments, one after the other.
    struct sums_of_two {
        std::array<double, 2> integral, magnitude, error;
    };
    [[nodiscard]] sums_of_two two(std::span<const double> values) const;

private:
    /// The weights that belong to a node and its mirror image, of all null rules; the even ones take the sum of the two values, the
    /// odd ones their difference.
    struct alignas(32) column {
        std::array<double, most_null_rule_pairs> even{}, odd{};
    };
    struct side_by_side;
    struct summation;
    /// Of one: twice the same.
    void add_up(const double* values, side_by_side& out) const;
    void add_up_two(const double* values, side_by_side& out) const;
    void scale(std::span<const double> values, sums& s) const;

    std::vector<double> nodes_;
    std::vector<double> pair_weights_;  ///< from the outermost nodes inwards; 0 beyond the middle
    double middle_weight_ = 0;
    std::vector<column> columns_;  ///< from the outermost nodes to the middle
    // The ratio of a pair of null rules and the next: 1 if there are the two, else 0; and what it is at least.
    std::array<double, most_null_rule_pairs> counted_{}, least_{};
};

}  // namespace taskquad::detail
