#include "compact_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "segment_tree.hpp"
#include "support/bits.hpp"

using namespace taskquad::detail;

TEST_CASE("the totals of a compact tree are those of the segment tree, to the bit, and its leaves the same") {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (std::size_t initial = 1; initial <= 7; ++initial) {
        CAPTURE(initial);
        compact_tree compact;
        std::vector<segment_node> nodes;
        for (std::size_t i = 0; i < initial; ++i) {
            const auto a = static_cast<double>(i);
            nodes.push_back({.a = a, .b = a + 1, .x = a, .integral = uniform(random), .error = std::abs(uniform(random))});
            compact.add_initial({a, a + 1, nodes.back().integral, nodes.back().error, no_segment, no_segment}, {});
            compact.push(static_cast<segment_id>(i));
        }
        segment_tree tree(nodes);
        std::vector<segment_id> same(tree.initial().begin(), tree.initial().end());  // by the number in the compact tree
        for (const segment_id i : same) tree.commit_leaf(i);
        tree.update_joins();
        for (int split = 0; split < 200; ++split) {
            const segment_id worst = compact.worst();
            for (const segment_id leaf : compact.committed_leaves()) CHECK(compact[leaf].error <= compact[worst].error);
            compact.divide(worst);
            const segment_id left = compact[worst].left;
            std::vector<segment_node> halves;
            for (const segment_id half : {left, left + 1}) {
                compact[half].integral = uniform(random);
                compact[half].error = std::abs(uniform(random)) * compact[worst].error;
                halves.push_back({.a = compact[half].a,
                                  .b = compact[half].b,
                                  .x = compact[half].a,
                                  .integral = compact[half].integral,
                                  .error = compact[half].error});
            }
            tree.divide(same[worst], halves);
            for (const segment_id half : {0U, 1U}) {
                same.push_back(tree[same[worst]].left + half);
                tree.commit_leaf(same.back());
            }
            tree[same[worst]].split = true;
            tree.update_from(same[worst]);
            compact.mark(worst).split = 1;
            compact.replace_worst(left, compact[left].error);
            compact.push(left + 1);
            const auto sums = compact.sum(compact.size());
            CHECK(same_bits(sums.integral, tree.integral()));
            CHECK(same_bits(sums.error, tree.error()));
        }
        std::vector<segment_id> leaves;
        for (const segment_id leaf : compact.committed_leaves()) leaves.push_back(same[leaf]);
        CHECK(leaves == tree.leaves());
    }
}

TEST_CASE("leaves come by error, the largest first, of equal ones from left to right, also where float cannot tell them apart") {
    compact_tree tree;
    std::vector<double> errors;
    for (int i = 0; i < 100; ++i) errors.push_back(1e-200 * (1 + (i * 37 % 50) * 1e-12));
    for (std::size_t i = 0; i < errors.size(); ++i) {
        tree.add_initial({static_cast<double>(i), static_cast<double>(i + 1), 0, errors[i], no_segment, no_segment}, {});
        tree.push(static_cast<segment_id>(i));
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

TEST_CASE("a leaf takes 96 bytes: two nodes with what is marked of them, and a place in the heap") {
    CHECK(2 * (sizeof(compact_segment) + sizeof(compact_mark)) + 8 == 96);
}
