/// Generators of two fully symmetric rules that a search of ours has found: from random ones, by damped Gauss-Newton steps of
/// minimum norm on the moment equations; of the solutions with positive or nearly positive weights the one that errs least for the
/// next even degree. They are families with free parameters, and better members may exist.
///
/// All digits that a long double holds: `polished` repeats the last step, and a test compares.
#pragma once

#include <cstddef>
#include <vector>

#include "rules/orbits.hpp"

namespace taskquad::rules {

/// Degree 13 in two dimensions, 45 points.
std::vector<orbit> orbits_of_45_points();
/// Degree 11 in three dimensions, 89 points.
std::vector<orbit> orbits_of_89_points();

/// The orbits after a step of Newton's method towards the moment equations of a degree, the shortest of all that solve the linear
/// equations; `weights`: for a point of each orbit.
std::vector<orbit> polished(const std::vector<orbit>& orbits, const std::vector<long double>& weights, int degree);

}  // namespace taskquad::rules
