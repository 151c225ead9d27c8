/// The partition: regions that replace each other, each of which is one part of the domain.
///
/// It joins the tree of regions, the table of points and the kind of region. The policies of refinement (worst_first.hpp,
/// depth_first.hpp) decide which region to split; the evaluator of f asks for the next point and tells values. Nothing here knows
/// how, where or when f is evaluated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <taskquad/options.hpp>
#include <taskquad/status.hpp>

#include "decisions/approximation.hpp"
#include "decisions/region_tree.hpp"
#include "decisions/stagnation.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

class partition : public approximation {
public:
    /// With one worker nothing is required ahead of the serial algorithm.
    /// `before`: an approximation of another kind, from which it goes on; null: there is none.
    partition(std::unique_ptr<regions::kind> k, const options& o, int workers, const approximation* before = nullptr);

    // The committed state: what the result rests on.
    [[nodiscard]] bool begun() const noexcept final { return begun_; }
    [[nodiscard]] bool anything_known() const noexcept final { return unknown_initial_ < tree_.initial().size(); }
    /// Why there is no integral, if a committed region has none.
    [[nodiscard]] std::optional<status> broken() const noexcept { return broken_; }
    [[nodiscard]] std::span<const double> integral() const final { return tree_.integral_components(); }
    [[nodiscard]] double error() const final { return tree_.error(); }
    [[nodiscard]] double finite_error() const { return tree_.finite_error(); }
    [[nodiscard]] bool suspect() const noexcept final { return suspects_ > 0; }
    [[nodiscard]] std::uint64_t segments() const noexcept final { return segments_; }
    [[nodiscard]] std::vector<region_id> leaves() const final { return tree_.leaves(); }
    /// Why the partition misses the tolerance where no refinement can improve it.
    [[nodiscard]] status out_of_digits() const;

    [[nodiscard]] std::span<const region_id> initial() const noexcept final { return tree_.initial(); }
    [[nodiscard]] const region& operator[](region_id s) const final { return tree_[s]; }
    [[nodiscard]] std::span<const region> successors(region_id s) const final { return tree_.successors(tree_[s]); }
    [[nodiscard]] region_id id(const region& r) const { return tree_.id(r); }
    [[nodiscard]] std::span<const double> components(region_id s) final { return tree_.components(s); }

    // What a policy asks and does. A split replaces a leaf of the committed partition by its successors.
    /// The limit that a split of s would exceed, if there is one.
    [[nodiscard]] std::optional<status> over_budget(region_id s);
    /// Whether the initial regions of another partition, twice as many as of this one, would not exceed the budget.
    [[nodiscard]] bool affords_another_beginning() const {
        return evaluations_ + 2 * tree_.initial().size() * kind_->points_of_one() <= max_evaluations_;
    }
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
    /// The points of what the integral waits for: of the initial regions, of a look, else of the parts of s, which is to be split
    /// next. Valid until the next call.
    [[nodiscard]] std::span<const point_id> awaited(region_id s);
    void split(region_id s);
    /// What becomes of the committed partition once it meets the tolerance.
    enum class belief {
        believed,      ///< it is the answer
        zero,          ///< it is the answer, if that is 0
        looking,       ///< the points of a look are required, before it can be
        unaffordable,  ///< a look would exceed the budget
        doubted,       ///< a look has been made: errors may have grown, and what is known, and not required, is handed out again
    };
    belief look();

    // What speculation asks and does.
    void await_parts(region_id s) final;
    std::optional<point_id> guess(region_id s) final;
    std::optional<point_id> guess_later(region_id s, std::size_t most) final;
    [[nodiscard]] bool affords_guess() const final;
    /// The outlines of the values at the points of a known region, in order; valid until the next call.
    std::span<const double> outline(region_id s);

    std::optional<region_id> take_known() final;

private:
    std::span<const point_id> points_of_parts(region_id s);
    void require_points(region_id s);
    void await_part(region_id s);
    bool begin_look();
    void end_look();
    void learn(region_id s, bool reached);
    void make_estimate(region_id s) final;
    void has_components(std::size_t n) final { tree_.has_components(n); }
    void assess(region_id s);
    void look_back(region_id s, std::span<const double* const> values);
    class initial_view;
    /// Whether s is what its parent is refined into, as far as that is known.
    [[nodiscard]] bool is_part(region_id s) const {
        const region& parent = tree_[tree_[s].parent];
        return s - parent.first < parent.successors;
    }
    void decide(region_id s);
    void compare_with_parts(const region& whole);
    void decided(region_id s);
    void keep_parts_that_stand(region_id s);
    void drop_parts(region_id s);
    void commit_leaf(region_id s);
    void begin();

    std::uint64_t max_evaluations_, max_segments_;
    bool ahead_;  ///< whether anything may be required ahead of the serial algorithm
    region_tree tree_;
    std::vector<region_id> became_known_;
    bool observed_;
    std::vector<double> outline_;          ///< scratch
    std::vector<double> difference_;       ///< scratch
    std::vector<const double*> values_;    ///< scratch
    std::vector<const double*> of_whole_;  ///< scratch
    std::vector<region> parts_;            ///< scratch
    std::vector<double> later_;            ///< scratch

    std::uint64_t unknown_initial_;
    bool begun_ = false;
    std::optional<region_id> look_;  ///< the look that is being made
    std::optional<status> broken_;
    std::uint64_t suspects_ = 0;  ///< suspect regions in the committed partition
    std::uint64_t segments_ = 0;  ///< committed
    std::uint64_t required_splits_ = 0;
};

}  // namespace taskquad::decisions
