#include "regions/lattice/probes.hpp"

#include <cmath>
#include <numbers>

#include "rules/quantile.hpp"

namespace taskquad::regions::lattice {

namespace {

/// The roots of the first primes.
std::vector<double> roots_of_primes(std::size_t count) {
    std::vector<double> roots;
    for (int p = 2; roots.size() < count; ++p) {
        bool prime = true;
        for (int q = 2; prime && q * q <= p; ++q) prime = p % q != 0;
        if (prime) roots.push_back(std::sqrt(static_cast<double>(p)));
    }
    return roots;
}

std::size_t most_coefficients(const nested_family& axis) {
    std::size_t most = 0;
    for (std::size_t l = 0; l < axis.levels(); ++l) most = std::max(most, axis.coefficients(l));
    return most;
}

}  // namespace

/// A Kronecker sequence: the fractional parts of multiples of irrational numbers. Every second point is drawn towards the faces,
/// where polynomials are off most.
probes::probes(const grid& g) : grid_(g) {
    const std::size_t d = g.dimensions(), count = for_each_axis * d;
    const auto roots = roots_of_primes(d);
    for (std::size_t q = 1; q <= count; ++q) {
        for (std::size_t j = 0; j < d; ++j) {
            const nested_family& axis = g.axis(j);
            double u = std::fmod(0.5 + static_cast<double>(q) * roots[j], 1.0);
            if (q % 2 == 0) u = (1 - std::cos(std::numbers::pi * u)) / 2;
            points_.push_back(rules::quantile(axis.weight(), u));
            polynomials_.emplace_back(most_coefficients(axis));
            rules::orthonormal<double>(axis.weight(), points_.back(), polynomials_.back());
        }
    }
}

void probes::add_values(const contribution& c, std::size_t components, std::span<double> sums) const {
    const std::size_t d = grid_.dimensions();
    std::vector<std::span<const double>> polynomials(d);
    for (std::size_t q = 0; q < size(); ++q) {
        for (std::size_t j = 0; j < d; ++j) polynomials[j] = polynomials_[q * d + j];
        c.add_value(polynomials, sums.subspan(q * components, components));
    }
}

}  // namespace taskquad::regions::lattice
