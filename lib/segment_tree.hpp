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

#include "estimator.hpp"
#include "large_pages.hpp"

namespace taskquad::detail {

using segment_id = std::uint32_t;
inline constexpr segment_id no_segment = std::numeric_limits<segment_id>::max();

/// What a segment is refined into.
enum class refinement_kind : std::uint8_t {
    undecided,  ///< the estimates that decide it are not all there
    halves,
    raised,  ///< the same segment, at the next level of its rule or panel
    panel,   ///< the same segment, as a double-exponential panel
    cut,     ///< two segments, or one, that end where f was not finite
    none,    ///< nothing: there is no way to get an estimate
};

/// A segment [a, b] of a piece's variable, with the estimate of its integral; or a join of several.
struct segment_node {
    double a, b;
    double x = 0;                    ///< where it begins
    double integral = 0, error = 0;  ///< of this segment, once known; of several components, the norm
    double noise = 0;                ///< the part of the error that no refinement removes; error >= noise
    double magnitude = 0;            ///< the integral of |f|
    segment_id parent = no_segment;
    segment_id left = no_segment, right = no_segment;  ///< its two parts; of a single one, `right` is absent
    std::uint32_t stretch = 0;                         ///< the piece it is in, and what is known of its ends
    std::uint16_t depth = 0;                           ///< refinements since the initial segment
    form how = {};
    refinement_kind kind = refinement_kind::undecided;
    std::uint8_t streak_begin = 0, streak_end = 0;  ///< bisections in a row with most of the error at the end of the piece
    std::uint8_t failed_panels = 0, cuts = 0;       ///< among its ancestors
    limit limited_by = limit::rounding;
    bool initial : 1 = false;     ///< an initial segment, at any level
    bool absent : 1 = false;      ///< not a segment
    bool awaited : 1 = false;     ///< it is parked at those of its points that lack a value
    bool known : 1 = false;       ///< the estimate is there
    bool split : 1 = false;       ///< committed: replaced by its parts
    bool required : 1 = false;    ///< it is certain, as far as is known, to be refined: the points of its parts are wanted
    bool non_finite : 1 = false;  ///< no integral can be given: f or the sum was not finite
    bool divergent : 1 = false;   ///< the integral does not exist
    bool raise : 1 = false;       ///< the estimate asks for a higher level
    bool fades : 1 = false;       ///< nothing singular is of weight at the ends of its piece
    bool suspect : 1 = false;     ///< an initial segment that must be refined before it is believed
    bool bad_inside : 1 = false;  ///< f was not finite at an abscissa inside
    bool cuttable : 1 = false;    ///< which can become an end
    ends bad_ends = ends::none;   ///< ends of the piece where it was not

    /// The error by which it is refined before others.
    [[nodiscard]] double urgency() const noexcept { return suspect ? std::numeric_limits<double>::infinity() : error; }
};

class segment_tree {
public:
    /// At least one initial segment, from left to right.
    explicit segment_tree(std::span<const segment_node> initial);

    [[nodiscard]] std::span<const segment_id> initial() const noexcept { return initial_; }
    [[nodiscard]] segment_node& operator[](segment_id i) { return nodes_[i]; }
    [[nodiscard]] const segment_node& operator[](segment_id i) const { return nodes_[i]; }

    /// Gives a segment its parts, one or two, in place of any it had.
    void divide(segment_id i, std::span<const segment_node> parts);

    /// Values have so many components from now on; before any integral is there.
    void has_components(std::size_t n) { components_ = n; }
    /// The components of the integral of a segment, to be written or read.
    [[nodiscard]] std::span<double> components(segment_id i);

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

    /// The integral, of several components their sum, which says nothing.
    [[nodiscard]] double integral() const { return sums(root_).total; }
    /// The components of the integral.
    [[nodiscard]] std::span<const double> integral_components() const;
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

    segment_id join(std::span<const segment_node> initial);
    void add(const segment_node& n);
    [[nodiscard]] totals& sums(segment_id i) { return sums_[i / 2].of[i % 2]; }
    [[nodiscard]] const totals& sums(segment_id i) const { return sums_[i / 2].of[i % 2]; }
    void sum(segment_id i, segment_id left, segment_id right);

    std::vector<segment_node, large_pages<segment_node>> nodes_;
    std::vector<siblings, large_pages<siblings>> sums_;
    // Of values of several components.
    std::size_t components_ = 1;
    std::vector<double> parts_, totals_;  ///< of a segment, and of the committed leaves below it
    std::span<double> wide(std::vector<double>& of, segment_id i);

    std::vector<segment_id> initial_;
    segment_id root_;
};

}  // namespace taskquad::detail
