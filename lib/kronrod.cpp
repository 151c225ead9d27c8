#include "kronrod.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <utility>

namespace taskquad::detail {

namespace {

using real = long double;

/// The recurrence p_{k+1} = x p_k - b_k p_{k-1} of the monic Legendre polynomials; b_0 is the integral of 1.
real legendre(int k) {
    if (k == 0) return 2;
    const real j = k;
    return 1 / (4 - 1 / (j * j));
}

/// Laurie's algorithm, for a symmetric weight (where all a_k vanish): b_0 .. b_2n of the Jacobi-Kronrod matrix.
/// s and t hold two successive rows of mixed moments, with index shifted by one.
std::vector<real> jacobi_kronrod(int n) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    std::vector<real> b(at(2 * n + 1)), s(at(n / 2 + 2)), t(s);
    for (int k = 0; k <= (3 * n + 1) / 2; ++k) b[at(k)] = legendre(k);
    t[1] = b[at(n + 1)];
    for (int m = 0; m <= n - 2; ++m) {
        real u = 0;
        for (int k = (m + 1) / 2; k >= 0; --k) {
            const int l = m - k;
            u += b[at(k + n + 1)] * s[at(k)] - b[at(l)] * s[at(k + 1)];
            s[at(k + 1)] = u;
        }
        std::swap(s, t);
    }
    for (int j = n / 2; j >= 0; --j) s[at(j + 1)] = s[at(j)];
    for (int m = n - 1; m <= 2 * n - 3; ++m) {
        real u = 0;
        int j = 0;
        for (int k = m + 1 - n; k <= (m - 1) / 2; ++k) {
            const int l = m - k;
            j = n - 1 - l;
            u += b[at(l)] * s[at(j + 2)] - b[at(k + n + 1)] * s[at(j + 1)];
            s[at(j + 1)] = u;
        }
        if (m % 2 == 1) b[at((m + 1) / 2 + n + 1)] = s[at(j + 1)] / s[at(j + 2)];
        std::swap(s, t);
    }
    return b;
}

/// p_n / p_n' at x, and the sum of the squares of the orthonormal p_0 .. p_{n-1}, for the recurrence b.
struct polynomials_at {
    real newton_step, christoffel;
};

polynomials_at polynomials(const std::vector<real>& b, real x) {
    const real p0 = 1 / std::sqrt(b[0]);
    real p = p0, before = 0, slope = 0, slope_before = 0, sum = p * p;
    for (std::size_t k = 1; k <= b.size(); ++k) {
        const real from = std::sqrt(b[k - 1]), to = k < b.size() ? std::sqrt(b[k]) : 1;
        const real back = k > 1 ? from : 0;
        const real next = (x * p - back * before) / to;
        const real slope_next = (p + x * slope - back * slope_before) / to;
        before = std::exchange(p, next);
        slope_before = std::exchange(slope, slope_next);
        if (k < b.size()) sum += p * p;
    }
    return {p / slope, sum};
}

/// The Gauss rule of the Jacobi matrix with zero diagonal and off-diagonal sqrt(b_1), sqrt(b_2), ... The eigenvalues get
/// one step of Newton, and the weights come from Christoffel's formula 1 / sum p_k(x)^2, which keeps the small weights near the
/// ends to full relative accuracy; squared eigenvector components lose three digits of long double there (measured at 61 nodes).
/// Averaging with the mirror image restores exact symmetry.
nodes_and_weights gauss(const std::vector<real>& b) {
    const auto n = static_cast<Eigen::Index>(b.size());
    using vector = Eigen::Matrix<real, Eigen::Dynamic, 1>;
    const vector diagonal = vector::Zero(n);
    vector beside(n - 1);
    for (Eigen::Index k = 1; k < n; ++k) beside[k - 1] = std::sqrt(b[static_cast<std::size_t>(k)]);
    Eigen::SelfAdjointEigenSolver<Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>> solver;
    solver.computeFromTridiagonal(diagonal, beside, Eigen::EigenvaluesOnly);
    const vector& x = solver.eigenvalues();
    nodes_and_weights r;
    for (Eigen::Index i = 0; i < n; ++i) {
        const real node = (x[i] - x[n - 1 - i]) / 2;
        const real polished = node - polynomials(b, node).newton_step;
        r.nodes.push_back(2 * i + 1 == n ? 0 : polished);
        r.weights.push_back(1 / polynomials(b, r.nodes.back()).christoffel);
    }
    return r;
}

}  // namespace

nodes_and_weights gauss_legendre(int n) {
    std::vector<real> b(static_cast<std::size_t>(n));
    for (int k = 0; k < n; ++k) b[static_cast<std::size_t>(k)] = legendre(k);
    return gauss(b);
}

nodes_and_weights kronrod_legendre(int n) { return gauss(jacobi_kronrod(n)); }

}  // namespace taskquad::detail
