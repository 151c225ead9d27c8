/// The bisection tree of a run that does nothing but bisect: no more of each segment than the serial algorithm asks for.
///
/// The totals are those of segment_tree: each inner node is the sum of its halves, initial segments are summed in pairs. But they
/// are made when somebody asks for them, all in one pass, and not after each bisection: an inner node's own estimate is not needed
/// any more. 96 bytes a leaf: two nodes, and its place in the heap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "abscissa.hpp"
#include "segment_tree.hpp"
#include "unset_array.hpp"

namespace taskquad::detail {

/// A segment [a, b].
struct compact_segment {
    double a, b;
    double integral, error;   ///< of an inner node: anything
    segment_id parent, left;  ///< or no_segment; the right half follows the left one
};

/// What else is known of it.
struct compact_mark {
    // Found with the estimate.
    enum : std::uint32_t {
        has_values = 1,
        has_estimate = 2,
        is_explained = 4,  ///< rounding explains the error
        is_resolved = 8,   ///< see stagnation
        is_at_rounding = 16
    };
    std::uint32_t depth : 11;        ///< bisections since the initial segment; there are at most 1126 of a range of doubles
    std::uint32_t streak_begin : 4;  ///< see segment_node
    std::uint32_t streak_end : 4;
    std::uint32_t begins : 1;   ///< it lies at the beginning of its piece
    std::uint32_t ends : 1;     ///< at the end
    std::uint32_t split : 1;    ///< an inner node
    std::uint32_t suspect : 1;  ///< see segment_node
    std::uint32_t found : 5;    ///< of these

    [[nodiscard]] bool known() const { return (found & has_estimate) != 0; }
    [[nodiscard]] bool valued() const { return (found & has_values) != 0; }
    [[nodiscard]] bool explained() const { return (found & is_explained) != 0; }
    [[nodiscard]] bool resolved() const { return (found & is_resolved) != 0; }
    [[nodiscard]] bool at_rounding() const { return (found & is_at_rounding) != 0; }
};
static_assert(sizeof(compact_segment) == 40 && sizeof(compact_mark) == 4);

class compact_tree {
public:
    void add_initial(const compact_segment& s, const compact_mark& m) {
        segments_.push_back(s);
        marks_.push_back(m);
        initial_ = size();
    }
    /// Memory for so many segments.
    void reserve(std::size_t segments) {
        segments_.reserve(segments);
        marks_.reserve(segments);
    }
    /// Whether the next division moves all segments elsewhere.
    [[nodiscard]] bool is_full() const noexcept { return size() + 2 > segments_.capacity(); }

    /// Gives a segment its halves, which stand behind all others; the left one.
    segment_id divide(segment_id i) {
        const auto left = static_cast<segment_id>(size());
        segments_.resize(left + std::size_t{2});
        marks_.resize(left + std::size_t{2});
        compact_segment* const segments = segments_.data();
        const double a = segments[i].a, b = segments[i].b, centre = middle(a, b);
        segments[i].left = left;
        segments[left] = {a, centre, 0, 0, i, no_segment};
        segments[left + 1] = {centre, b, 0, 0, i, no_segment};
        compact_mark* const marks = marks_.data();
        const compact_mark m = marks[i];
        compact_mark half{};
        half.depth = (m.depth + 1) & 2047;
        half.begins = m.begins;
        marks[left] = half;
        half.begins = 0;
        half.ends = m.ends;
        marks[left + 1] = half;
        return left;
    }

    [[nodiscard]] std::size_t size() const noexcept { return segments_.size(); }
    [[nodiscard]] std::size_t initial() const noexcept { return initial_; }
    [[nodiscard]] compact_segment& operator[](segment_id i) { return segments_[i]; }
    [[nodiscard]] const compact_segment& operator[](segment_id i) const { return segments_[i]; }
    [[nodiscard]] compact_mark& mark(segment_id i) { return marks_[i]; }
    [[nodiscard]] const compact_mark& mark(segment_id i) const { return marks_[i]; }

    /// Over the committed leaves.
    struct totals {
        double integral, error;
        double magnitude;  ///< the sum of |integral|
    };
    /// Committed leaves are the parts of split segments, as deep as that goes. They are among the first so many segments; no others
    /// are looked at.
    [[nodiscard]] totals sum(std::size_t segments);

    // The leaves that may be refined, the one of largest error first; of equal ones, from left to right.
    [[nodiscard]] bool empty() const noexcept { return leaves_.empty(); }
    [[nodiscard]] std::size_t leaves() const noexcept { return leaves_.size(); }
    [[nodiscard]] segment_id worst() const { return leaves_.front().segment; }
    void push(segment_id i) { push(i, urgency(i)); }
    /// A half, which is not suspect.
    void push(segment_id i, double error) {
        leaves_.push_back({static_cast<float>(error), i});
        std::push_heap(leaves_.begin(), leaves_.end(), order{*this});
    }
    void pop() {
        std::pop_heap(leaves_.begin(), leaves_.end(), order{*this});
        leaves_.pop_back();
    }
    /// Puts a half in the place of the worst.
    void replace_worst(segment_id i, double error) {
        const ranked r{static_cast<float>(error), i};
        const order before{*this};
        ranked* const leaves = leaves_.data();
        const std::size_t size = leaves_.size();
        std::size_t hole = 0;
        for (std::size_t next = 1; next < size; next = 2 * hole + 1) {
            if (next + 1 < size && before(leaves[next], leaves[next + 1])) ++next;
            if (!before(r, leaves[next])) break;
            leaves[hole] = leaves[next];
            hole = next;
        }
        leaves[hole] = r;
    }

    /// From left to right.
    [[nodiscard]] std::vector<segment_id> committed_leaves() const;

private:
    /// The error is rounded here: where two are the same for all that, the segments themselves are looked at.
    struct ranked {
        float error;
        segment_id segment;
    };
    struct order {
        const compact_tree& tree;
        bool operator()(const ranked& l, const ranked& r) const {
            return l.error != r.error ? l.error < r.error : tree.precedes(r.segment, l.segment);
        }
    };
    [[nodiscard]] bool precedes(segment_id i, segment_id k) const {
        const double e = urgency(i), f = urgency(k);
        return e != f ? e > f : segments_[i].a < segments_[k].a;
    }
    [[nodiscard]] double urgency(segment_id i) const {
        return marks_[i].suspect != 0 ? std::numeric_limits<double>::infinity() : segments_[i].error;
    }
    [[nodiscard]] totals sum_of_initial(std::size_t first, std::size_t count) const;

    static constexpr std::size_t few = 64;
    unset_array<compact_segment, few> segments_;
    unset_array<compact_mark, few> marks_;
    unset_array<ranked, few> leaves_;  ///< a heap
    std::size_t initial_ = 0;
};

}  // namespace taskquad::detail
