#include "rules/symmetric_rule.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "rules/nodes_and_weights.hpp"
#include "support/bits.hpp"

using namespace taskquad::detail;
using namespace taskquad::rules;

namespace {

/// The sums one by one, on no processor in particular: in four parts each, as they are defined.
struct reference {
    double integral = 0, magnitude = 0;
    std::array<double, most_null_rule_pairs> squares{};

    reference(const nodes_and_weights<long double>& k, const std::vector<std::vector<long double>>& rules,
              std::span<const double> y) {
        const std::size_t n = y.size(), half = n / 2;
        std::array<double, 4> parts{}, sizes{};
        const auto w = [&](std::size_t i) { return static_cast<double>(k.weights[i]); };
        for (std::size_t i = 0; i < half; ++i) {
            const double left = w(i) * y[i], right = w(i) * y[n - 1 - i];
            parts[i % 4] += left + right;
            sizes[i % 4] += std::abs(left);
            sizes[i % 4] += std::abs(right);
        }
        integral = (parts[0] + parts[1]) + (parts[2] + parts[3]) + w(half) * y[half];
        magnitude = (sizes[0] + sizes[1]) + (sizes[2] + sizes[3]) + std::abs(w(half) * y[half]);
        for (std::size_t p = 0; p < rules.size() / 2; ++p) {
            const auto even = [&](std::size_t i) { return static_cast<double>(rules[2 * p][i]); };
            const auto odd = [&](std::size_t i) { return static_cast<double>(rules[2 * p + 1][i]); };
            double e = even(half) / 2 * (y[half] + y[half]), o = 0;
            for (std::size_t i = 0; i < half; ++i) {
                e += even(i) * (y[i] + y[n - 1 - i]);
                o += odd(i) * (y[i] - y[n - 1 - i]);
            }
            squares[p] = e * e + o * o;
        }
    }
};

std::vector<double> random_values(std::size_t n, std::mt19937_64& random) {
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<double> y(n);
    const double size = std::exp(20 * uniform(random));
    for (double& v : y) v = size * uniform(random);
    return y;
}

}  // namespace

TEST_CASE("all sums have the bits of the reference, for one segment and for two, whatever the processor has") {
    std::mt19937_64 random(20261125);
    for (int n = 3; n <= 99; n += 2) {
        CAPTURE(n);
        const auto k = kronrod_legendre((n - 1) / 2);
        const auto rules = null_rules_of(k.nodes, k.weights);
        const symmetric_rule rule(k.nodes, k.weights);
        for (int i = 0; i < 20; ++i) {
            const auto count = static_cast<std::size_t>(n);
            const auto y = random_values(2 * count, random);
            const auto both = rule.two(y);
            for (std::size_t s = 0; s < 2; ++s) {
                const auto its = std::span(y).subspan(s * count, count);
                const reference expected(k, rules, its);
                const auto pairs = std::min(most_null_rule_pairs, (count - 1) / 2);
                const auto null_rules = decay<double>::of(std::span<const double>(expected.squares).first(pairs));
                const auto found = rule(its);
                CHECK(same_bits(found.integral, expected.integral));
                CHECK(same_bits(found.magnitude, expected.magnitude));
                CHECK(same_bits(found.null_rules.ratio, null_rules.ratio));
                CHECK(same_bits(found.null_rules.next, null_rules.next));
                CHECK(same_bits(found.error(), null_rules.of_quadrature()));
                CHECK(same_bits(both.integral[s], expected.integral));
                CHECK(same_bits(both.magnitude[s], expected.magnitude));
                CHECK(same_bits(both.error[s], null_rules.of_quadrature()));
            }
        }
    }
}

TEST_CASE("the sums of f times a power of two are those of f times it, to the bit, as far as doubles go") {
    std::mt19937_64 random(7);
    const auto k = kronrod_legendre(10);
    const symmetric_rule rule(k.nodes, k.weights);
    std::uniform_real_distribution<double> uniform(0.5, 1);
    std::vector<double> y(21);
    for (double& v : y) v = uniform(random);
    const auto of_one = rule(y);
    for (int e = -950; e <= 950; e += 50) {
        CAPTURE(e);
        std::vector<double> scaled = y;
        for (double& v : scaled) v = std::ldexp(v, e);
        const auto s = rule(scaled);
        CHECK(same_bits(s.integral, std::ldexp(of_one.integral, e)));
        CHECK(same_bits(s.magnitude, std::ldexp(of_one.magnitude, e)));
        CHECK(same_bits(s.error(), std::ldexp(of_one.error(), e)));
        std::vector<double> twice = scaled;
        twice.insert(twice.end(), y.begin(), y.end());
        CHECK(rule.two(twice).error == std::array{s.error(), of_one.error()});
    }
    const std::vector<double> zeros(21);
    CHECK(rule(zeros).error() == 0);
    CHECK(rule.two(std::vector<double>(42)).error == std::array{0.0, 0.0});
}

TEST_CASE("a value that is not finite shows in the integral of |f|") {
    const auto k = kronrod_legendre(10);
    const symmetric_rule rule(k.nodes, k.weights);
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        for (std::size_t i = 0; i < 21; ++i) {
            std::vector<double> y(21, 1.0);
            y[i] = bad;
            CHECK(!std::isfinite(rule(y).magnitude));
        }
    }
}
