#include "segment_tree.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/families.hpp"

using namespace taskquad::detail;

namespace {

void estimate(segment_tree& tree, segment_id s, double integral, double error) {
    tree[s].integral = integral;
    tree[s].error = error;
    tree.commit_leaf(s);
}

segment_id split(segment_tree& tree, segment_id s, std::uint64_t seed) {
    const double m = (tree[s].a + tree[s].b) / 2;
    tree.divide(s, std::vector<segment_node>{{.a = tree[s].a, .b = m}, {.a = m, .b = tree[s].b}});
    random_numbers random(seed);
    tree[s].split = true;
    estimate(tree, tree[s].left, random.uniform(-1, 1), random.uniform());
    estimate(tree, tree[s].right, random.uniform(-1, 1), random.uniform());
    tree.update_from(s);
    return tree[s].left;
}

std::vector<segment_node> between(const std::vector<double>& points) {
    std::vector<segment_node> list;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) list.push_back({.a = points[i], .b = points[i + 1]});
    return list;
}

}  // namespace

TEST_CASE("the initial segments lie between successive points, and their totals add up") {
    const std::vector<double> points{0, 1, 2, 4, 8, 16};
    segment_tree tree(between(points));
    REQUIRE(tree.initial().size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        const segment_id s = tree.initial()[i];
        CHECK(tree[s].a == points[i]);
        CHECK(tree[s].b == points[i + 1]);
        estimate(tree, s, double(i + 1), 0.5);
    }
    tree.update_joins();
    CHECK(tree.integral() == 15);
    CHECK(tree.error() == 2.5);
    CHECK(tree.leaves() == std::vector<segment_id>(tree.initial().begin(), tree.initial().end()));
}

TEST_CASE("the totals do not depend on the order of the splits") {
    const std::vector<double> points{0, 1, 3};
    std::vector<double> totals;
    for (const bool left_first : {true, false}) {
        segment_tree tree(between(points));
        const segment_id l = tree.initial()[0], r = tree.initial()[1];
        estimate(tree, l, 1, 1);
        estimate(tree, r, 1, 1);
        tree.update_joins();
        if (left_first) {
            split(tree, split(tree, l, 1), 2);
            split(tree, split(tree, r, 3), 4);
        } else {
            const segment_id rl = split(tree, r, 3), ll = split(tree, l, 1);
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
    const std::vector<double> points{0, 1};
    segment_tree tree(between(points));
    const segment_id s = tree.initial()[0];
    estimate(tree, s, 1, INFINITY);
    CHECK(std::isinf(tree.error()));
    CHECK(tree.finite_error() == 0);
    split(tree, s, 1);
    CHECK(std::isfinite(tree.error()));
}

TEST_CASE("a single part takes the place of its segment") {
    segment_tree tree(between({0, 1}));
    const segment_id s = tree.initial()[0];
    estimate(tree, s, 1, 0.5);
    tree.divide(s, std::vector<segment_node>{{.a = 0, .b = 1}});
    CHECK(bool(tree[tree[s].right].absent));
    tree[s].split = true;
    estimate(tree, tree[s].left, 1.25, 0.125);
    tree.commit_leaf(tree[s].right);
    tree.update_from(s);
    CHECK(tree.integral() == 1.25);
    CHECK(tree.error() == 0.125);
    CHECK(tree.leaves() == std::vector{tree[s].left});
}

TEST_CASE("the components of integrals add up one by one") {
    segment_tree tree(between({0, 1, 2}));
    tree.has_components(3);
    for (const segment_id s : tree.initial()) {
        const auto y = tree.components(s);
        for (std::size_t c = 0; c < 3; ++c) y[c] = static_cast<double>((c + 1) * (s + 1));
        tree.commit_leaf(s);
    }
    tree.update_joins();
    const auto l = tree.initial()[0], r = tree.initial()[1];
    for (std::size_t c = 0; c < 3; ++c) CHECK(tree.integral_components()[c] == static_cast<double>((c + 1) * (l + r + 2)));
}
