#include "regions/lattice/probes.hpp"

#include <algorithm>
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

probes::probes(const grid& g) : grid_(g), roots_(roots_of_primes(g.dimensions())) { grow(for_each_axis * g.dimensions()); }

/// In two dimensions boxes take as many evaluations as a sparse grid, even where f is smooth, so that more may be spent on doubt.
std::size_t probes::wanted(std::size_t dimensions, std::uint64_t points, bool is_sure) {
    constexpr std::uint64_t at_first = 36, for_a_point = 6, most = 128, share = 3, if_sure = 32;
    std::uint64_t more = at_first - std::min(at_first, points / for_a_point);
    if (dimensions == 2) more = std::max(more, std::min(most, points / share));
    if (is_sure) more = std::max(more, if_sure * dimensions);
    return for_each_axis * dimensions + static_cast<std::size_t>(more);
}

/// A Kronecker sequence: the fractional parts of multiples of irrational numbers.
void probes::grow(std::size_t count) {
    const std::size_t d = grid_.dimensions();
    for (std::size_t q = size(); q < count; ++q) {
        for (std::size_t j = 0; j < d; ++j) {
            const nested_family& axis = grid_.axis(j);
            double u = std::fmod(0.5 + static_cast<double>(q + 1) * roots_[j], 1.0);
            if (!is_spread_by_density(q)) u = (1 - std::cos(std::numbers::pi * u)) / 2;
            points_.push_back(rules::quantile(axis.weight(), u));
            polynomials_.emplace_back(most_coefficients(axis));
            rules::orthonormal<double>(axis.weight(), points_.back(), polynomials_.back());
        }
    }
}

void probes::add_values(const contribution& c, std::size_t components, std::size_t first, std::span<double> sums) const {
    const std::size_t d = grid_.dimensions(), count = sums.size() / components;
    std::vector<std::span<const double>> polynomials(d);
    for (std::size_t q = 0; q < count; ++q) {
        for (std::size_t j = 0; j < d; ++j) polynomials[j] = polynomials_[(first + q) * d + j];
        c.add_value(polynomials, sums.subspan(q * components, components));
    }
}

}  // namespace taskquad::regions::lattice
