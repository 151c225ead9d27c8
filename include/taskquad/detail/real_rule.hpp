/// The Gauss-Kronrod rules in any real type, to its precision, with the error estimate of gauss_kronrod.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <taskquad/detail/kronrod.hpp>
#include <taskquad/detail/null_rules.hpp>
#include <taskquad/rules.hpp>

namespace taskquad::detail {

template <class Real>
struct real_estimate {
    Real integral, error;
    Real noise;  ///< of the integral, from the noise of the values
};

template <class Real>
class real_rule {
public:
    /// The rule of n nodes, n odd and >= 3.
    explicit real_rule(int n) {
        const rule in_double = gauss_kronrod(n);
        const std::span<const double> near = in_double.abscissae();
        // Newton's method doubles the digits in a step.
        int steps = 1;
        for (int digits = std::numeric_limits<double>::digits10 - 1; digits < std::numeric_limits<Real>::max_digits10; digits *= 2)
            ++steps;
        auto computed = jacobi_matrix<Real>(jacobi_kronrod<Real>((n - 1) / 2)).gauss({near.begin(), near.end()}, steps);
        nodes_ = std::move(computed.nodes);
        weights_ = std::move(computed.weights);
        null_rules_ = null_rules_of(nodes_, weights_);
    }

    [[nodiscard]] const std::vector<Real>& nodes() const { return nodes_; }
    [[nodiscard]] const std::vector<Real>& weights() const { return weights_; }

    /// The estimate of the integral over a segment of half width h, from the values at the nodes and their noise.
    [[nodiscard]] real_estimate<Real> operator()(std::span<const Real> f, std::span<const Real> noise, const Real& h) const {
        real_estimate<Real> e{Real(0), Real(0), Real(0)};
        for (std::size_t i = 0; i < f.size(); ++i) {
            e.integral += weights_[i] * f[i];
            e.noise += weights_[i] * noise[i];
        }
        std::array<Real, most_null_rule_pairs> squares{};
        const std::size_t pairs = null_rules_.size() / 2;
        for (std::size_t k = 0; k < pairs; ++k) {
            const Real even = component(2 * k, f), odd = component(2 * k + 1, f);
            squares[k] = even * even + odd * odd;
        }
        e.error = h * decay<Real>::of(std::span<const Real>(squares.data(), pairs)).of_quadrature();
        e.integral *= h;
        e.noise *= h;
        return e;
    }

private:
    Real component(std::size_t k, std::span<const Real> f) const {
        return std::inner_product(f.begin(), f.end(), null_rules_[k].begin(), Real(0));
    }

    std::vector<Real> nodes_, weights_;
    std::vector<std::vector<Real>> null_rules_;
};

}  // namespace taskquad::detail
