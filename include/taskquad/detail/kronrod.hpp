/// The Jacobi-Kronrod matrix and what is computed from it, in any real type.
///
/// D. P. Laurie, Calculation of Gauss-Kronrod quadrature rules, Math. Comp. 66 (1997), 1133-1145,
/// doi:10.1090/S0025-5718-97-00861-2: the Kronrod extension to 2n + 1 nodes is the Gauss rule of a Jacobi matrix whose upper left
/// part is the Legendre one and whose remaining entries follow from mixed moments.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace taskquad::detail {

/// A rule on [-1, 1], symmetric, nodes increasing.
template <class Real>
struct nodes_and_weights {
    std::vector<Real> nodes, weights;
};

/// The recurrence p_{k+1} = x p_k - b_k p_{k-1} of the monic Legendre polynomials; b_0 is the integral of 1.
template <class Real>
Real legendre(int k) {
    if (k == 0) return Real(2);
    const Real j = Real(k);
    return 1 / (4 - 1 / (j * j));
}

/// Laurie's algorithm, for a symmetric weight (where all a_k vanish): b_0 .. b_2n of the Jacobi-Kronrod matrix.
/// s and t hold two successive rows of mixed moments, with index shifted by one.
template <class Real>
std::vector<Real> jacobi_kronrod(int n) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    std::vector<Real> b(at(2 * n + 1), Real(0)), s(at(n / 2 + 2), Real(0)), t(s);
    for (int k = 0; k <= (3 * n + 1) / 2; ++k) b[at(k)] = legendre<Real>(k);
    t[1] = b[at(n + 1)];
    for (int m = 0; m <= n - 2; ++m) {
        Real u = Real(0);
        for (int k = (m + 1) / 2; k >= 0; --k) {
            const int l = m - k;
            u += b[at(k + n + 1)] * s[at(k)] - b[at(l)] * s[at(k + 1)];
            s[at(k + 1)] = u;
        }
        std::swap(s, t);
    }
    for (int j = n / 2; j >= 0; --j) s[at(j + 1)] = s[at(j)];
    for (int m = n - 1; m <= 2 * n - 3; ++m) {
        Real u = Real(0);
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

/// The orthonormal polynomials of a symmetric Jacobi matrix, given by its recurrence b; the last polynomial vanishes at the nodes.
template <class Real>
class jacobi_matrix {
public:
    explicit jacobi_matrix(const std::vector<Real>& b) {
        using std::sqrt;
        for (const Real& x : b) beside_.push_back(sqrt(x));
    }

    /// The entries beside the diagonal, after the root of the integral of 1.
    [[nodiscard]] const std::vector<Real>& beside() const { return beside_; }

    /// p_n / p_n' at x, and the sum of the squares of the orthonormal p_0 .. p_{n-1}.
    struct values {
        Real newton_step, christoffel;
    };
    [[nodiscard]] values at(const Real& x) const {
        Real p = 1 / beside_[0], before(0), slope(0), slope_before(0), sum = p * p;
        for (std::size_t k = 1; k <= beside_.size(); ++k) {
            const bool last = k == beside_.size();
            const Real to = last ? Real(1) : beside_[k], back = k > 1 ? beside_[k - 1] : Real(0);
            const Real next = (x * p - back * before) / to, slope_next = (p + x * slope - back * slope_before) / to;
            before = std::exchange(p, next);
            slope_before = std::exchange(slope, slope_next);
            if (!last) sum += p * p;
        }
        return {p / slope, sum};
    }

    /// The Gauss rule of this matrix, from approximations of its nodes, increasing, which `steps` of Newton's method take to full
    /// precision. Weights come from Christoffel's formula 1 / sum p_k(x)^2, which keeps the small weights near the ends to full
    /// relative accuracy; squared eigenvector components lose three digits of long double there (measured at 61 nodes). Averaging
    /// with the mirror image makes the rule symmetric to the bit.
    [[nodiscard]] nodes_and_weights<Real> gauss(const std::vector<Real>& near, int newton_steps) const {
        nodes_and_weights<Real> r;
        const std::size_t n = near.size();
        for (std::size_t i = 0; i < n; ++i) {
            Real x = (near[i] - near[n - 1 - i]) / 2;
            for (int step = 0; step < newton_steps; ++step) x -= at(x).newton_step;
            r.nodes.push_back(2 * i + 1 == n ? Real(0) : x);
            r.weights.push_back(1 / at(r.nodes.back()).christoffel);
        }
        return r;
    }

private:
    std::vector<Real> beside_;
};

}  // namespace taskquad::detail
