/// What an index adds to the integral, and to the polynomial through which a sparse grid sees f.
///
/// The contribution of an index k is (U_k1 - U_(k1-1)) x ... x (U_kd - U_(kd-1)) f, where U_l is the rule of level l, a difference
/// of products of rules. Applied to the coefficients of polynomials instead, the same differences give a polynomial, orthonormal
/// coefficient by coefficient; the first coefficient is the contribution to the integral, the root of the sum of squares the
/// polynomial's norm. Values are expectations under the density of the families: no volume is in them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regions/lattice/grid.hpp"

namespace taskquad::regions::lattice {

class contribution {
public:
    explicit contribution(const grid& g) : grid_(g) {}

    /// Of an index, from the values at its points, each of that many components, in the order of `grid::points`.
    void find(tuple index, std::span<const double* const> values, std::size_t components);

    /// By component: to the integral.
    [[nodiscard]] std::span<const double> to_integral() const { return std::span(coefficients_).first(components_); }
    /// By component: the root mean square of the polynomial.
    [[nodiscard]] std::span<const double> spread() const { return spread_; }
    /// By component: the value of the polynomial, added to what is there, at the point where the orthonormal polynomials of each
    /// axis have these values.
    void add_value(std::span<const std::span<const double>> polynomials, std::span<double> sum) const;

private:
    void apply(const nested_family& axis, std::size_t level, std::size_t inner);
    void measure();

    /// An axis on which the index is above level 0. On the others there are one node and one coefficient.
    struct active_axis {
        std::size_t number, coefficients;
    };

    const grid& grid_;
    std::size_t components_ = 1;
    std::vector<active_axis> active_;
    std::vector<double> coefficients_;  ///< the last axis goes round fastest, within it the components
    std::vector<double> spread_;
    std::vector<double> before_;              ///< scratch
    mutable std::vector<double> contracted_;  ///< scratch
};

}  // namespace taskquad::regions::lattice
