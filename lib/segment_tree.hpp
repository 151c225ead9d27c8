/// The bisection tree: every segment there has been, with its estimate, and the totals of the committed partition.
///
/// Decisions only: no threads, no clock. A segment is a node. The leaves of the *committed* part of the tree are the
/// partition; an inner node holds the sum of its two halves. Several initial segments hang under joins, which are
/// nodes without an estimate. A split therefore updates one path, O(depth), and the totals depend on the shape of the tree alone,
/// never on the order in which it grew; nothing is ever subtracted, so nothing cancels.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "large_pages.hpp"

namespace taskquad::detail {

using segment_id = std::uint32_t;
inline constexpr segment_id no_segment = std::numeric_limits<segment_id>::max();

/// A segment [a, b] with the estimate of its integral, or a join of several.
struct segment_node {
    double a, b;
    double integral = 0, error = 0;  ///< of this segment, once known
    double noise = 0;                ///< the part of the error that rounding explains; error >= noise
    segment_id parent = no_segment, left = no_segment, right = no_segment;
    std::uint16_t depth = 0;  ///< bisections since the initial segment
    bool awaited = false;     ///< it is parked at those of its points that lack a value
    bool known = false;       ///< the estimate is there
    bool split = false;       ///< committed: replaced by its halves
    bool required = false;    ///< it is certain, as far as is known, to be split: the points of its halves are wanted
    bool non_finite = false;  ///< no integral can be given: f or the sum was not finite
};

class segment_tree {
public:
    /// The initial segments lie between successive points (at least two, increasing).
    explicit segment_tree(std::span<const double> points);

    [[nodiscard]] std::span<const segment_id> initial() const noexcept { return initial_; }
    [[nodiscard]] segment_node& operator[](segment_id i) { return nodes_[i]; }
    [[nodiscard]] const segment_node& operator[](segment_id i) const { return nodes_[i]; }

    /// Makes the two halves of a segment, if they are not there yet.
    void bisect(segment_id i);

    /// Makes the estimate of a leaf its total.
    void commit_leaf(segment_id i);
    /// Recomputes the totals of i from its halves, and of all its ancestors.
    void update_from(segment_id i);
    /// Recomputes the totals of all joins, once the initial leaves are committed.
    void update_joins();

    /// Has what `update_from` needs fetched.
    void prefetch(segment_id i) const {
        for (int level = 0; level < 3 && i != no_segment; ++level, i = nodes_[i].parent) __builtin_prefetch(&sums_[i / 2]);
    }

    [[nodiscard]] double integral() const { return sums(root_).total; }
    [[nodiscard]] double finite_error() const { return sums(root_).error; }
    /// The summed error of the partition.
    [[nodiscard]] double error() const;

    /// The committed leaves from left to right.
    [[nodiscard]] std::vector<segment_id> leaves() const;

private:
    /// Over the committed leaves below a node.
    struct totals {
        double total = 0, error = 0;        ///< infinite errors are counted instead
        std::uint32_t infinite_errors = 0;  ///< leaves whose error is infinite
        segment_id parent = no_segment;
    };
    /// The two halves of a segment lie in one line of the processor's cache: an update of a path reads one line a level.
    struct alignas(64) siblings {
        totals of[2];
    };

    segment_id join(std::span<const double> points);
    void add(const segment_node& n);
    [[nodiscard]] totals& sums(segment_id i) { return sums_[i / 2].of[i % 2]; }
    [[nodiscard]] const totals& sums(segment_id i) const { return sums_[i / 2].of[i % 2]; }
    void sum(segment_id i, segment_id left, segment_id right);

    std::vector<segment_node, large_pages<segment_node>> nodes_;
    std::vector<siblings, large_pages<siblings>> sums_;
    std::vector<segment_id> initial_;
    segment_id root_;
};

}  // namespace taskquad::detail
