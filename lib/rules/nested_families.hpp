/// The families of nested rules that sparse grids are made of, one for each density. Made at first use.
#pragma once

#include "rules/nested_family.hpp"

namespace taskquad::rules {

/// For the uniform density: 1, 3, 7, 15, 31, 63, 127 nodes, exact to degree 1, 5, 11, 23, 47, 95, 191. No end of the range is a
/// node. T. N. L. Patterson, The optimum addition of points to quadrature formulae, Math. Comp. 22 (1968), 847-856,
/// doi:10.1090/S0025-5718-68-99866-9. On smooth models Clenshaw-Curtis takes 0.98, 1.15, 1.4 and 1.6 times as many evaluations for
/// 3, 5, 7 and 9 digits.
[[nodiscard]] const nested_family& gauss_patterson();

/// For the normal density: 1, 3, 9, 19, 35 nodes, exact to degree 1, 5, 15, 29, 51. A. Genz, B. D. Keister, Fully symmetric
/// interpolatory rules for multiple integrals over infinite regions with Gaussian weight, J. Comput. Appl. Math. 71 (1996),
/// 299-309, doi:10.1016/0377-0427(95)00232-4. With Patterson's rules behind the inverse of the distribution, a lognormal model of
/// six variables takes 4,561 evaluations for 7 digits, and with these 283.
[[nodiscard]] const nested_family& genz_keister();

/// For the exponential density: 1, 3, 5, ..., 33 nodes, two more a level, exact to the degree of the interpolation, by one less.
/// After x = 1 each node is where the root of the density times the product of the distances from all nodes before is largest, the
/// second one at the end x = 0. A. Narayan, J. D. Jakeman, Adaptive Leja sparse grid constructions for stochastic collocation and
/// high-dimensional approximation, SIAM J. Sci. Comput. 36 (2014), A2952-A2983, doi:10.1137/140966368. One more node a level fails,
/// since every other difference nearly vanishes.
[[nodiscard]] const nested_family& exponential_leja();

}  // namespace taskquad::rules
