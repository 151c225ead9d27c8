#include "rules/fully_symmetric.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "rules/cubature.hpp"
#include "rules/found_generators.hpp"

using namespace taskquad;
using rules::cubature_rule;
using rules::fully_symmetric;

TEST_CASE("cubature rules have their numbers of points, inside the cube, and weights that sum to 1") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        CAPTURE(degree);
        CAPTURE(d);
        const auto r = cubature_rule(degree, d);
        CHECK(r->degree() == degree);
        CHECK(r->count() == n.points);
        CHECK(r->points().size() == n.points * d);
        for (const double x : r->points()) CHECK(std::abs(x) < 1);
        long double sum = 0;
        for (std::size_t j = 0; j < r->orbits().size(); ++j) {
            sum += r->weights()[j] * static_cast<long double>(r->orbits()[j].size());
        }
        CHECK(std::abs(sum - 1) <= 1e-15L);
        CHECK(r->residual() <= 1e-16L);
    }
}

TEST_CASE("cubature rules integrate all polynomials of their degree, and not all of the next even one") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        CAPTURE(degree);
        CAPTURE(d);
        const auto r = cubature_rule(degree, d);
        double worst_of_next = 0;
        for (const auto& e : rules::even_monomials(d, degree + 1)) {
            const double exact = static_cast<double>(rules::mean_over_cube(e));
            for (const std::size_t first : {std::size_t{0}, d - 1}) {
                const double error = std::abs(read(*r, monomial(e, first)).integral - exact) / exact;
                if (rules::degree_of(e) > degree) {
                    worst_of_next = std::max(worst_of_next, error);
                } else {
                    CHECK(error <= 1e-13);
                }
            }
        }
        CHECK(worst_of_next > 1e-5);
        // Odd ones vanish by symmetry.
        CHECK(std::abs(read(*r, [](point x) { return x[0] * x[1] * x[1]; }).integral) <= 1e-15);
        CHECK(std::abs(read(*r, [](point x) { return x[0] * x[1]; }).integral) <= 1e-15);
    }
}

// Solved once more in rational arithmetic, from the generators' digits (of degree 9, from 60 digits of them).
TEST_CASE("weights and generators are those of rational arithmetic, to 1e-16") {
    const auto same = [](const fully_symmetric& r, const std::vector<double>& weights) {
        REQUIRE(r.weights().size() == weights.size());
        for (std::size_t j = 0; j < weights.size(); ++j) CHECK(std::abs(static_cast<double>(r.weights()[j]) - weights[j]) <= 1e-16);
    };
    same(*cubature_rule(9, 4),
         {-.20528311764075033, -.11271148184313311, .07845698232885603, -.05738771738146157, .09746765587120286, .00042142721582990,
          .01738509394300787, .00157521960010011, .01647961351184608});
    same(*cubature_rule(13, 2),
         {.06881007139482410, .04430740676867050, .00830783426620671, .00282351052869307, .00874779849611177, .01730172277361203,
          .05276216881128298, .02503388253495713, .02832786298000554, .00842871600587434});
    same(*cubature_rule(11, 3), {.03818301764731571, -.00462234031320108, .03131002333035222, .01555512932811970,
                                 .02905942885393187, .01218070997083119, .00960986285756884, .00226964638052435});
    const auto generators = cubature_rule(9, 5)->orbits();
    CHECK(std::abs(static_cast<double>(generators[2].generator().front()) - .48080520524683233) <= 1e-15);
    CHECK(std::abs(static_cast<double>(generators[8].generator().front()) - .68203395582855642) <= 1e-15);
    const std::array amplifications{4.13, 5.38, 7.04, 9.94, 13.65};
    for (std::size_t d = 4; d <= 8; ++d)
        CHECK(cubature_rule(9, d)->amplification() == doctest::Approx(amplifications[d - 4]).epsilon(2e-3));
    CHECK(cubature_rule(13, 2)->amplification() == doctest::Approx(1).epsilon(1e-15));
}

TEST_CASE("Genz and Malik's weights are theirs in every dimension") {
    // Genz and Malik 1980: for the cube of volume 1, w1 .. w5 in the order of the orbits.
    for (std::size_t d = 2; d <= 8; ++d) {
        const auto n = static_cast<double>(d);
        const std::array expected{(12824 - 9120 * n + 400 * n * n) / 19683, 980.0 / 6561, (1820 - 400 * n) / 19683, 200.0 / 19683,
                                  6859.0 / 19683 / std::pow(2, n)};
        const auto r = cubature_rule(7, d);
        for (std::size_t j = 0; j < 5; ++j)
            CHECK(static_cast<double>(r->weights()[j]) == doctest::Approx(expected[j]).epsilon(1e-14));
    }
}

