#include "regions/lattice/contribution.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "regions/lattice/probes.hpp"
#include "regions/lattice/small_lattice.hpp"
#include "regions/lattice/weights.hpp"
#include "rules/quantile.hpp"

using namespace small_lattice;
using taskquad::regions::lattice::contribution;
using taskquad::regions::lattice::probes;
using taskquad::regions::lattice::weights;
using taskquad::rules::density;
using taskquad::rules::nested_family;
using taskquad::rules::orthonormal;

namespace {

double of_rule(const nested_family& f, std::size_t level, const std::function<double(double)>& g) {
    long double sum = 0;
    for (std::size_t i = 0; i < f.count(level); ++i) sum += f.weights(level)[i] * g(f.nodes()[i]);
    return static_cast<double>(sum);
}

double difference(const nested_family& f, std::size_t level, const std::function<double(double)>& g) {
    return of_rule(f, level, g) - (level == 0 ? 0 : of_rule(f, level - 1, g));
}

double smooth(std::span<const double> x) { return std::exp(0.3 * x[0] - 0.2 * x[1]) / (1 + 0.1 * x[2]) + x[0] * x[1] * x[2]; }

}  // namespace

TEST_CASE("of a product, an index contributes the product of its axes' differences") {
    const std::vector<const nested_family*> axes{&patterson(), &normal(), &leja()};
    const std::array<std::function<double(double)>, 3> factors{
        [](double x) { return std::exp(x); }, [](double x) { return std::cos(x) + x; }, [](double x) { return 1 / (1 + x); }};
    grid g(axes);
    sampled f(g, [&](std::span<const double> x) { return std::vector{factors[0](x[0]) * factors[1](x[1]) * factors[2](x[2])}; });
    contribution c(g);
    for (const index& k : up_to_total(3, 5)) {
        if (k[1] > 4) continue;
        double product = 1;
        for (std::size_t j = 0; j < 3; ++j) product *= difference(*axes[j], k[j], factors[j]);
        c.find(k, f.at(k), 1);
        CHECK(std::abs(c.to_integral().front() - product) <= 1e-14);
    }
}

TEST_CASE("the contributions of all indices below one add up to the product of its rules") {
    grid g({&patterson(), &normal(), &leja()});
    sampled f(g, [](std::span<const double> x) { return std::vector{smooth(x)}; });
    contribution c(g);
    const index top{2, 2, 3};
    double sum = 0;
    for (const index& k : up_to_total(3, 7)) {
        if (k[0] > top[0] || k[1] > top[1] || k[2] > top[2]) continue;
        c.find(k, f.at(k), 1);
        sum += c.to_integral().front();
    }
    double product = 0;
    std::size_t i = 0;
    const auto values = f.at(top);
    for (const long double u : patterson().weights(2)) {
        for (const long double v : normal().weights(2)) {
            for (const long double w : leja().weights(3)) product += static_cast<double>(u * v * w) * *values[i++];
        }
    }
    CHECK(sum == doctest::Approx(product).epsilon(1e-14));
}

TEST_CASE("a product of orthonormal polynomials is seen by the index that resolves it, and by none beyond") {
    // Level 1 has the polynomials up to degree 2, level 2 those up to 5 for Patterson's rules and 7 for Genz and Keister's.
    grid g({&patterson(), &normal()});
    sampled f(g, [](std::span<const double> x) {
        std::array<double, 8> p{}, q{};
        orthonormal<double>(density::uniform, x[0], p);
        orthonormal<double>(density::normal, x[1], q);
        return std::vector{p[2] * q[7], p[5] * q[1], p[0] * q[0]};
    });
    const std::array<index, 3> seen_by{{{1, 2}, {2, 1}, {0, 0}}};
    contribution c(g);
    for (const index& k : up_to_total(2, 4)) {
        c.find(k, f.at(k), 3);
        for (std::size_t i = 0; i < 3; ++i) {
            const index& by = seen_by[i];
            // Its own norm is 1; levels below took it for something else, which is removed as well.
            if (k == by) CHECK(c.spread()[i] >= 1 - 1e-13);
            if (k[0] > by[0] || k[1] > by[1]) CHECK(c.spread()[i] <= 1e-12);
        }
    }
}

