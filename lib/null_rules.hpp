/// The error of a rule by null rules: weights that give 0 for every polynomial of a low degree, so that what they give for f shows
/// how much of f lies beyond.
///
/// J. Berntsen, T. O. Espelid, Error estimation in automatic quadrature routines, ACM Trans. Math. Softw. 17 (1991), 233-252,
/// doi:10.1145/108556.108575; J. Berntsen, T. O. Espelid, A. Genz, An adaptive algorithm for the approximate calculation of
/// multiple integrals, ACM Trans. Math. Softw. 17 (1991), 437-451, doi:10.1145/210232.210233. Taken in pairs, since one alone can
/// be zero by symmetry. The weights are the polynomials that are orthogonal over the nodes, those of the eight highest degrees,
/// each as long as the weights of the rule. The constants are ours, tuned on the twelve families of tests/support/families.hpp.
#pragma once

#include <array>
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
    static constexpr std::size_t most_pairs = 4;

    std::size_t pairs_;
    std::vector<double> weights_;  ///< null rule by null rule, the highest degree first
};

}  // namespace taskquad::detail
