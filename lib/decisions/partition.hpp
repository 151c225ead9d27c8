/// The partition: what is known of the integral, what is committed, and which points are wanted next.
///
/// It joins the tree of regions, the table of points and the kind of region. The policies of refinement (worst_first.hpp,
/// depth_first.hpp) decide which region to split; the evaluator of f asks for the next point and tells values. Nothing here knows
/// how, where or when f is evaluated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/options.hpp>
#include <taskquad/status.hpp>

#include "decisions/placement.hpp"
#include "decisions/point_table.hpp"
#include "decisions/region_tree.hpp"
#include "decisions/stagnation.hpp"
#include "machine/pool.hpp"
#include "problem/value_view.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

class partition {
public:
    /// With one worker nothing is required ahead of the serial algorithm.
    partition(std::unique_ptr<regions::kind> k, const options& o, int workers);
    partition(const partition&) = delete;
    partition& operator=(const partition&) = delete;

    /// How many real components the values have that are known; 1 where none is.
    [[nodiscard]] std::size_t count_of_components() const noexcept { return tree_.count_of_components(); }

    // The committed state: what the result rests on.
    [[nodiscard]] bool begun() const noexcept { return begun_; }  ///< all initial estimates are committed
    [[nodiscard]] bool anything_known() const noexcept { return unknown_initial_ < tree_.initial().size(); }
    /// Why there is no integral, if a committed region has none.
    [[nodiscard]] std::optional<status> broken() const noexcept { return broken_; }
    [[nodiscard]] std::span<const double> integral() const { return tree_.integral_components(); }
    /// Whether a value of f is a single real number.
    [[nodiscard]] bool is_of_numbers() const noexcept { return of_integrals_ || count_of_components() == 1; }
    /// A single real component as it is, the norm of several.
    [[nodiscard]] double size_of(std::span<const double> value) const {
        return value.size() == 1 || of_integrals_ ? value.front() : kind_->size_of(value);
    }
    [[nodiscard]] double size() const { return kind_->size_of(integral()); }  ///< the norm of the integral
    [[nodiscard]] double error() const { return tree_.error(); }
    [[nodiscard]] double finite_error() const { return tree_.finite_error(); }
    /// Whether a second look is due before the integral may be accepted.
    [[nodiscard]] bool suspect() const noexcept { return suspects_ > 0; }
    /// Where values are integrals themselves, all that they took.
    [[nodiscard]] std::uint64_t evaluations() const noexcept { return evaluations_; }
    [[nodiscard]] std::uint64_t committed_points() const noexcept { return committed_points_; }
    /// How many evaluations so many points take, by what those have taken that are committed.
    [[nodiscard]] std::uint64_t evaluations_at(std::uint64_t points) const noexcept {
        if (evaluations_ == committed_points_) return points;
        const double of_one = static_cast<double>(evaluations_) / static_cast<double>(committed_points_);
        return static_cast<std::uint64_t>(static_cast<double>(points) * of_one);
    }
    [[nodiscard]] std::uint64_t segments() const noexcept { return segments_; }
    [[nodiscard]] std::vector<region_id> leaves() const { return tree_.leaves(); }
    [[nodiscard]] double first_non_finite() const;  ///< the smallest committed x with a value that is not finite, or NaN
    /// Why the partition misses the tolerance where no refinement can improve it.
    [[nodiscard]] status out_of_digits() const;

    [[nodiscard]] std::span<const region_id> initial() const noexcept { return tree_.initial(); }
    [[nodiscard]] const region& operator[](region_id s) const { return tree_[s]; }
    [[nodiscard]] std::span<const point_id> points_of(region_id s) const { return placement_.of(s); }
    [[nodiscard]] std::span<const region> successors(region_id s) const { return tree_.successors(tree_[s]); }
    [[nodiscard]] region_id id(const region& r) const { return tree_.id(r); }
    [[nodiscard]] regions::kind& kind() const noexcept { return *kind_; }
    [[nodiscard]] std::span<const double> components(region_id s) { return tree_.components(s); }

    // What a policy asks and does. A split replaces a leaf of the committed partition by its successors.
    /// The limit that a split of s would exceed, if there is one.
    [[nodiscard]] std::optional<status> over_budget(region_id s);
    /// How many regions the budgets allow for, at the evaluations that a region has taken so far.
    [[nodiscard]] double affordable_segments() const noexcept {
        return stagnation::affordable(max_segments_, std::max(max_evaluations_, kind_->budget_of_whole()), segments_, evaluations_);
    }
    /// Whether s may be required ahead of the serial algorithm: all that is required and not committed stays within a quarter of
    /// what is left of each budget. Should a budget end the run, this quarter may have been spent in vain.
    [[nodiscard]] bool affordable(region_id s);
    /// Asks for the points of the parts of s, unless that has been done.
    void require(region_id s);
    /// Whether the parts of s are known, and how they would be refined.
    [[nodiscard]] bool parts_known(region_id s) const;
    void split(region_id s);
    /// What becomes of the committed partition once it meets the tolerance.
    enum class belief {
        believed,      ///< it is the answer
        zero,          ///< it is the answer, if that is 0
        looking,       ///< the points of a look are required, before it can be
        unaffordable,  ///< a look would exceed the budget
        doubted,       ///< a look has been made: errors may have grown, and all known regions are handed out by `take_known` again
    };
    belief look();

