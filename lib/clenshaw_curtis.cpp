#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include <taskquad/rules.hpp>

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

/// |Integral of T_k over [-1, 1]| for even k > 0; for odd k, where it is 0, what its even neighbours have.
real size_of_integral(int k) { return 2 / (static_cast<real>(k) * k - 1); }

class clenshaw_curtis_rule {
public:
    explicit clenshaw_curtis_rule(int n) {
        const int N = n - 1;
        for (int j = N; j >= 0; --j) {
            nodes_.push_back(static_cast<double>(cosine(j, N)));
            real w = 2 * share(j, 0, N);
            for (int k = 2; k <= N; k += 2) w -= size_of_integral(k) * share(j, k, N);
            weights_.push_back(static_cast<double>(w));
        }
        for (int k = N / 2 + 1; k <= N; ++k) {
            for (int j = N; j >= 0; --j) upper_.push_back(static_cast<double>(size_of_integral(k) * share(j, k, N)));
        }
    }

    [[nodiscard]] std::vector<double> abscissae() const { return nodes_; }

    estimate<> operator()(std::span<const double> f, double h) const {
        estimate<> e;
        for (std::size_t i = 0; i < f.size(); ++i) {
            e.integral += weights_[i] * f[i];
            e.magnitude += weights_[i] * std::abs(f[i]);
        }
        for (std::size_t k = 0; k < upper_.size(); k += f.size()) {
            double coefficient = 0;
            for (std::size_t i = 0; i < f.size(); ++i) coefficient += upper_[k + i] * f[i];
            e.error += std::abs(coefficient);
        }
        return {h * e.integral, h * e.error, h * e.magnitude};
    }

private:
    std::vector<double> nodes_, weights_;
    std::vector<double> upper_;  ///< a row for each coefficient of the upper half: its contribution to the integral
};

}  // namespace

rule clenshaw_curtis(int n) {
    if (n < 3) throw std::invalid_argument("taskquad: clenshaw_curtis: n is " + std::to_string(n) + ", must be >= 3");
    return clenshaw_curtis_rule(n);
}

}  // namespace taskquad
