#include "cheap/compact_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <taskquad/rules.hpp>
#include <vector>

#include "decisions/region_tree.hpp"
#include "support/bits.hpp"

using namespace taskquad::cheap;
using namespace taskquad::decisions;

TEST_CASE("the totals of a compact tree are those of the tree of regions, to the bit, and its leaves the same") {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (std::size_t initial = 1; initial <= 7; ++initial) {
        CAPTURE(initial);
        compact_tree compact;
        std::vector<region> nodes;
        for (std::size_t i = 0; i < initial; ++i) {
            const auto a = static_cast<double>(i);
            nodes.push_back({.integral = uniform(random), .error = std::abs(uniform(random))});
            compact.add_initial({a, a + 1, nodes.back().integral, nodes.back().error, no_region, no_region}, {});
            compact.push(static_cast<region_id>(i));
        }
        region_tree tree(nodes);
        std::vector<region_id> same(tree.initial().begin(), tree.initial().end());  // by the number in the compact tree
        for (const region_id i : same) tree.commit_leaf(i);
        tree.update_joins();
        for (int split = 0; split < 200; ++split) {
            const region_id worst = compact.worst();
            for (const region_id leaf : compact.committed_leaves()) CHECK(compact[leaf].error <= compact[worst].error);
            compact.divide(worst);
            const region_id left = compact[worst].left;
            std::vector<region> halves;
            for (const region_id half : {left, left + 1}) {
                compact[half].integral = uniform(random);
                compact[half].error = std::abs(uniform(random)) * compact[worst].error;
                halves.push_back({.integral = compact[half].integral, .error = compact[half].error});
            }
            tree.divide(same[worst], halves);
            for (const region_id half : {0U, 1U}) {
                same.push_back(tree[same[worst]].first + half);
                tree.commit_leaf(same.back());
            }
            tree[same[worst]].split = true;
            tree.update_from(same[worst]);
            compact.mark(worst).split = 1;
            compact.replace_worst(left, compact[left].error);
            compact.push(left + 1);
            compact.set_estimated(static_cast<region_id>(compact.size()));
            const auto sums = compact.sum();
            CHECK(same_bits(sums.integral, tree.integral()));
            CHECK(same_bits(sums.error, tree.error()));
        }
        std::vector<region_id> leaves;
        for (const region_id leaf : compact.committed_leaves()) leaves.push_back(same[leaf]);
        CHECK(leaves == tree.leaves());
    }
}

TEST_CASE("leaves come by error, the largest first, of equal ones from left to right, also where float cannot tell them apart") {
    compact_tree tree;
    std::vector<double> errors;
    for (int i = 0; i < 100; ++i) errors.push_back(1e-200 * (1 + (i * 37 % 50) * 1e-12));
    for (std::size_t i = 0; i < errors.size(); ++i) {
        tree.add_initial({static_cast<double>(i), static_cast<double>(i + 1), 0, errors[i], no_region, no_region}, {});
        tree.push(static_cast<region_id>(i));
    }
    double last = HUGE_VAL, at = -1;
    while (!tree.empty()) {
        const auto& s = tree[tree.worst()];
        CHECK((s.error < last || (s.error == last && s.a > at)));
        last = s.error;
        at = s.a;
        tree.pop();
    }
}

TEST_CASE("an error that a comparison found is not explained by rounding, although the rule's own is") {
    const std::vector<double> y(5, 1.0);
    const taskquad::rule rule = taskquad::simpson();
    const auto alone = taskquad::regions::segments::plain_estimates(rule, 0, 2)(rule(y, 1), 1, y);
    compact_tree tree;
    tree.add_initial({-1, 1, 0, 0, no_region, no_region}, {});
    const auto explained = [&](double found) {
        tree.put(0, alone, std::max(alone.error, found));
        return tree.mark(0).explained();
    };
    CHECK(explained(0));
    CHECK(tree[0].error == alone.error);
    CHECK_FALSE(explained(1e-3));
    CHECK(tree[0].error == 1e-3);
    CHECK(explained(1e-30));
    CHECK(tree[0].error == alone.error);
}

TEST_CASE("a leaf takes 96 bytes: two nodes with what is marked of them, and a place in the heap") {
    CHECK(2 * (sizeof(compact_segment) + sizeof(compact_mark)) + 8 == 96);
}