TEST_CASE("contributions of vectors are those of their components, to the bit; of 2^k f, 2^k times those of f") {
    grid g({&patterson(), &leja(), &patterson()});
    const auto both = [](std::span<const double> x) { return std::vector{smooth(x), std::sin(x[0] + x[1] * x[2])}; };
    sampled vectors(g, both), first(g, [&](auto x) { return std::vector{both(x)[0]}; }),
        large(g, [&](auto x) { return std::vector{std::ldexp(both(x)[1], 900)}; });
    contribution c(g), one(g), other(g);
    for (const index& k : up_to_total(3, 4)) {
        c.find(k, vectors.at(k), 2);
        one.find(k, first.at(k), 1);
        other.find(k, large.at(k), 1);
        CHECK(c.to_integral()[0] == one.to_integral()[0]);
        CHECK(c.spread()[0] == one.spread()[0]);
        CHECK(std::ldexp(c.to_integral()[1], 900) == other.to_integral()[0]);
        CHECK(std::ldexp(c.spread()[1], 900) == doctest::Approx(other.spread()[0]).epsilon(1e-15));
    }
}

TEST_CASE("the weights of a grid's points make of the values what the contributions make of them") {
    grid g({&patterson(), &normal(), &leja()});
    sampled f(g, [](std::span<const double> x) { return std::vector{smooth(x)}; });
    contribution c(g);
    weights w(g);
    double sum = 0;
    for (const index& k : up_to_total(3, 4)) {
        c.find(k, f.at(k), 1);
        sum += c.to_integral().front();
        std::vector<point_number> points;
        g.points(k, points);
        w.add(k, points);
    }
    double weighted = 0;
    for (point_number p = 0; p < g.size(); ++p) {
        std::array<double, 3> x{};
        g.coordinates(p, x);
        weighted += w.all()[p] * smooth(x);
    }
    CHECK(weighted == doctest::Approx(sum).epsilon(1e-14));
}

TEST_CASE("at the probes, which are no points of the grid, the polynomial of a closed set is f where f is one of its polynomials") {
    grid g({&patterson(), &normal(), &leja(), &patterson()});
    // Level 1 resolves squares, on the exponential axis as well; level 2 fourth powers.
    const auto f = [](std::span<const double> x) {
        return std::vector{1 + x[0] * x[0] * x[1] - 2 * x[1] * x[1] * x[2] * x[2] + std::pow(x[3], 4), x[0] * x[3] - x[2]};
    };
    sampled values(g, f);
    contribution c(g);
    probes p(g);
    REQUIRE(p.size() == 16);
    std::vector<double> predicted(2 * p.size());
    const auto predict_from = [&](std::size_t first) {
        for (const index& k : up_to_total(4, 2)) {
            c.find(k, values.at(k), 2);
            p.add_values(c, 2, first, std::span(predicted).subspan(2 * first));
        }
    };
    predict_from(0);
    p.grow(30);
    predicted.resize(2 * p.size());
    predict_from(16);
    for (std::size_t q = 0; q < p.size(); ++q) {
        CHECK(p[q][0] > -1);
        CHECK(p[q][0] < 1);
        CHECK(p[q][2] > 0);
        for (std::size_t j = 0; j < 4; ++j) CHECK(std::ranges::find(g.axis(j).nodes(), p[q][j]) == g.axis(j).nodes().end());
        for (std::size_t i = 0; i < 2; ++i) CHECK(predicted[2 * q + i] == doctest::Approx(f(p[q])[i]).epsilon(1e-12));
    }
}

TEST_CASE("quantiles are where the distribution functions have the value") {
    using taskquad::rules::quantile;
    for (const double u : {1e-12, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.99, 1 - 1e-9}) {
        CHECK((quantile(density::uniform, u) + 1) / 2 == doctest::Approx(u).epsilon(1e-15));
        CHECK(std::erfc(-quantile(density::normal, u) / std::sqrt(2.0)) / 2 == doctest::Approx(u).epsilon(1e-14));
        CHECK(-std::expm1(-quantile(density::exponential, u)) == doctest::Approx(u).epsilon(1e-14));
    }
    // M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, table 26.5.
    CHECK(quantile(density::normal, 0.975) == doctest::Approx(1.95996).epsilon(1e-5));
}
