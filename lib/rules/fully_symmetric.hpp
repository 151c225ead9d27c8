/// Fully symmetric cubature rules on [-1, 1]^d: from the values of f at the points of a few orbits to the integral, its error, and
/// along which axis f is roughest.
///
/// * Degree 7, d >= 2: A. C. Genz, A. A. Malik, Remarks on algorithm 006, J. Comput. Appl. Math. 6 (1980), 295-302,
///   doi:10.1016/0771-050X(80)90039-X; 2^d + 2 d (d + 1) + 1 points.
/// * Degree 9, d >= 3: the orbits are those of Genz and Malik's rule of 1983 (doi:10.1137/0720038), with generators of our own and
///   one more orbit on the axes.
/// * Degree 13, d = 2, with 45 points, and degree 11, d = 3, with 89: found by a search of ours (found_generators.hpp). Cuhre's
/// rules of
///   these degrees have 65 and 127.
///
/// The generators are given, the weights follow from the moment equations, in long double.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "rules/null_layers.hpp"
#include "rules/orbits.hpp"

namespace taskquad::rules {

/// What a rule makes of one component of the values on [-1, 1]^d, per unit of volume: the caller multiplies by the volume.
struct reading {
    double integral = 0;                     ///< the mean of f
    double magnitude = 0;                    ///< the mean of |f| at the points
    double least = 0, largest = 0;           ///< of the values
    std::vector<double> of_null_rules;       ///< what each of them gives
    std::vector<double> fourth_differences;  ///< of f along each axis through the centre
};

class fully_symmetric {
public:
    /// The first orbit is the centre. `inner`, `outer`: the numbers of two orbits on the axes, of which the fourth differences are
    /// made.
    fully_symmetric(int degree, std::vector<orbit> orbits, std::size_t inner, std::size_t outer);

    [[nodiscard]] int degree() const noexcept { return degree_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return orbits_.front().dimension(); }
    /// How many points there are, and all their coordinates, point by point; the centre comes first.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::span<const double> points() const noexcept { return points_; }

    [[nodiscard]] std::span<const orbit> orbits() const noexcept { return orbits_; }
    /// For a point of each orbit; over all points they sum to 1.
    [[nodiscard]] std::span<const long double> weights() const noexcept { return weights_; }
    /// By how much the weights miss the moment equations.
    [[nodiscard]] long double residual() const noexcept { return residual_; }
    /// The sum of the weights' magnitudes, >= 1: by how much the rule amplifies the rounding of values.
    [[nodiscard]] double amplification() const noexcept { return amplification_; }
    [[nodiscard]] const null_layers& nulls() const noexcept { return nulls_; }

    /// Of the values at the points, in order, each with its components.
    void read(std::span<const double* const> values, std::size_t component, reading& out) const;

    /// Where the points on an axis are, the centre among them, from -1 to 1, and the number of one of them.
    [[nodiscard]] std::span<const double> line() const noexcept { return line_; }
    [[nodiscard]] std::size_t point_on_line(std::size_t axis, std::size_t i) const;
    /// The polynomial through all values on a line but those at the first points, none to two of them, at u = 1: the factors of the
    /// others. By symmetry, those at u = -1 from the other end.
    [[nodiscard]] std::span<const double> at_side(std::size_t left_out) const { return at_side_[left_out]; }
    static constexpr std::size_t most_left_out = 2;
    /// How far out the points nearest to the two faces across an axis are, 0 < g < 1.
    [[nodiscard]] double outermost() const noexcept { return line_.back(); }

private:
    void solve_for_weights();
    void find_line();
    [[nodiscard]] std::size_t on_axis(std::size_t o, std::size_t axis, bool upper) const {
        return first_point_[o] + 2 * axis + (upper ? 0 : 1);
    }
    void read_in(double unit, std::span<const double* const> values, std::size_t component, reading& out) const;

    int degree_;
    std::vector<orbit> orbits_;
    std::vector<std::size_t> first_point_;  ///< by orbit
    std::size_t count_ = 0;
    std::vector<double> points_;
    std::vector<long double> weights_;
    std::vector<double> rounded_weights_;
    long double residual_ = 0;
    double amplification_ = 0;
    null_layers nulls_;
    std::size_t inner_, outer_;
    double ratio_of_squares_;
    std::vector<std::size_t> on_axes_;  ///< the orbits, from the centre outwards, without it
    std::vector<double> line_;
    std::array<std::vector<double>, most_left_out + 1> at_side_;
};

/// A rule of a degree for so many dimensions, kept once made: 7 (d >= 2), 9 (d >= 3), 11 (d = 3), 13 (d = 2).
/// Throws std::invalid_argument where there is none, or where it would have too many points.
std::shared_ptr<const fully_symmetric> cubature_rule(int degree, std::size_t dimension);

/// More dimensions would take more than 2^16 points for a single region.
inline constexpr std::size_t most_dimensions = 16;

}  // namespace taskquad::rules
