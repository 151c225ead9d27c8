/// The rules that come with the library. See docs/choosing.md for which to take.
#pragma once

#include <taskquad/export.hpp>
#include <taskquad/rule.hpp>

namespace taskquad {

/// Simpson's rule on the two halves of a segment with Richardson's correction, as in the adaptive integration of
/// G. F. Kuncir, Algorithm 103: Simpson's rule integrator, Comm. ACM 5 (1962), 347, doi:10.1145/367766.368179.
/// Five abscissae, all inherited by the halves: two new ones per half. Degree 5. Error: |S2 - S1| / 15.
TASKQUAD_EXPORT rule simpson();

/// The Gauss-Kronrod rule of n abscissae, n odd and >= 3, of which (n - 1) / 2 are Gauss's. Degree of exactness at
/// least 3 (n - 1) / 2 + 1. Computed by D. P. Laurie, Calculation of Gauss-Kronrod quadrature rules, Math. Comp. 66 (1997),
/// 1133-1145, doi:10.1090/S0025-5718-97-00861-2. Its error estimate is QUADPACK's: R. Piessens, E. de Doncker-Kapenga,
/// C. W. Ueberhuber, D. K. Kahaner, QUADPACK, Springer 1983, doi:10.1007/978-3-642-61786-7, without its floor of 50 ulp.
/// No abscissa is shared with the halves. Throws std::invalid_argument for any other n.
TASKQUAD_EXPORT rule gauss_kronrod(int n = 21);

/// The Clenshaw-Curtis rule of n >= 3 abscissae cos(k pi / (n - 1)), ends included; the abscissae of n are among those
/// of 2n - 1, with the same bits. Degree n - 1 (n for odd n). C. W. Clenshaw, A. R. Curtis, A method for numerical
/// integration on an automatic computer, Numer. Math. 2 (1960), 197-205, doi:10.1007/BF01386223. Its error estimate: half
/// the width times the sum of the magnitudes of the upper half of the interpolant's Chebyshev coefficients, which is
/// cautious. Throws std::invalid_argument for n < 3.
TASKQUAD_EXPORT rule clenshaw_curtis(int n = 17);

}  // namespace taskquad
