/// The partition: what is known of the integral, what is committed, and which points are wanted next.
///
/// It joins the tree of segments, the table of points and the estimator. The policies of refinement (worst_first.hpp,
/// depth_first.hpp) decide which segment to split; whoever evaluates f asks for `next()` and tells values. Nothing here
/// knows how, where or when f is evaluated.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <queue>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/status.hpp>

#include "placement.hpp"
#include "point_table.hpp"
#include "sample.hpp"
#include "segment_tree.hpp"
#include "subdivision.hpp"

namespace taskquad::detail {

class partition {
public:
    /// With one worker nothing is required ahead of the serial algorithm. `exact`: f is given exact distances.
    partition(const domain& where, const options& o, int workers, bool exact = false);
    partition(const partition&) = delete;
    partition& operator=(const partition&) = delete;

    /// Values have so many real components, of complex ones two each; to be said before the first value, unless it is one.
    void has_components(std::size_t n, bool complex);
    [[nodiscard]] std::size_t count_of_components() const noexcept { return estimator_.components(); }

    // The committed state: what the result rests on.
    [[nodiscard]] bool begun() const noexcept { return begun_; }  ///< all initial estimates are committed
    [[nodiscard]] bool anything_known() const noexcept { return unknown_initial_ < tree_.initial().size(); }
    /// Why there is no integral, if a committed segment has none.
    [[nodiscard]] std::optional<status> broken() const noexcept { return broken_; }
    [[nodiscard]] std::span<const double> integral() const { return tree_.integral_components(); }
    /// A single real number as it is, of others the norm.
    [[nodiscard]] double size_of(std::span<const double> value) const {
        return value.size() == 1 ? value.front() : estimator_.size_of(value);
    }
    [[nodiscard]] double size() const { return estimator_.size_of(integral()); }  ///< the norm of the integral
    [[nodiscard]] double error() const { return tree_.error(); }
    [[nodiscard]] double finite_error() const { return tree_.finite_error(); }
    /// Whether a second look is due before the integral may be accepted.
    [[nodiscard]] bool suspect() const noexcept { return suspects_ > 0; }
    [[nodiscard]] std::uint64_t evaluations() const noexcept { return evaluations_; }
    [[nodiscard]] std::uint64_t segments() const noexcept { return segments_; }
    [[nodiscard]] std::vector<segment_id> leaves() const { return tree_.leaves(); }
    [[nodiscard]] double first_non_finite() const;  ///< smallest committed x with such a value, or NaN
    /// Why a partition of which no leaf can be refined to any avail misses the tolerance.
    [[nodiscard]] status out_of_digits() const;

    [[nodiscard]] std::span<const segment_id> initial() const noexcept { return tree_.initial(); }
    [[nodiscard]] const segment_node& operator[](segment_id s) const { return tree_[s]; }
    [[nodiscard]] std::span<const double> components(segment_id s) { return tree_.components(s); }
    [[nodiscard]] double begin_of(segment_id s) const { return tree_[s].x; }
    [[nodiscard]] double end_of(segment_id s) const { return subdivision_.end(tree_[s]); }
    [[nodiscard]] double share(segment_id s) const { return subdivision_.share(tree_[s]); }

    // What a policy asks and does. A split replaces a leaf of the committed partition by its parts.
    /// Whether a split can improve the estimate of a segment whose refinement is decided.
    [[nodiscard]] bool divisible(segment_id s) const { return subdivision_.divisible(tree_[s]); }
    /// Why the budgets do not allow to split s, if they do not.
    [[nodiscard]] std::optional<status> over_budget(segment_id s);
    /// Whether s is wide enough to be bisected.
    [[nodiscard]] bool has_room(segment_id s) const { return subdivision_.has_room(tree_[s]); }
    /// Whether s may be required ahead of the serial algorithm: what is required and not committed stays within a quarter
    /// of what is left of each budget. Should the budget end the run, that much may have been spent in vain.
    [[nodiscard]] bool affordable(segment_id s);
    /// Asks for the points of the parts of s, unless that has been done.
    void require(segment_id s);
    /// Whether the parts of s are known, and how they would be refined.
    [[nodiscard]] bool parts_known(segment_id s) const;
    void split(segment_id s);

