/// The polynomial through values at the abscissae of a rule, and how far a value that is known may be off it.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include <taskquad/estimate.hpp>

namespace taskquad::rules {

/// Of the barycentric formula, for different abscissae in [-1, 1].
[[nodiscard]] std::vector<long double> barycentric_weights(std::span<const double> t);

/// What makes the interpolant's value at a place of the values at t.
[[nodiscard]] std::vector<long double> weights_at(double place, std::span<const double> t,
                                                  std::span<const long double> barycentric);

/// How far the neighbours of a place are apart, among t and the ends.
[[nodiscard]] double gap_at(double place, std::span<const double> t);

/// What rounding may do to an interpolated value, in units of the largest value: at an end it is a sum of values with factors of
/// both signs, and the values may be wrong by some roundings themselves.
inline constexpr double roundings_of_misfit = 1000 * std::numeric_limits<double>::epsilon();

/// How far a value may be off the interpolant, on a segment of half width h with this estimate, the largest value being `most`.
[[nodiscard]] double allowed_misfit(const estimate<>& e, double h, double most);

}  // namespace taskquad::rules
