/// Orbits: the points that a fully symmetric cubature rule weighs alike, all those that permutations of the coordinates and changes
/// of sign make of one point of [-1, 1]^d, the generator.
///
/// Such a rule integrates every monomial with an odd exponent exactly, to 0; so only the moments of even exponents, in falling
/// order, have to be looked at (J. McNamee, F. Stenger, Construction of fully symmetric numerical integration formulas, Numer.
/// Math. 10 (1967), 327-344, doi:10.1007/BF02162032).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taskquad::rules {

class orbit {
public:
    /// `generator`: the coordinates that are not 0, positive, at most d of them; equal ones stand side by side.
    orbit(std::size_t dimension, std::vector<long double> generator);

    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
    [[nodiscard]] std::span<const long double> generator() const noexcept { return generator_; }
    /// How many points there are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Whether its points lie on the axes.
    [[nodiscard]] bool is_on_axes() const noexcept { return generator_.size() == 1; }
    /// The mean over the orbit of the product of x_i^(2 e_i), for the first so many coordinates.
    [[nodiscard]] long double mean(std::span<const int> e) const;
    /// Appends the points, each with all its coordinates, in an order that never changes. Of an orbit on the axes: the positive and
    /// the negative point of the first axis, of the second, and so on.
    void points(std::vector<double>& list) const;

private:
    std::size_t dimension_;
    std::vector<long double> generator_;
    std::size_t size_;
};

/// Halves of the exponents of a monomial, falling.
using even_exponents = std::vector<int>;

/// All of them for d coordinates, up to a total degree, by degree.
std::vector<even_exponents> even_monomials(std::size_t dimension, int degree);
[[nodiscard]] int degree_of(const even_exponents& e);
/// The mean of the monomial over [-1, 1]^d.
[[nodiscard]] long double mean_over_cube(const even_exponents& e);

}  // namespace taskquad::rules
