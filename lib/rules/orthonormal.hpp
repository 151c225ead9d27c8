/// Polynomials that are orthonormal under a probability density: Legendre's, Hermite's and Laguerre's.
///
/// They obey x p_k = b_{k+1} p_{k+1} + a_k p_k + b_k p_{k-1}, p_0 = 1 (W. Gautschi, Orthogonal Polynomials, Oxford 2004,
/// doi:10.1093/oso/9780198506720.001.0001, section 1.3); all have positive leading coefficients.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace taskquad::rules {

/// What a coordinate is distributed as.
enum class density {
    uniform,      ///< 1/2 on [-1, 1]
    normal,       ///< with mean 0 and standard deviation 1
    exponential,  ///< exp(-x) for x >= 0
};

/// a_k, k >= 0.
template <class Real>
[[nodiscard]] Real recurrence_here(density d, std::size_t k) {
    return d == density::exponential ? static_cast<Real>(2 * k + 1) : Real(0);
}

/// b_k, k >= 1.
template <class Real>
[[nodiscard]] Real recurrence_beside(density d, std::size_t k) {
    using std::sqrt;
    const auto j = static_cast<Real>(k);
    if (d == density::uniform) return j / sqrt(4 * j * j - 1);
    return d == density::normal ? sqrt(j) : j;
}

/// Fills in the values at x of as many polynomials as there is place for, from p_0 on.
template <class Real>
void orthonormal(density d, const Real& x, std::span<Real> p) {
    if (p.empty()) return;
    p[0] = 1;
    Real beside = 0;
    for (std::size_t k = 0; k + 1 < p.size(); ++k) {
        const Real next = recurrence_beside<Real>(d, k + 1);
        p[k + 1] = ((x - recurrence_here<Real>(d, k)) * p[k] - (k == 0 ? Real(0) : beside * p[k - 1])) / next;
        beside = next;
    }
}

}  // namespace taskquad::rules