TEST_CASE("another step of Newton's method leaves the generators that were found as they are") {
    for (const auto& [degree, orbits] :
         {std::pair{13, rules::orbits_of_45_points()}, std::pair{11, rules::orbits_of_89_points()}}) {
        const fully_symmetric r(degree, orbits, 1, 2);
        const std::vector<long double> weights(r.weights().begin(), r.weights().end());
        const auto once_more = rules::polished(orbits, weights, degree);
        // An error of the size that a step corrects: it comes back.
        auto off = orbits;
        std::vector<long double> g(off[1].generator().begin(), off[1].generator().end());
        g[0] += 1e-9L;
        off[1] = {off[1].dimension(), g};
        const auto back = fully_symmetric(degree, rules::polished(off, weights, degree), 1, 2);
        CHECK(fully_symmetric(degree, off, 1, 2).residual() > 1e-13L);
        CHECK(back.residual() <= 1e-16L);
        for (std::size_t j = 0; j < orbits.size(); ++j) {
            for (std::size_t i = 0; i < orbits[j].generator().size(); ++i) {
                CHECK(std::abs(once_more[j].generator()[i] - orbits[j].generator()[i]) <= 2e-17L);
            }
        }
    }
}

TEST_CASE("the fourth differences see the fourth derivative along their axis, and no lower one") {
    for (const named_rule& n : all_rules()) {
        const int degree = n.degree;
        const std::size_t d = n.dimension;
        const auto r = cubature_rule(degree, d);
        const auto along = [&](std::size_t axis, int power) {
            return read(*r, [=](point x) { return std::pow(x[axis], power) + x[(axis + 1) % x.size()]; }).fourth_differences;
        };
        for (const std::size_t axis : {std::size_t{0}, d - 1}) {
            for (std::size_t a = 0; a < d; ++a) {
                CHECK((std::abs(along(axis, 4)[a]) > 0.01) == (a == axis));
                for (const int power : {0, 1, 2, 3}) CHECK(std::abs(along(axis, power)[a]) <= 4e-15);
            }
        }
    }
}

TEST_CASE("the points of a line are on their axis, from one side to the other") {
    for (const named_rule& n : all_rules()) {
        const std::size_t d = n.dimension;
        const auto r = cubature_rule(n.degree, d);
        const auto line = r->line();
        CHECK(std::ranges::is_sorted(line, std::less_equal()));
        CHECK(line.size() >= 5);
        CHECK(line.back() == r->outermost());
        for (std::size_t left_out = 0; left_out <= r->most_left_out; ++left_out) {
            const auto factors = r->at_side(left_out);
            REQUIRE(factors.size() == line.size() - left_out);
            for (std::size_t power = 0; power < factors.size(); ++power) {
                double sum = 0;
                for (std::size_t i = 0; i < factors.size(); ++i)
                    sum += factors[i] * std::pow(line[left_out + i], static_cast<double>(power));
                CHECK(sum == doctest::Approx(1).epsilon(1e-12));
            }
        }
        for (std::size_t a = 0; a < d; ++a) {
            for (std::size_t i = 0; i < line.size(); ++i) {
                for (std::size_t b = 0; b < d; ++b) CHECK(r->points()[r->point_on_line(a, i) * d + b] == (a == b ? line[i] : 0));
            }
        }
    }
}

TEST_CASE("a reading has the magnitude, the least and the largest value") {
    const auto r = cubature_rule(7, 2);
    const auto seen = read(*r, [](point x) { return x[0] > 0 ? 3.0 : x[0] < 0 ? -1.0 : 0.0; });
    CHECK(seen.least == -1);
    CHECK(seen.largest == 3);
    CHECK(seen.magnitude == doctest::Approx(6 * 4 / 17.0));
}

TEST_CASE("where there is no rule, the message says so") {
    CHECK_THROWS_WITH_AS(cubature_rule(9, 2), "taskquad: there is no cubature rule of degree 9 in 2 dimensions",
                         std::invalid_argument);
    CHECK_THROWS_AS(cubature_rule(7, 1), std::invalid_argument);
    CHECK_THROWS_AS(cubature_rule(7, 17), std::invalid_argument);
    CHECK_THROWS_AS(cubature_rule(13, 3), std::invalid_argument);
    CHECK(cubature_rule(7, 3) == cubature_rule(7, 3));
}

TEST_CASE("values whose sum no double is have the mean that they have in another unit") {
    const auto f = [](double unit) { return [unit](point x) { return unit * std::cos(x[0] * x[1]); }; };
    for (const named_rule& n : all_rules()) {
        const auto r = cubature_rule(n.degree, n.dimension);
        const auto small = read(*r, f(1)), large = read(*r, f(0x1p1023));
        CHECK(large.integral == 0x1p1023 * small.integral);
        CHECK(large.magnitude == 0x1p1023 * small.magnitude);
        for (std::size_t k = 0; k < small.of_null_rules.size(); ++k) {
            CHECK(large.of_null_rules[k] == 0x1p1023 * small.of_null_rules[k]);
        }
        CHECK(large.fourth_differences == std::vector<double>(small.fourth_differences.size(), 0));
    }
    const auto r = cubature_rule(7, 2);
    CHECK(!std::isfinite(read(*r, [](point x) { return x[0] > 0 ? 1 / (x[1] - x[1]) : 1; }).integral));
}
