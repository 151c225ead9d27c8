#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include <taskquad/rules.hpp>

#include "machine/scale.hpp"
#include "rules/kept_rules.hpp"
#include "rules/row_sums.hpp"

namespace taskquad {

namespace {

using real = long double;

/// cos(pi p / q) for 0 <= p <= q, odd about q / 2 to the bit, exact at the ends, at the centre and at the thirds. Depends on the
/// fraction p / q alone, so that nested rules share the bits of their abscissae.
real cosine(int p, int q) {
    if (2 * p > q) return -cosine(q - p, q);
    if (2 * p == q) return 0;
    if (3 * p == q) return 0.5L;
    return std::cos(std::numbers::pi_v<real> * (static_cast<real>(p) / static_cast<real>(q)));
}

/// cos(pi j k / N), reduced to a quarter of a turn.
real chebyshev(int j, int k, int N) {
    const auto turn = static_cast<int>((static_cast<long long>(j) * k) % (2LL * N));
    return turn <= N ? cosine(turn, N) : cosine(2 * N - turn, N);
}

/// What a value at the Chebyshev point j of 0 .. N contributes to the coefficient k of the interpolant's Chebyshev series.
real share(int j, int k, int N) {
    const real ends = j == 0 || j == N ? 0.5L : 1.0L, last = k == 0 || k == N ? 1.0L : 2.0L;
    return last * ends * chebyshev(j, k, N) / N;
}

/// The error estimate is the sum of the magnitudes of the upper half of the Chebyshev coefficients: how far f is from being
/// resolved. With each coefficient weighted by the integral of its polynomial, about 2 / k^2, a third fewer evaluations are needed,
/// but jumps and kinks between the last two abscissae are missed: at a tolerance of 1e-9 there were results with 9 and 17 points
/// that had converged and were wrong, while this estimate has none.
class clenshaw_curtis_rule {
public:
    explicit clenshaw_curtis_rule(int n) {
        const int N = n - 1;
        for (int j = N; j >= 0; --j) {
            nodes_.push_back(static_cast<double>(cosine(j, N)));
            real w = 2 * share(j, 0, N);
            for (int k = 2; k <= N; k += 2) w += 2 * share(j, k, N) / (1 - static_cast<real>(k) * k);  // the integral of T_k
            weights_.push_back(static_cast<double>(w));
        }
        std::vector<double> rows;
        for (int k = N / 2 + 1; k <= N; ++k) {
            for (int j = N; j >= 0; --j) rows.push_back(static_cast<double>(share(j, k, N)));
        }
        upper_ = rules::row_sums(rows, nodes_.size());
    }

    [[nodiscard]] std::vector<double> abscissae() const { return nodes_; }
    [[nodiscard]] const std::vector<double>& weights() const { return weights_; }

    estimate<> operator()(std::span<const double> f, double h) const {
        estimate<> e;
        for (std::size_t i = 0; i < f.size(); ++i) {
            e.integral += weights_[i] * f[i];
            e.magnitude += weights_[i] * std::abs(f[i]);
        }
        constexpr std::size_t usual = 64;
        std::array<double, usual> few;
        std::vector<double> many(upper_.written() > usual ? upper_.written() : 0);
        double* const coefficients = many.empty() ? few.data() : many.data();
        upper_(f.data(), coefficients);
        for (std::size_t k = 0; k < upper_.rows(); ++k) e.error += std::abs(coefficients[k]);
        return {h * e.integral, h * e.error, h * e.magnitude};
    }

private:
    std::vector<double> nodes_, weights_;
    rules::row_sums upper_;  ///< the Chebyshev coefficients of the upper half
};

/// The integral of T_i T_j over [-1, 1].
real gram(int i, int j) {
    if ((i + j) % 2 != 0) return 0;
    const real sum = i + j, difference = i - j;
    return 1 / (1 - sum * sum) + 1 / (1 - difference * difference);
}

/// The nested rules of 5, 9, 17, 33 and 65 abscissae. The error is the L2 norm of the difference between the interpolants of a
/// level and of the level below, by the exact Gram matrix of the Chebyshev polynomials. Where this norm falls to a tenth from one
/// level to the next, f is smooth, and a higher level is worth more than a bisection.
///
/// After P. Gonnet, Increasing the reliability of adaptive quadrature using explicit interpolants, ACM Trans. Math. Softw. 37
/// (2010), 26, doi:10.1145/1824801.1824804, and J. Oliver, A doubly-adaptive Clenshaw-Curtis quadrature method, Comput. J. 15
/// (1972), 141-147, doi:10.1093/comjnl/15.2.141. The criterion here is simpler than theirs.
class doubly_adaptive_rule {
public:
    explicit doubly_adaptive_rule(int children) : children_(children) {
        for (int N = 4; N < static_cast<int>(most_abscissae); N *= 2) levels_.push_back(make_level(N));
    }

