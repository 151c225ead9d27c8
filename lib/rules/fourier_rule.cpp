#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <taskquad/rules.hpp>

#include "problem/messages.hpp"
#include "rules/nodes_and_weights.hpp"
#include "rules/spherical_bessel.hpp"
#include "rules/symmetric_rule.hpp"

namespace taskquad {

namespace {

constexpr std::size_t count = 21;

/// The largest phase over half a segment at which the product of f with the weight is integrated like any other function.
constexpr double few_periods = 4;

/// The matrix from values at the nodes to the Legendre coefficients of the interpolant. Row n holds (2n + 1) / 2 times the
/// integrals of l_i P_n over [-1, 1], where the l_i are the Lagrange polynomials, by a Gauss rule that is exact for them.
std::vector<double> legendre_coefficients(const std::vector<long double>& nodes) {
    const auto gauss = rules::gauss_legendre(static_cast<int>(nodes.size()));
    std::vector<double> rows(nodes.size() * nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        std::vector<long double> sums(nodes.size(), 0);
        for (std::size_t g = 0; g < gauss.nodes.size(); ++g) {
            const long double x = gauss.nodes[g];
            long double l = gauss.weights[g];
            for (std::size_t k = 0; k < nodes.size(); ++k) {
                if (k != i) l *= (x - nodes[k]) / (nodes[i] - nodes[k]);
            }
            long double before = 0, p = 1;
            for (std::size_t n = 0; n < nodes.size(); ++n) {
                const auto m = static_cast<long double>(n);
                sums[n] += (2 * m + 1) / 2 * l * p;
                const long double next = ((2 * m + 1) * x * p - m * before) / (m + 1);
                before = std::exchange(p, next);
            }
        }
        for (std::size_t n = 0; n < nodes.size(); ++n) rows[n * nodes.size() + i] = static_cast<double>(sums[n]);
    }
    return rows;
}

/// All that does not depend on omega.
struct tables {
    rule plain = gauss_kronrod(static_cast<int>(count));
    rules::symmetric_rule kronrod;
    std::vector<double> coefficients;

    explicit tables(const detail::nodes_and_weights<long double>& k)
        : kronrod(k.nodes, k.weights), coefficients(legendre_coefficients(k.nodes)) {}

    static const tables& the() {
        static const tables once(rules::kronrod_legendre((static_cast<int>(count) - 1) / 2));
        return once;
    }
};

class fourier_weighted {
public:
    fourier_weighted(fourier kind, double omega) : kind_(kind), omega_(omega) {}

    [[nodiscard]] std::vector<double> abscissae() const {
        const auto t = tables_.plain.abscissae();
        return {t.begin(), t.end()};
    }
    [[nodiscard]] end_trigger end_panels() const { return *tables_.plain.end_panels(); }
    estimate<> operator()(std::span<const double> f, double h) const { return tables_.plain(f, h); }

    [[nodiscard]] double weight(double x) const { return kind_ == fourier::cosine ? std::cos(omega_ * x) : std::sin(omega_ * x); }

    [[nodiscard]] estimate<> weighted(std::span<const double> f, double h, double centre) const {
        const double theta = std::abs(omega_) * h, magnitude = tables_.plain(f, h).magnitude;
        if (theta <= few_periods) {
            std::array<double, count> product{};
            const auto t = tables_.plain.abscissae();
            for (std::size_t i = 0; i < count; ++i) product[i] = f[i] * weight(centre + t[i] * h);
            const auto e = tables_.plain(product, h);
            return {e.integral, e.error, magnitude};
        }
        // The integral of the interpolant times exp(i theta t), by its Legendre series: P_n contributes 2 i^n j_n(theta).
        std::array<double, count> j{};
        rules::spherical_bessel(theta, j);
        double real = 0, imaginary = 0;
        for (std::size_t n = 0; n < count; ++n) {
            const double* row = tables_.coefficients.data() + n * count;
            const double c = std::inner_product(f.begin(), f.end(), row, 0.0), sign = n % 4 < 2 ? 2 : -2;
            (n % 2 == 0 ? real : imaginary) += sign * c * j[n];
        }
        const double phase = std::abs(omega_) * centre, cosine = std::cos(phase), sine = std::sin(phase);
        const double integral = kind_ == fourier::cosine ? real * cosine - imaginary * sine
                                                         : std::copysign(1.0, omega_) * (real * sine + imaginary * cosine);
        return {h * integral, h * tables_.kronrod(f).error_of_interpolant(), magnitude};
    }

private:
    fourier kind_;
    double omega_;
    const tables& tables_ = tables::the();
};

}  // namespace

rule fourier_rule(fourier kind, double omega) {
    if (!std::isfinite(omega))
        throw std::invalid_argument("taskquad: fourier_rule: omega is " + problem::text(omega) + ", must be finite");
    return fourier_weighted(kind, omega);
}

}  // namespace taskquad
