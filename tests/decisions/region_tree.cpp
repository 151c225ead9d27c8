#include "decisions/region_tree.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/families.hpp"

using namespace taskquad::decisions;

namespace {

void estimate(region_tree& tree, region_id s, double integral, double error) {
    tree[s].integral = integral;
    tree[s].error = error;
    tree.commit_leaf(s);
}

region_id split(region_tree& tree, region_id s, std::uint64_t seed, std::size_t parts = 2) {
    tree.divide(s, std::vector<region>(parts));
    random_numbers random(seed);
    tree[s].split = true;
    for (region_id k = 0; k < parts; ++k) {
        const double integral = random.uniform(-1, 1);
        estimate(tree, tree[s].first + k, integral, random.uniform());
    }
    tree.update_from(s);
    return tree[s].first;
}

std::vector<region> some(std::size_t n) { return std::vector<region>(n); }

}  // namespace

TEST_CASE("the initial regions have the order they were given in, and their totals add up") {
    auto given = some(5);
    for (std::size_t i = 0; i < 5; ++i) given[i].place[0] = static_cast<double>(i);
    region_tree tree(given);
    REQUIRE(tree.initial().size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        const region_id s = tree.initial()[i];
        CHECK(tree[s].place[0] == static_cast<double>(i));
        estimate(tree, s, double(i + 1), 0.5);
    }
    tree.update_joins();
    CHECK(tree.integral() == 15);
    CHECK(tree.error() == 2.5);
    CHECK(tree.leaves() == std::vector<region_id>(tree.initial().begin(), tree.initial().end()));
}

TEST_CASE("the totals do not depend on the order of the splits") {
    std::vector<double> totals;
    for (const bool left_first : {true, false}) {
        region_tree tree(some(2));
        const region_id l = tree.initial()[0], r = tree.initial()[1];
        estimate(tree, l, 1, 1);
        estimate(tree, r, 1, 1);
        tree.update_joins();
        if (left_first) {
            split(tree, split(tree, l, 1), 2);
            split(tree, split(tree, r, 3), 4);
        } else {
            const region_id rl = split(tree, r, 3), ll = split(tree, l, 1);
            split(tree, rl, 4);
            split(tree, ll, 2);
        }
        totals.push_back(tree.integral());
        totals.push_back(tree.error());
        CHECK(tree.leaves().size() == 6);
    }
    CHECK(totals[0] == totals[2]);
    CHECK(totals[1] == totals[3]);
}

TEST_CASE("an infinite error is counted, and gone when its segment is") {
    region_tree tree(some(1));
    const region_id s = tree.initial()[0];
    estimate(tree, s, 1, INFINITY);
    CHECK(std::isinf(tree.error()));
    CHECK(tree.finite_error() == 0);
    split(tree, s, 1);
    CHECK(std::isfinite(tree.error()));
}

TEST_CASE("a single successor takes the place of its region, and many are summed up") {
    for (const std::size_t parts : {1U, 2U, 3U, 4U, 7U}) {
        region_tree tree(some(1));
        const region_id s = tree.initial()[0];
        estimate(tree, s, 1, 0.5);
        const region_id first = split(tree, s, 1, parts);
        const region_id below = split(tree, first + static_cast<region_id>(parts) - 1, 2, 3);
        double integral = 0, error = 0;
        for (const region_id leaf : tree.leaves()) {
            integral += tree[leaf].integral;
            error += tree[leaf].error;
        }
        CHECK(tree.leaves().size() == parts + 2);
        CHECK(tree.leaves().back() == below + 2);
        CHECK(tree.integral() == doctest::Approx(integral).epsilon(1e-15));
        CHECK(tree.error() == doctest::Approx(error).epsilon(1e-15));
        CHECK(tree.successors(tree[s]).size() == parts);
    }
}

TEST_CASE("the components of integrals add up one by one") {
    region_tree tree(some(2));
    tree.has_components(3);
    for (const region_id s : tree.initial()) {
        const auto y = tree.components(s);
        for (std::size_t c = 0; c < 3; ++c) y[c] = static_cast<double>((c + 1) * (s + 1));
        tree.commit_leaf(s);
    }
    tree.update_joins();
    const auto l = tree.initial()[0], r = tree.initial()[1];
    for (std::size_t c = 0; c < 3; ++c) CHECK(tree.integral_components()[c] == static_cast<double>((c + 1) * (l + r + 2)));
}
