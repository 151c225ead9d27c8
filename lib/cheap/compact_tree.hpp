/// The tree of a run that does nothing but bisect. It has no more of each segment than the serial algorithm asks for.
///
/// The totals have the bits of those of region_tree: each inner node is the sum of its halves, and initial segments are summed in
/// pairs. But they are computed when somebody asks for them, in one pass, and not after each bisection; an inner node's own
/// estimate is overwritten then, since nobody needs it any more. A leaf takes 96 bytes: two nodes, and a place in the heap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "decisions/stagnation.hpp"
#include "machine/dyadic.hpp"
#include "machine/unset_array.hpp"
#include "regions/region.hpp"
#include "regions/segments/rounding.hpp"

namespace taskquad::cheap {

using regions::no_region;
using regions::region_id;

/// A segment [a, b].
struct compact_segment {
    double a, b;
    double integral, error;  ///< of a leaf; an inner node has none
    region_id parent, left;  ///< or no_region; the right half has the number after the left one's
};

/// What else is known of a segment.
struct compact_mark {
    static constexpr int longest_streak = 15;

    std::uint32_t depth : 11;        ///< bisections since the initial segment; a range of doubles allows for at most 1126
    std::uint32_t streak_begin : 4;  ///< bisections in a row with most of the error at the beginning of the piece, at most 15
    std::uint32_t streak_end : 4;    ///< the same at the end of the piece
    bool begins : 1;                 ///< the segment lies at the beginning of its piece
    bool ends : 1;                   ///< the segment lies at the end of its piece
    bool split : 1;                  ///< an inner node
    bool suspect : 1;                ///< an initial segment that must be refined before it is believed
    std::uint32_t found : 5;         ///< with the estimate: some of the following

    enum : std::uint32_t {
        has_values = 1,
        has_estimate = 2,
        is_explained = 4,  ///< rounding explains the error
        is_resolved = 8,   ///< see stagnation
        is_at_rounding = 16
    };
    [[nodiscard]] bool valued() const { return (found & has_values) != 0; }
    [[nodiscard]] bool known() const { return (found & has_estimate) != 0; }
    [[nodiscard]] bool explained() const { return (found & is_explained) != 0; }
    [[nodiscard]] bool resolved() const { return (found & is_resolved) != 0; }
    [[nodiscard]] bool at_rounding() const { return (found & is_at_rounding) != 0; }
};
static_assert(sizeof(compact_segment) == 40 && sizeof(compact_mark) == 4);

class compact_tree {
public:
    // --- segments

    void add_initial(const compact_segment& s, const compact_mark& m) {
        segments_.push_back(s);
        marks_.push_back(m);
        initial_ = size();
    }
    /// Takes memory for n segments.
    void reserve(std::size_t n) {
        segments_.reserve(n);
        marks_.reserve(n);
    }
    /// Whether the next division moves all segments elsewhere.
    [[nodiscard]] bool is_full() const noexcept { return size() + 2 > segments_.capacity(); }

    /// Gives a segment its halves, and them the next two numbers; that of the left one.
    region_id divide(region_id i) {
        const auto left = static_cast<region_id>(size());
        segments_.resize(left + std::size_t{2});
        marks_.resize(left + std::size_t{2});
        compact_segment* const segments = segments_.data();
        const double a = segments[i].a, b = segments[i].b, centre = machine::middle(a, b);
        segments[i].left = left;
        segments[left] = {a, centre, 0, 0, i, no_region};
        segments[left + 1] = {centre, b, 0, 0, i, no_region};
        compact_mark* const marks = marks_.data();
        const compact_mark m = marks[i];
        compact_mark half{};
        half.depth = (m.depth + 1) & 2047;
        half.begins = m.begins;
        marks[left] = half;
        half.begins = false;
        half.ends = m.ends;
        marks[left + 1] = half;
        return left;
    }

    /// Enters the estimate of a segment.
    void put(region_id i, const regions::segments::plain_estimate& e) { put(i, e, e.error); }
    /// With an error that a comparison found; where it is larger than the estimate's own, rounding does not explain it.
    void put(region_id i, const regions::segments::plain_estimate& e, double error) {
        segments_[i].integral = e.integral;
        segments_[i].error = error;
        using mark = compact_mark;
        marks_[i].found =
            (mark::has_values | (e.is_known ? mark::has_estimate : 0U) | (error <= e.noise ? mark::is_explained : 0U) |
             (decisions::stagnation::is_resolved(error, e.magnitude) ? mark::is_resolved : 0U) |
             (decisions::stagnation::is_at_rounding(error, e.magnitude) ? mark::is_at_rounding : 0U)) &
            31U;
    }

    [[nodiscard]] std::size_t size() const noexcept { return segments_.size(); }
    [[nodiscard]] std::size_t initial() const noexcept { return initial_; }
    [[nodiscard]] compact_segment& operator[](region_id i) { return segments_[i]; }
    [[nodiscard]] const compact_segment& operator[](region_id i) const { return segments_[i]; }
    [[nodiscard]] compact_mark& mark(region_id i) { return marks_[i]; }
    [[nodiscard]] const compact_mark& mark(region_id i) const { return marks_[i]; }

    /// Segments before this number have been estimated. The segments from there on belong to the threads that estimate them:
    /// nobody else looks at them.
    [[nodiscard]] region_id estimated() const noexcept { return estimated_; }
    void set_estimated(region_id end) noexcept { estimated_ = end; }

    // --- the committed leaves

    struct totals {
        double integral, error;
        double magnitude;  ///< the sum of |integral|
    };
    [[nodiscard]] totals sum();
    /// From left to right.
    [[nodiscard]] std::vector<region_id> committed_leaves() const;

    // --- the leaves that may be refined: the one of largest error first, of equal ones from left to right

    [[nodiscard]] bool empty() const noexcept { return leaves_.empty(); }
    [[nodiscard]] std::size_t leaves() const noexcept { return leaves_.size(); }
    [[nodiscard]] region_id worst() const { return leaves_.front().segment; }
    void push(region_id i) { push(i, urgency(i)); }
    /// A half, which is not suspect, by its error.
    void push(region_id i, double error) {
        leaves_.push_back({static_cast<float>(error), i});
        std::push_heap(leaves_.begin(), leaves_.end(), order{*this});
    }
    void pop() {
        std::pop_heap(leaves_.begin(), leaves_.end(), order{*this});
        leaves_.pop_back();
    }
    /// Puts a half in the place of the worst.
    void replace_worst(region_id i, double error) {
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

private:
    /// The error is rounded to a float. Where two errors are the same then, the segments themselves are looked at.
    struct ranked {
        float error;
        region_id segment;
    };
    struct order {
        const compact_tree& tree;
        bool operator()(const ranked& l, const ranked& r) const {
            return l.error != r.error ? l.error < r.error : tree.precedes(r.segment, l.segment);
        }
    };
    [[nodiscard]] bool precedes(region_id i, region_id k) const {
        const double e = urgency(i), f = urgency(k);
        return e != f ? e > f : segments_[i].a < segments_[k].a;
    }
    [[nodiscard]] double urgency(region_id i) const {
        return marks_[i].suspect ? std::numeric_limits<double>::infinity() : segments_[i].error;
    }
    [[nodiscard]] totals sum_of_initial(std::size_t first, std::size_t count) const;

    static constexpr std::size_t few = 64;
    machine::unset_array<compact_segment, few> segments_;
    machine::unset_array<compact_mark, few> marks_;
    machine::unset_array<ranked, few> leaves_;  ///< a heap
    std::size_t initial_ = 0;
    region_id estimated_ = 0;
};

}  // namespace taskquad::cheap