    // What speculation asks and does. It fills in values and estimates; no committed state rests on that.
    /// Makes the parts of s, and awaits their estimates; the halves, where it is not known what it will be refined into.
    void await_parts(segment_id s);
    /// A point of the parts of s that nobody has been given, if any.
    std::optional<point_id> guess(segment_id s);
    [[nodiscard]] std::uint64_t estimates() const noexcept { return estimates_; }  ///< made so far
    [[nodiscard]] std::uint64_t required_points() const noexcept { return required_points_; }
    /// Points given out that nothing required needs.
    [[nodiscard]] std::uint64_t surplus() const noexcept { return surplus_; }
    /// Whether the budgets allow for another guess: what is not needed stays within a quarter of what is left of them.
    [[nodiscard]] bool room_to_guess() const;
    /// The outlines of the values at the points of a known segment, in order; valid until the next call.
    std::span<const double> outline(segment_id s);
    [[nodiscard]] const rule& used_rule() const noexcept { return estimator_.used_rule(); }

    // What an evaluator of f does.
    /// The most useful required point that nobody has been given, if any: those of the largest error first.
    std::optional<point_id> next();
    /// Gives a point back that was given out; if it is required, it will be given out again.
    void withdraw(point_id p);
    [[nodiscard]] const point_table::point& point(point_id p) const { return points_[p]; }
    [[nodiscard]] std::size_t points() const noexcept { return points_.all().size(); }
    /// What f is given at a point.
    [[nodiscard]] argument at(point_id p) const { return points_.at(p); }
    /// The point at x, if there is one; x has no signed zero.
    [[nodiscard]] std::optional<point_id> find(double x) const { return points_.find({x, 0, 0}); }
    /// The point at x, made if necessary.
    point_id make(double x);
    /// f(x) is there. Several components must stay where they are.
    void tell(point_id p, const sample_view& value);
    /// The components of the value at a point that has one.
    [[nodiscard]] std::span<const double> value(point_id p) const;
    /// A segment whose refinement has been decided since it was last asked for, and whose parent is required, if any.
    std::optional<segment_id> take_known();

    /// What an observer wants to see, in order.
    struct step {
        enum class kind { estimate, split } what;
        segment_id segment;
    };
    /// The steps since they were last asked for; none unless options::observer is there.
    [[nodiscard]] std::vector<step> take_steps() { return std::exchange(steps_, {}); }

private:
    std::span<const point_id> points_of_parts(segment_id s);
    void require_points(segment_id s);
    void await(segment_id s);
    void make_estimate(segment_id s);
    /// Whether s is what its parent is refined into, as far as that is known.
    [[nodiscard]] bool is_part(segment_id s) const {
        const segment_node& parent = tree_[tree_[s].parent];
        return parent.left == s || parent.right == s;
    }
    void decide(segment_id s);
    void decided(segment_id s);
    void commit_leaf(segment_id s);
    void give(point_id p);
    void commit(std::span<const point_id> points);
    void begin();

    struct wanted {
        double usefulness;
        std::uint64_t order;
        segment_id first;        ///< its points, and, of halves, those of the other one
        std::uint32_t segments;  ///< 1, or 2
        bool operator<(const wanted& other) const noexcept {
            return usefulness != other.usefulness ? usefulness < other.usefulness : order > other.order;
        }
    };

    estimator estimator_;
    subdivision subdivision_;
    std::uint64_t max_evaluations_, max_segments_;
    bool ahead_;  ///< whether anything may be required ahead
    segment_tree tree_;
    point_table points_;
    placement placement_;
    struct progress {
        std::uint32_t missing = 0;  ///< how many of its points have no value yet
        std::uint32_t cursor = 0;   ///< those before it have been given out, or given back
    };
    std::vector<progress, large_pages<progress>> progress_;  ///< by segment
    std::priority_queue<wanted> wanted_;                     ///< segments with required points
    std::vector<point_id> given_back_;                       ///< required points to be given out again
    std::uint64_t order_ = 0;
    std::vector<segment_id> became_known_;
    bool observed_;
    std::vector<step> steps_;
    std::unordered_map<segment_id, double> cuts_;  ///< where segments are to be cut
    std::vector<const double*> components_;        ///< by point, of several components
    std::vector<double> outline_;                  ///< scratch
    std::vector<const double*> values_;            ///< scratch
    std::vector<segment_node> parts_;              ///< scratch

    std::uint64_t unknown_initial_;
    bool begun_ = false;
    std::optional<status> broken_;
    std::uint64_t suspects_ = 0;                    ///< in the committed partition
    std::uint64_t evaluations_ = 0, segments_ = 0;  ///< committed
    std::uint64_t required_points_ = 0, required_splits_ = 0, surplus_ = 0, estimates_ = 0;
};

}  // namespace taskquad::detail
