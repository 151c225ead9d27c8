#include "rules/null_layers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rules/cubature.hpp"

using namespace taskquad;
using rules::cubature_rule;

TEST_CASE("null rules give nothing for polynomials of their degree, and something for the next even one") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        CAPTURE(degree);
        CAPTURE(d);
        const auto r = cubature_rule(degree, d);
        const auto& nulls = r->nulls();
        std::vector<int> degrees;
        for (std::size_t k = 0; k < nulls.sizes().size(); ++k) degrees.insert(degrees.end(), nulls.sizes()[k], nulls.degrees()[k]);
        REQUIRE(degrees.size() == nulls.count());
        CHECK(nulls.count() == r->orbits().size() - 1);
        std::vector<double> most_of_next(nulls.count(), 0.0);
        for (const auto& e : rules::even_monomials(d, degree + 1)) {
            const auto seen = read(*r, monomial(e, 0)).of_null_rules;
            for (std::size_t i = 0; i < seen.size(); ++i) {
                if (rules::degree_of(e) <= degrees[i]) {
                    CHECK(std::abs(seen[i]) <= 2e-13);
                } else if (rules::degree_of(e) == degrees[i] + 1) {
                    most_of_next[i] = std::max(most_of_next[i], std::abs(seen[i]));
                }
            }
        }
        for (const double seen : most_of_next) CHECK(seen > 1e-5);
        // Each has the Euclidean norm of the rule.
        const auto length = [&](const auto& w) {
            double sum = 0;
            for (std::size_t j = 0; j < r->orbits().size(); ++j) {
                sum += static_cast<double>(r->orbits()[j].size()) * static_cast<double>(w[j] * w[j]);
            }
            return std::sqrt(sum);
        };
        for (std::size_t i = 0; i < nulls.count(); ++i) {
            CHECK(length(nulls[i]) == doctest::Approx(length(r->weights())).epsilon(1e-14));
            for (std::size_t k = 0; k < i; ++k) {
                double product = 0;
                for (std::size_t j = 0; j < r->orbits().size(); ++j) {
                    product += static_cast<double>(r->orbits()[j].size()) * nulls[i][j] * nulls[k][j];
                }
                CHECK(std::abs(product) <= 1e-14 * length(nulls[i]) * length(nulls[k]));
            }
        }
    }
}

TEST_CASE("the layers of null rules are those that were found when the rules were searched for") {
    const auto sizes = [](int degree, std::size_t d) {
        const auto s = cubature_rule(degree, d)->nulls().sizes();
        return std::vector(s.begin(), s.end());
    };
    using list = std::vector<std::size_t>;
    for (std::size_t d = 2; d <= 8; ++d) CHECK(sizes(7, d) == list{1, 2, 1});
    for (std::size_t d = 4; d <= 8; ++d) CHECK(sizes(9, d) == list{2, 3, 2, 1});
    CHECK(sizes(13, 2) == list{1, 3, 2, 2, 1});
    CHECK(sizes(11, 3) == list{1, 3, 2, 1});
}

TEST_CASE("the error of smooth f falls by much more than the degree promises, of f = 0 it is 0, of NaN it is not finite") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        if (d > 5) continue;
        const auto r = cubature_rule(degree, d);
        const auto error = [&](double scale) {
            const auto seen = read(*r, [=](point x) {
                double t = 0;
                for (std::size_t i = 0; i < x.size(); ++i) t += static_cast<double>(i + 1) * x[i];
                return std::exp(scale * t / static_cast<double>(x.size()));
            });
            return r->nulls().error(seen.of_null_rules);
        };
        CHECK(error(0.25) < error(0.5) * std::pow(0.5, degree - 1));
        CHECK(r->nulls().error(read(*r, [](point) { return 0.0; }).of_null_rules) == 0);
        const auto bad = read(*r, [](point x) { return x[0] > 0.9 ? std::numeric_limits<double>::quiet_NaN() : 1.0; });
        CHECK(!std::isfinite(r->nulls().error(bad.of_null_rules)));
    }
}

TEST_CASE("the error of f * 2^k has the bits of 2^k times that of f") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        if (d > 3) continue;
        const auto r = cubature_rule(degree, d);
        const auto error = [&](int k) {
            return r->nulls().error(read(*r, [=](point x) { return std::ldexp(1 / (1.2 + x[0] * x[1]), k); }).of_null_rules);
        };
        for (const int k : {-900, -1, 1, 900}) CHECK(error(k) == std::ldexp(error(0), k));
    }
}
