/// The rules that come with the library. See docs/choosing.md for which to take.
#pragma once

#include <taskquad/export.hpp>
#include <taskquad/rule.hpp>

namespace taskquad {

/// When an estimate of Simpson's rule is believed.
struct simpson_trust {
    /// Whether a whole and its halves have to agree (rule.hpp), since the error estimate passes through 0 wherever five values
    /// allow it. Up to three times the evaluations at low accuracy, where plain Simpson is wrong every other time; a few percent at
    /// high accuracy, where f is smooth. false: the rule of the literature.
    bool guarded = false;
};

/// Simpson's rule on the two halves of a segment with Richardson's correction, as in the adaptive integration of
/// G. F. Kuncir, Algorithm 103: Simpson's rule integrator, Comm. ACM 5 (1962), 347, doi:10.1145/367766.368179.
/// Five abscissae, all inherited by the halves: two new ones per half. Degree 5. Error: |S2 - S1| / 15.
TASKQUAD_EXPORT rule simpson(const simpson_trust& trust = {});

/// The Gauss-Kronrod rule of n abscissae, n odd and >= 3, of which (n - 1) / 2 are Gauss's. Degree of exactness at
/// least 3 (n - 1) / 2 + 1. Computed by D. P. Laurie, Calculation of Gauss-Kronrod quadrature rules, Math. Comp. 66 (1997),
/// 1133-1145, doi:10.1090/S0025-5718-97-00861-2. The error is estimated by null rules (J. Berntsen, T. O. Espelid, ACM Trans. Math.
/// Softw. 17 (1991), 233-252, doi:10.1145/108556.108575), which make a tenth of the false claims of |K - G| at as many evaluations.
/// No abscissa is shared with the halves. Where the error concentrates at an end of the domain or at a breakpoint, a
/// double-exponential panel takes over there. Throws std::invalid_argument for any other n.
TASKQUAD_EXPORT rule gauss_kronrod(int n = 21);

/// How a doubly adaptive rule begins.
struct clenshaw_curtis_levels {
    /// Abscissae of a half, 9 or 17. 9 takes a sixth fewer evaluations, but may lose sight of a feature that the whole has met.
    int children = 17;
};

/// The doubly adaptive Clenshaw-Curtis rule: 5, 9, 17, 33 and 65 nested abscissae, ends included, 33 at first. A segment goes on to
/// the next level where that promises more than a bisection. Error: the L2 norm of the difference of successive interpolants, which
/// is cautious and hardly ever wrong. The choice where evaluations are scarce, or f has kinks or jumps. Double-exponential panels
/// at ends as gauss_kronrod. Throws std::invalid_argument where children is neither 9 nor 17.
TASKQUAD_EXPORT rule clenshaw_curtis(const clenshaw_curtis_levels& levels = {});

/// The Clenshaw-Curtis rule of n >= 3 abscissae cos(k pi / (n - 1)), ends included; the abscissae of n are among those
/// of 2n - 1, with the same bits. Degree n - 1 (n for odd n). C. W. Clenshaw, A. R. Curtis, A method for numerical
/// integration on an automatic computer, Numer. Math. 2 (1960), 197-205, doi:10.1007/BF01386223. Its error estimate: half
/// the width times the sum of the magnitudes of the upper half of the interpolant's Chebyshev coefficients, which is
/// cautious. Throws std::invalid_argument for n < 3.
TASKQUAD_EXPORT rule clenshaw_curtis(int n);

/// The weights of Fourier integrals.
enum class fourier { cosine, sine };

/// Integrates f(x) cos(omega x) or f(x) sin(omega x), for a given f: on segments with many periods the integral of f's interpolant
/// times the weight, in closed form, so that f costs what it costs without the weight. At the 21 abscissae of gauss_kronrod(21),
/// which takes the product where there are few periods. The interpolant is expanded in Legendre polynomials, whose integrals
/// times exp(i theta t) are spherical Bessel functions: N. S. Bakhvalov, L. G. Vasil'eva, Evaluation of the integrals of
/// oscillating functions by interpolation at nodes of Gaussian quadratures, USSR Comput. Math. Math. Phys. 8 (1968), 241-249.
/// Panels at singular ends as gauss_kronrod. omega: any finite number; others throw std::invalid_argument. For half lines:
/// integrate_fourier.
TASKQUAD_EXPORT rule fourier_rule(fourier kind, double omega);

}  // namespace taskquad
