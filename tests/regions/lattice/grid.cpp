#include "regions/lattice/grid.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "regions/lattice/small_lattice.hpp"
#include "regions/lattice/weights.hpp"

using namespace small_lattice;
using taskquad::regions::lattice::weights;

TEST_CASE("the points of a grid are products of nodes, each numbered once, though many indices have it") {
    grid g({&patterson(), &normal(), &leja()});
    std::set<std::vector<double>> met;
    double fresh = 0;
    for (const index& k : up_to_total(3, 4)) {
        fresh += g.fresh(k);
        std::vector<point_number> points;
        g.points(k, points);
        REQUIRE(static_cast<double>(points.size()) == g.count(k));
        std::size_t i = 0;
        for (std::size_t a = 0; a < patterson().count(k[0]); ++a) {
            for (std::size_t b = 0; b < normal().count(k[1]); ++b) {
                for (std::size_t c = 0; c < leja().count(k[2]); ++c, ++i) {
                    std::vector<double> at(3);
                    g.coordinates(points[i], at);
                    CHECK(at == std::vector<double>{patterson().nodes()[a], normal().nodes()[b], leja().nodes()[c]});
                    met.insert(at);
                }
            }
        }
        CHECK(met.size() == g.size());
    }
    CHECK(static_cast<double>(g.size()) == fresh);
}

TEST_CASE("up to a total level of 2 a grid of Patterson's nodes has 2 d^2 + 4 d + 1 points") {
    for (std::size_t d = 1; d <= 10; ++d) {
        grid g(std::vector(d, &patterson()));
        std::vector<point_number> points;
        for (const index& k : up_to_total(d, 2)) g.points(k, points);
        CHECK(g.size() == 2 * d * d + 4 * d + 1);
    }
}

TEST_CASE("weights of both signs: the sums of their magnitudes") {
    // Measured by a program of its own, which adds up tensor products of other tables of these rules.
    struct known {
        std::size_t dimensions;
        double up_to_two, up_to_three;
    };
    for (const auto& [d, two, three] : {known{3, 3.9, 5.7}, known{6, 16, 36}, known{10, 51, 178}}) {
        for (const auto& [total, sum] : {std::pair(2, two), std::pair(3, three)}) {
            grid g(std::vector(d, &patterson()));
            weights w(g);
            for (const index& k : up_to_total(d, total)) {
                std::vector<point_number> points;
                g.points(k, points);
                w.add(k, points);
            }
            REQUIRE(w.all().size() == g.size());
            double all = 0, magnitudes = 0;
            for (const double x : w.all()) {
                all += x;
                magnitudes += std::abs(x);
            }
            CHECK(all == doctest::Approx(1).epsilon(1e-13));
            CHECK(magnitudes == doctest::Approx(sum).epsilon(0.02));
        }
    }
}