    [[nodiscard]] int levels() const { return static_cast<int>(levels_.size()); }
    [[nodiscard]] int first_level(bool initial) const { return initial ? 3 : children_; }
    [[nodiscard]] std::vector<double> abscissae(int level) const { return at(level).nodes; }
    [[nodiscard]] static end_trigger end_panels() { return {.bisections = 3, .over_sibling = 4, .share = 0.02}; }

    estimate<> operator()(std::span<const double> f, double h, int level) const {
        const int scale = machine::exponent_of(f);
        const machine::power_of_two to_one(-scale), from_one(scale);
        std::array<double, most_abscissae> scaled;
        for (std::size_t i = 0; i < f.size(); ++i) scaled[i] = to_one(f[i]);
        const auto& now = at(level);
        estimate<> e;
        for (std::size_t i = 0; i < f.size(); ++i) {
            e.integral += now.weights[i] * f[i];
            e.magnitude += now.weights[i] * std::abs(f[i]);
        }
        const double change = norm(now, scaled.data());
        e.integral *= h;
        e.magnitude *= h;
        e.error = h * from_one(std::numbers::sqrt2 * change);
        if (level > 0 && level + 1 < levels()) {
            for (std::size_t i = 0; 2 * i < f.size(); ++i) scaled[i] = scaled[2 * i];
            e.raise = change <= 0.1 * norm(at(level - 1), scaled.data());
        }
        return e;
    }

private:
    static constexpr std::size_t most_abscissae = 65;
    struct nested_rule {
        std::vector<double> nodes, weights;
        rules::row_sums difference;  ///< from values to a vector whose length is the L2 norm of the difference of interpolants
    };
    [[nodiscard]] const nested_rule& at(int l) const { return levels_[static_cast<std::size_t>(l)]; }

    static nested_rule make_level(int N) {
        using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
        const clenshaw_curtis_rule same(N + 1);
        nested_rule l{same.abscissae(), same.weights(), {}};
        matrix D(N + 1, N + 1), G(N + 1, N + 1);
        for (int k = 0; k <= N; ++k) {
            for (int i = 0; i <= N; ++i) {
                const int j = N - i;  // cos(pi j / N) falls with j
                D(k, i) = share(j, k, N);
                if (2 * k <= N && j % 2 == 0) D(k, i) -= share(j / 2, k, N / 2);
                G(k, i) = gram(k, i);
            }
        }
        const matrix L = Eigen::LLT<matrix>(G).matrixU() * D;
        std::vector<double> rows;
        for (int k = 0; k <= N; ++k) {
            for (int i = 0; i <= N; ++i) rows.push_back(static_cast<double>(L(k, i)));
        }
        l.difference = rules::row_sums(rows, static_cast<std::size_t>(N) + 1);
        return l;
    }

    static double norm(const nested_rule& l, const double* y) {
        std::array<double, most_abscissae + 7> lengths;
        l.difference(y, lengths.data());
        double squares = 0;
        for (std::size_t row = 0; row < l.difference.rows(); ++row) squares += lengths[row] * lengths[row];
        return std::sqrt(squares);
    }

    int children_;
    std::vector<nested_rule> levels_;
};

}  // namespace

rule clenshaw_curtis(int n) {
    if (n < 3) throw std::invalid_argument("taskquad: clenshaw_curtis: n is " + std::to_string(n) + ", must be >= 3");
    static rules::kept_rules kept;
    return kept.of(n, [](int points) -> rule { return clenshaw_curtis_rule(points); });
}

rule clenshaw_curtis(const clenshaw_curtis_levels& levels) {
    if (levels.children != 9 && levels.children != 17) {
        throw std::invalid_argument("taskquad: clenshaw_curtis: children is " + std::to_string(levels.children) +
                                    ", must be 9 or 17");
    }
    static const rule from_9 = doubly_adaptive_rule(1), from_17 = doubly_adaptive_rule(2);
    return levels.children == 9 ? from_9 : from_17;
}

}  // namespace taskquad
