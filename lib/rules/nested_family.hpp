/// A family of rules for one coordinate of a sparse grid: each level has all nodes of the levels below, and more.
///
/// A rule approximates the expectation of f under a density, so that its weights sum to 1. A level also knows how values at its
/// nodes become a polynomial: by interpolation where that is stable, else by discrete projection, in which the rule itself gives
/// the coefficient of each orthonormal polynomial, c_r = sum of w_i p_r(x_i) f(x_i), up to half of its degree of exactness (I. H.
/// Sloan, Polynomial interpolation and hyperinterpolation over general regions, J. Approx. Theory 83 (1995), 238-254,
/// doi:10.1006/jath.1995.1119). Either way the first coefficient is the integral. A sparse grid is made of the differences of the
/// coefficients between a level and the one below.
///
/// At Patterson's nodes no polynomial is interpolated: the Lebesgue constants for 31, 63 and 127 nodes are 8.5, 5.8e3 and 2.4e11.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rules/orthonormal.hpp"

namespace taskquad::rules {

class nested_family {
public:
    /// Interpolation at the first counts[l] nodes at level l. The counts increase and begin with 1.
    static nested_family interpolating(density d, std::span<const long double> nodes, std::span<const std::size_t> counts);
    /// Projection, up to half of the degree of exactness of each level, by rules that are symmetric about 0. The nodes are 0 and,
    /// in the order of the positive ones, -x and x; the weights are given for each level in turn, that of 0 first, then one for
    /// each positive node.
    static nested_family symmetric(density d, std::span<const long double> positive_nodes, std::span<const long double> weights,
                                   std::span<const std::size_t> counts, std::span<const std::size_t> degrees);

    [[nodiscard]] density weight() const noexcept { return density_; }
    [[nodiscard]] std::size_t levels() const noexcept { return levels_.size(); }
    /// All nodes, those of the lowest level first.
    [[nodiscard]] std::span<const double> nodes() const noexcept { return nodes_; }
    [[nodiscard]] std::span<const long double> exact_nodes() const noexcept { return exact_nodes_; }
    /// How many nodes a level has, and how many that the level below has not.
    [[nodiscard]] std::size_t count(std::size_t l) const { return levels_[l].count; }
    [[nodiscard]] std::size_t fresh(std::size_t l) const { return count(l) - (l == 0 ? 0 : count(l - 1)); }
    /// The weights of a level, node by node.
    [[nodiscard]] std::span<const long double> weights(std::size_t l) const { return levels_[l].weights; }
    /// How many coefficients the polynomial of a level has.
    [[nodiscard]] std::size_t coefficients(std::size_t l) const { return levels_[l].coefficients; }
    /// What makes of the values at a level's nodes the differences of its polynomial's coefficients from those of the level below:
    /// `coefficients(l)` rows of `count(l)` numbers. The first row is the difference of the weights.
    [[nodiscard]] std::span<const double> differences(std::size_t l) const { return levels_[l].differences; }

private:
    using matrix = std::vector<long double>;  ///< coefficients of a level's polynomial by its values, row by row
    struct level {
        std::size_t count, coefficients;
        matrix weights;
        std::vector<double> differences;
    };

    nested_family(density d, std::span<const long double> nodes)
        : density_(d), exact_nodes_(nodes.begin(), nodes.end()), nodes_(nodes.begin(), nodes.end()) {}
    void add_level(std::size_t count, const matrix& coefficients_by_values);

    density density_;
    std::vector<long double> exact_nodes_;
    std::vector<double> nodes_;
    std::vector<level> levels_;
    matrix last_;  ///< of the highest level so far
};

}  // namespace taskquad::rules
