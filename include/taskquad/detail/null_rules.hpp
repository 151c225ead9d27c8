/// Null rules, in any real type: weights whose sum with the values of any polynomial of a low degree is 0, so that their sum with
/// f's values shows how much of f lies beyond that degree.
///
/// J. Berntsen, T. O. Espelid, Error estimation in automatic quadrature routines, ACM Trans. Math. Softw. 17 (1991), 233-252,
/// doi:10.1145/108556.108575; J. Berntsen, T. O. Espelid, A. Genz, An adaptive algorithm for the approximate calculation of
/// multiple integrals, ACM Trans. Math. Softw. 17 (1991), 437-451, doi:10.1145/210232.210233. They are taken in pairs, since one
/// alone can be zero by symmetry. The weights are the polynomials of the eight highest degrees that are orthogonal over the nodes,
/// each as long, as a vector, as the weights of the rule. The constants are ours, tuned on the twelve families of
/// tests/support/families.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace taskquad::detail {

constexpr std::size_t most_null_rule_pairs = 4;

/// The polynomials of degree 0 .. n - 1 that are orthonormal over n nodes: each is the one before times x, made orthogonal to all
/// before, twice, since one pass loses digits.
template <class Real>
std::vector<std::vector<Real>> orthonormal_polynomials(const std::vector<Real>& nodes) {
    using std::sqrt;
    const auto dot = [](const std::vector<Real>& u, const std::vector<Real>& v) {
        return std::inner_product(u.begin(), u.end(), v.begin(), Real(0));
    };
    std::vector<std::vector<Real>> p;
    std::vector<Real> next(nodes.size(), Real(1));
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        for (int pass = 0; pass < 2; ++pass) {
            for (const std::vector<Real>& q : p) {
                const Real along = dot(next, q);
                for (std::size_t i = 0; i < next.size(); ++i) next[i] -= along * q[i];
            }
        }
        const Real length = sqrt(dot(next, next));
        for (Real& y : next) y /= length;
        p.push_back(next);
        for (std::size_t i = 0; i < next.size(); ++i) next[i] *= nodes[i];
    }
    return p;
}

/// Null rules of a rule of at least 3 nodes, the highest degree first, two for each pair.
template <class Real>
std::vector<std::vector<Real>> null_rules_of(const std::vector<Real>& nodes, const std::vector<Real>& weights) {
    using std::sqrt;
    const std::size_t pairs = std::min(most_null_rule_pairs, (nodes.size() - 1) / 2);
    auto p = orthonormal_polynomials(nodes);
    const Real length = sqrt(std::inner_product(weights.begin(), weights.end(), weights.begin(), Real(0)));
    std::vector<std::vector<Real>> rules(p.rbegin(), p.rbegin() + static_cast<std::ptrdiff_t>(2 * pairs));
    for (auto& rule : rules) {
        for (Real& y : rule) y *= length;
    }
    return rules;
}

/// How far f may be from its interpolant, from the square of the larger one of the two pairs of the highest degrees. With 30 smooth
/// f is not doubted: of the twelve families those without kinks and jumps take at most .3 % more evaluations, where older values
/// are compared with interpolants (lib/rules/misfit.hpp), than where they are not.
template <class Real>
Real deviation_of_interpolant(const Real& square) {
    using std::sqrt;
    return 30 * sqrt(square);
}

/// How fast f's expansion decays at its end, from the sums that the pairs give for f, the highest degree first. All are squares,
/// since one root in the end is enough.
template <class Real>
struct decay {
    Real ratio;  ///< the largest ratio of neighbours, at most 1
    Real next;   ///< the pair to be expected beyond: the ratio times the first pair; without decay the largest pair

    static decay of(std::span<const Real> squares) {
        Real ratio = squares.size() > 1 ? 0 : 1;
        for (std::size_t k = 0; k + 1 < squares.size(); ++k) {
            const Real &one = squares[k], &other = squares[k + 1];
            if (one > 0) ratio = std::max(ratio, one < other ? Real(one / other) : Real(1));
        }
        return {ratio, ratio >= 1 ? *std::max_element(squares.begin(), squares.end()) : Real(ratio * squares.front())};
    }

    /// The error of a rule that is exact for half as many degrees again as it has nodes: 160 times the fifth power of the ratio
    /// times the first pair; 10 times the ratio from 1/2 on; without decay, 10 times the largest pair.
    [[nodiscard]] Real of_quadrature() const {
        using std::sqrt;
        const Real fast = 160 * ratio * ratio;
        return (fast < 10 ? fast : Real(10)) * sqrt(next);
    }
    /// The error of the integral of the interpolant times a function of at most 1.
    [[nodiscard]] Real of_interpolation() const {
        using std::sqrt;
        return 10 * sqrt(next);
    }
};

}  // namespace taskquad::detail
