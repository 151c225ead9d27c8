/// Null rules of a fully symmetric cubature rule, from its own points: combinations of values that give 0 for all polynomials of a
/// degree. What they give for f tells by how much the rule may be wrong.
///
/// All null rules of one degree, orthogonal to each other, are a *layer*. Where f is resolved, each layer sees less than the one of
/// the next lower degree, and the ratio says how much more the rule itself sees. The idea of null rules in decreasing degree is
/// that of J. Berntsen, T. O. Espelid, A. Genz, An adaptive algorithm for the approximate calculation of multiple integrals, ACM
/// Trans. Math. Softw. 17 (1991), 437-451, doi:10.1145/210232.210233; that all of a degree are taken together, and the constants,
/// are ours.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rules/orbits.hpp"

namespace taskquad::rules {

class null_layers {
public:
    null_layers() = default;
    /// `weights`: of the rule, for a point of each orbit; `degree`: of the rule. Each null rule is scaled to the Euclidean norm of
    /// the rule.
    null_layers(std::span<const orbit> orbits, std::span<const long double> weights, int degree);

    /// How many null rules there are; each has a weight for the points of each orbit. The layer of the highest degree comes first.
    [[nodiscard]] std::size_t count() const noexcept { return orbits_ == 0 ? 0 : weights_.size() / orbits_; }
    [[nodiscard]] std::span<const double> operator[](std::size_t i) const {
        return std::span(weights_).subspan(i * orbits_, orbits_);
    }
    /// How many null rules each layer has.
    [[nodiscard]] std::span<const std::size_t> sizes() const noexcept { return sizes_; }
    /// The degree of the null rules of each layer: they give 0 up to there.
    [[nodiscard]] std::span<const int> degrees() const noexcept { return degrees_; }

    /// The error of the rule, from what all null rules give, in order. NaN or infinite where one of those is.
    [[nodiscard]] double error(std::span<const double> of_null_rules) const;

private:
    std::size_t orbits_ = 0;
    std::vector<double> weights_;
    std::vector<std::size_t> sizes_;
    std::vector<int> degrees_;
};

}  // namespace taskquad::rules
