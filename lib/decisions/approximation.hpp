/// What is known of an integral, and which points are wanted next: what the evaluator of f and the engine see, whatever the
/// integral is made of. Regions that replace each other make a partition (partition.hpp), items that add up make a sparse sum
/// (sparse_sum.hpp).
///
/// Here are the points: who waits for their values, which are wanted, given out, known, committed. Nothing here knows how, where or
/// when f is evaluated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <vector>

#include <taskquad/status.hpp>

#include "decisions/placement.hpp"
#include "decisions/point_table.hpp"
#include "machine/pool.hpp"
#include "problem/value_view.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

using regions::region;

class approximation {
public:
    /// Goes on from another one, if there is one, over regions of another kind: points keep their numbers and their values, and
    /// whoever evaluates one, goes on. What that one rests on counts as committed; what it has only required does not count. It
    /// stays as it is.
    explicit approximation(std::unique_ptr<regions::kind> k, const approximation* before = nullptr);
    approximation(const approximation&) = delete;
    approximation& operator=(const approximation&) = delete;
    virtual ~approximation() = default;

    [[nodiscard]] regions::kind& kind() const noexcept { return *kind_; }
    /// How many real components the values have that are known; 1 where none is.
    [[nodiscard]] std::size_t count_of_components() const noexcept { return count_of_components_; }
    /// Whether a value of f is a single real number.
    [[nodiscard]] bool is_of_numbers() const noexcept { return of_integrals_ || count_of_components() == 1; }
    /// A single real component as it is, the norm of several.
    [[nodiscard]] double size_of(std::span<const double> value) const {
        return value.size() == 1 || of_integrals_ ? value.front() : kind_->size_of(value);
    }

    // The committed state: what the result rests on.
    [[nodiscard]] virtual bool begun() const noexcept = 0;  ///< all initial estimates are committed
    [[nodiscard]] virtual bool anything_known() const noexcept = 0;
    /// Whether a second look is due before the integral may be accepted.
    [[nodiscard]] virtual bool suspect() const noexcept { return false; }
    [[nodiscard]] virtual std::span<const double> integral() const = 0;
    [[nodiscard]] double size() const { return kind_->size_of(integral()); }  ///< the norm of the integral
    [[nodiscard]] virtual double error() const = 0;
    /// Whether the one of another foundation, from which this one has gone on, had nearly met the target, and had an integral that
    /// is off by more than the target, and by more than that one knew of: then one of both errors is wrong.
    [[nodiscard]] bool is_contradicted(double target) const;
    [[nodiscard]] virtual std::uint64_t segments() const noexcept = 0;  ///< how many regions it rests on
    [[nodiscard]] virtual std::vector<region_id> leaves() const = 0;    ///< these
    [[nodiscard]] virtual std::span<const region_id> initial() const noexcept = 0;
    [[nodiscard]] virtual const region& operator[](region_id s) const = 0;
    [[nodiscard]] virtual std::span<const region> successors(region_id s) const = 0;
    [[nodiscard]] virtual std::span<const double> components(region_id s) = 0;
    [[nodiscard]] std::span<const point_id> points_of(region_id s) const { return placement_.of(s); }
    /// Where values are integrals themselves, all that they took.
    [[nodiscard]] std::uint64_t evaluations() const noexcept { return evaluations_; }
    [[nodiscard]] std::uint64_t committed_points() const noexcept { return committed_points_; }
    /// How many evaluations so many points take, by what those have taken that are committed.
    [[nodiscard]] std::uint64_t evaluations_at(std::uint64_t points) const noexcept {
        if (evaluations_ == committed_points_) return points;
        const double of_one = static_cast<double>(evaluations_) / static_cast<double>(committed_points_);
        return static_cast<std::uint64_t>(static_cast<double>(points) * of_one);
    }
    /// The committed point of smallest x, then of smallest other coordinates, with a value that is not finite, if any.
    [[nodiscard]] std::optional<point_id> first_non_finite() const;
    /// The coordinates that say where a point is; none where that is x alone.
    [[nodiscard]] std::vector<double> place(point_id p) const;

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
    [[nodiscard]] std::uint64_t told() const noexcept { return told_; }            ///< values that are known
    [[nodiscard]] std::uint64_t estimates() const noexcept { return estimates_; }  ///< made so far
    /// A region whose refinement has been decided since it was last asked for, and whose parent is required, if any.
    virtual std::optional<region_id> take_known() = 0;

    // What speculation asks and does. It fills in values and estimates; the committed state does not depend on it.
    /// Makes the parts of s, the probable ones if its refinement is not decided, and awaits their estimates.
    virtual void await_parts(region_id s) = 0;
    /// Gives out a point of the parts of s, if there is one that has not been given out.
    virtual std::optional<point_id> guess(region_id s) = 0;
    /// The same of the points, at most so many, that regions after these parts will probably have.
    virtual std::optional<point_id> guess_later(region_id /*s*/, std::size_t /*most*/) { return {}; }
    [[nodiscard]] std::uint64_t required_points() const noexcept { return required_points_; }
    /// How many points were given out that no required region needs.
    [[nodiscard]] std::uint64_t surplus() const noexcept { return surplus_; }
    /// Whether the budgets allow for another guess: the surplus stays within a quarter of the evaluations that are left.
    [[nodiscard]] virtual bool affords_guess() const = 0;

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

protected:
    /// All values at the points of a region are there.
    virtual void make_estimate(region_id s) = 0;
    /// Values have so many components.
    virtual void has_components(std::size_t n) = 0;

    /// Wants the points of some regions with successive numbers, the more useful ones first.
    void want(double usefulness, region_id first, std::uint32_t count) { wanted_.push({usefulness, order_++, first, count}); }
    /// Notes that the points of a region are required.
    void mark_required(region_id s);
    /// Parks s at each of its points that has no value; estimates s where all have.
    void await(region_id s);
    /// Gives out a point of a list, if there is one that nobody has been given.
    std::optional<point_id> give_one_of(std::span<const point_id> points);
    void commit(std::span<const point_id> points);
    void list_values(region_id s, std::vector<const double*>& list) const;

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
    point_table points_;
    placement placement_;
    struct progress {
        std::uint32_t missing = 0;  ///< how many points of the region have no value yet
        std::uint32_t cursor = 0;   ///< the points before this one have been given out, or given back
    };
    std::vector<progress, machine::large_pages<progress>> progress_;  ///< by region
    std::vector<step> steps_;
    std::size_t dropped_ = 0;
    bool of_integrals_;
    std::uint64_t evaluations_ = 0, committed_points_ = 0;  ///< committed
    std::uint64_t required_points_ = 0, surplus_ = 0, estimates_ = 0, told_ = 0;
    std::uint64_t evaluations_before_ = 0;  ///< committed by the one from which this one has gone on
    struct statement {
        std::vector<double> integral;  ///< empty: there is none
        double error = 0;
    };
    statement other_;  ///< what the last one of another foundation has come to

private:
    std::priority_queue<wanted> wanted_;  ///< regions with required points
    std::vector<point_id> given_back_;    ///< required points to be given out again
    std::uint64_t order_ = 0;
    std::size_t count_of_components_ = 1;
    std::shared_ptr<machine::pool> memory_ = std::make_shared<machine::pool>();  ///< of values with several components
    std::vector<const double*> components_;  ///< the values by point, where they have several components
};

}  // namespace taskquad::decisions