    // What speculation asks and does. It fills in values and estimates; the committed state does not depend on it.
    /// Makes the parts of s, the probable ones if its refinement is not decided, and awaits their estimates.
    void await_parts(region_id s);
    /// Gives out a point of the parts of s, if there is one that has not been given out.
    std::optional<point_id> guess(region_id s);
    /// The same of the points, at most so many, that regions after these parts will probably have.
    std::optional<point_id> guess_later(region_id s, std::size_t most);
    [[nodiscard]] std::uint64_t estimates() const noexcept { return estimates_; }  ///< made so far
    [[nodiscard]] std::uint64_t required_points() const noexcept { return required_points_; }
    /// How many points were given out that no required region needs.
    [[nodiscard]] std::uint64_t surplus() const noexcept { return surplus_; }
    /// Whether the budgets allow for another guess: the surplus stays within a quarter of the evaluations that are left.
    [[nodiscard]] bool affords_guess() const;
    /// The outlines of the values at the points of a known region, in order; valid until the next call.
    std::span<const double> outline(region_id s);

    // What an evaluator of f does.
    /// Gives out the most useful required point, if there is one left: the points for the region of largest error come first.
    std::optional<point_id> next();
    /// Notes that a point has been given out.
    void give(point_id p);
    /// Takes back a point that was given out; a required one will be given out again. Where this throws, nothing has changed.
    void withdraw(point_id p);
    [[nodiscard]] const point_table::point& point(point_id p) const { return points_[p]; }
    [[nodiscard]] std::size_t points() const noexcept { return points_.all().size(); }
    /// The coordinates of a point, which f is given; valid until another point is made.
    [[nodiscard]] detail::point_view at(point_id p) const { return points_.at(p); }
    /// The point at some coordinates, none of which is -0.0: if there is one; made if necessary.
    [[nodiscard]] std::optional<point_id> find(const double* at) const { return points_.find(at); }
    point_id make(const double* at) { return points_.make(at); }
    /// Tells the value at a point. Where this throws, a known point has its value.
    void tell(point_id p, const problem::value_view& value);
    /// The components of the value at a point that has one.
    [[nodiscard]] std::span<const double> value(point_id p) const;
    [[nodiscard]] std::uint64_t told() const noexcept { return told_; }  ///< values that are known
    /// A region whose refinement has been decided since it was last asked for, and whose parent is required, if any.
    std::optional<region_id> take_known();

    /// What an observer is shown.
    struct step {
        enum class kind { estimate, split } what;
        region_id segment;
    };
    /// The first step that has not been dropped, if any. Steps are kept only where there is an observer.
    [[nodiscard]] std::optional<step> first_step() const {
        return dropped_ < steps_.size() ? std::optional(steps_[dropped_]) : std::nullopt;
    }
    void drop_step() {
        if (++dropped_ < steps_.size()) return;
        steps_.clear();
        dropped_ = 0;
    }

private:
    std::span<const point_id> points_of_parts(region_id s);
    void require_points(region_id s);
    void await(region_id s);
    bool begin_look();
    void end_look();
    void learn(region_id s, bool reached);
    void make_estimate(region_id s);
    void assess(region_id s);
    void look_back(region_id s, std::span<const double* const> values);
    void list_values(region_id s, std::vector<const double*>& list);
    class initial_view;
    /// Whether s is what its parent is refined into, as far as that is known.
    [[nodiscard]] bool is_part(region_id s) const {
        const region& parent = tree_[tree_[s].parent];
        return s - parent.first < parent.successors;
    }
    void decide(region_id s);
    void compare_with_parts(const region& whole);
    void decided(region_id s);
    void commit_leaf(region_id s);
    void commit(std::span<const point_id> points);
    void begin();

    struct wanted {
        double usefulness;
        std::uint64_t order;
        region_id first;      ///< the first of some regions with successive numbers, whose points are wanted
        std::uint32_t count;  ///< how many these regions are
        bool operator<(const wanted& other) const noexcept {
            return usefulness != other.usefulness ? usefulness < other.usefulness : order > other.order;
        }
    };

    std::unique_ptr<regions::kind> kind_;
    std::uint64_t max_evaluations_, max_segments_;
    bool ahead_;  ///< whether anything may be required ahead of the serial algorithm
    region_tree tree_;
    point_table points_;
    placement placement_;
    struct progress {
        std::uint32_t missing = 0;  ///< how many points of the region have no value yet
        std::uint32_t cursor = 0;   ///< the points before this one have been given out, or given back
    };
    std::vector<progress, machine::large_pages<progress>> progress_;  ///< by region
    std::priority_queue<wanted> wanted_;                              ///< regions with required points
    std::vector<point_id> given_back_;                                ///< required points to be given out again
    std::uint64_t order_ = 0;
    std::vector<region_id> became_known_;
    bool observed_, of_integrals_;
    std::vector<step> steps_;
    std::size_t dropped_ = 0;
    machine::pool memory_;                   ///< of values with several components
    std::vector<const double*> components_;  ///< the values by point, where they have several components
    std::vector<double> outline_;            ///< scratch
    std::vector<double> difference_;         ///< scratch
    std::vector<const double*> values_;      ///< scratch
    std::vector<const double*> of_whole_;    ///< scratch
    std::vector<region> parts_;              ///< scratch
    std::vector<double> later_;              ///< scratch

    std::uint64_t unknown_initial_;
    bool begun_ = false;
    std::optional<region_id> look_;  ///< the look that is being made
    std::optional<status> broken_;
    std::uint64_t suspects_ = 0;                                           ///< suspect regions in the committed partition
    std::uint64_t evaluations_ = 0, committed_points_ = 0, segments_ = 0;  ///< committed
    std::uint64_t required_points_ = 0, required_splits_ = 0, surplus_ = 0, estimates_ = 0, told_ = 0;
};

}  // namespace taskquad::decisions
