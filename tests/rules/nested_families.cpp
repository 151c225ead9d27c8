#include "rules/nested_families.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

using taskquad::rules::density;
using taskquad::rules::exponential_leja;
using taskquad::rules::gauss_patterson;
using taskquad::rules::genz_keister;
using taskquad::rules::nested_family;
using taskquad::rules::orthonormal;

namespace {

/// A sum that should be something, and the sum of its terms' magnitudes, of which rounding is a part.
struct tracked_sum {
    long double value = 0, size = 0;
    void add(long double term) {
        value += term;
        size += std::abs(term);
    }
    [[nodiscard]] long double off(bool one) const { return std::abs(value - (one ? 1 : 0)) / std::max(1.0L, size); }
};

/// What a level makes of p_0, p_1, ..., whose integrals are 1, 0, 0, ...: powers would lose digits.
std::vector<tracked_sum> moments(const nested_family& f, std::size_t level, std::size_t count) {
    std::vector<tracked_sum> sums(count);
    std::vector<long double> p(count);
    for (std::size_t i = 0; i < f.count(level); ++i) {
        orthonormal<long double>(f.weight(), f.exact_nodes()[i], p);
        for (std::size_t k = 0; k < count; ++k) sums[k].add(f.weights(level)[i] * p[k]);
    }
    return sums;
}

/// Verifies that a level is exact to a degree. Together with the nodes of the level below, which it shares, this
/// determines a rule.
void verify_degree(const nested_family& f, std::size_t level, std::size_t degree) {
    CAPTURE(level);
    const auto sums = moments(f, level, degree + 1);
    for (std::size_t k = 0; k <= degree; ++k) {
        CAPTURE(k);
        CHECK(sums[k].off(k == 0) <= 3e-18L);
    }
}

}  // namespace

TEST_CASE("Patterson's rules are exact to degree (3 n + 1) / 2, in long double, with positive weights") {
    const nested_family& f = gauss_patterson();
    REQUIRE(f.levels() == 7);
    CHECK(f.weight() == density::uniform);
    for (std::size_t level = 0; level < 7; ++level) {
        REQUIRE(f.count(level) == (std::size_t{2} << level) - 1);
        verify_degree(f, level, level == 0 ? 1 : (3 * f.count(level) + 1) / 2);
        CHECK(std::ranges::all_of(f.weights(level), [](long double w) { return w > 0; }));
    }
    for (const double x : f.nodes()) CHECK(std::abs(x) < 1);
}

TEST_CASE("Genz and Keister's rules are exact to degree 1, 5, 15, 29, 51 under the normal density, in long double") {
    const nested_family& f = genz_keister();
    REQUIRE(f.levels() == 5);
    CHECK(f.weight() == density::normal);
    const std::array<std::pair<std::size_t, std::size_t>, 5> count_and_degree{{{1, 1}, {3, 5}, {9, 15}, {19, 29}, {35, 51}}};
    for (std::size_t level = 0; level < 5; ++level) {
        REQUIRE(f.count(level) == count_and_degree[level].first);
        verify_degree(f, level, count_and_degree[level].second);
    }
}

TEST_CASE("weighted Leja nodes stand where the root of the density times their distances is largest, and interpolate stably") {
    const nested_family& f = exponential_leja();
    REQUIRE(f.levels() == 17);
    CHECK(f.weight() == density::exponential);
    const auto nodes = f.exact_nodes();
    CHECK(nodes[0] == 1);
    CHECK(nodes[1] == 0);
    for (std::size_t n = 1; n < nodes.size(); ++n) {
        CAPTURE(n);
        const auto height = [&](long double x) {
            long double log_height = -x / 2;
            for (const long double y : nodes.first(n)) log_height += std::log(std::abs(x - y));
            return log_height;
        };
        long double best = height(0);
        for (int i = 1; i < 20'000; ++i) best = std::max(best, height(i * 0.01L));
        CHECK(height(nodes[n]) >= best - 1e-15L);
    }
    for (std::size_t level = 0; level < 17; ++level) {
        REQUIRE(f.count(level) == 2 * level + 1);
        const auto sums = moments(f, level, f.count(level));
        for (std::size_t k = 0; k < sums.size(); ++k) CHECK(sums[k].off(k == 0) <= 1e-17L);
        long double sum = 0;
        for (const long double w : f.weights(level)) sum += std::abs(w);
        CHECK(sum < 2);
    }
}

TEST_CASE("each level has the nodes of the levels below, each of them once, and none is -0.0") {
    for (const nested_family* f : {&gauss_patterson(), &genz_keister(), &exponential_leja()}) {
        std::vector<double> nodes(f->nodes().begin(), f->nodes().end());
        REQUIRE(nodes.size() == f->count(f->levels() - 1));
        for (const double x : nodes) CHECK((x != 0 || !std::signbit(x)));
        std::ranges::sort(nodes);
        CHECK(std::ranges::adjacent_find(nodes) == nodes.end());
        std::size_t all = 0;
        for (std::size_t level = 0; level < f->levels(); ++level) {
            all += f->fresh(level);
            CHECK(f->count(level) == all);
        }
    }
}

TEST_CASE("the differences of a level are what its polynomial has and the one of the level below has not") {
    for (const nested_family* f : {&gauss_patterson(), &genz_keister(), &exponential_leja()}) {
        std::size_t below = 0;
        for (std::size_t level = 0; level < f->levels(); ++level) {
            const std::size_t n = f->count(level), rows = f->coefficients(level);
            CAPTURE(n);
            REQUIRE(f->differences(level).size() == rows * n);
            REQUIRE(rows > below);
            std::vector<std::vector<long double>> p(n, std::vector<long double>(rows));
            for (std::size_t i = 0; i < n; ++i) orthonormal<long double>(f->weight(), f->exact_nodes()[i], p[i]);
            for (std::size_t k = 0; k < rows; ++k) {
                for (std::size_t r = 0; r < rows; ++r) {
                    // To the level below a polynomial of higher degree looks like one of those that it has.
                    if (k >= below && r < below) continue;
                    tracked_sum sum;
                    for (std::size_t i = 0; i < n; ++i) sum.add(f->differences(level)[r * n + i] * p[i][k]);
                    CHECK(sum.off(k == r && k >= below) <= 2e-16L);
                }
            }
            below = rows;
        }
    }
}

TEST_CASE("polynomials are orthonormal under their densities") {
    // Patterson's rule of 127 nodes and Genz and Keister's of 35 are exact for these products, interpolation at 33 nodes for those
    // of degree 32.
    for (const auto& [f, count] :
         {std::pair(&gauss_patterson(), 95), std::pair(&genz_keister(), 25), std::pair(&exponential_leja(), 16)}) {
        const std::size_t level = f->levels() - 1, n = static_cast<std::size_t>(count);
        std::vector<long double> p(n);
        std::vector<tracked_sum> products(n * n);
        for (std::size_t i = 0; i < f->count(level); ++i) {
            orthonormal<long double>(f->weight(), f->exact_nodes()[i], p);
            for (std::size_t k = 0; k < n * n; ++k) products[k].add(f->weights(level)[i] * p[k / n] * p[k % n]);
        }
        for (std::size_t k = 0; k < n * n; ++k) CHECK(products[k].off(k / n == k % n) <= 5e-16L);
    }
}
