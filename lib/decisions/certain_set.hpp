/// Which leaves the serial algorithm is certain to refine, of the tree as far as it is known.
///
/// While a leaf stands, so do all leaves that the heap of the algorithm would yield later. If their errors together, its own
/// included, exceed the target, the algorithm cannot stop before it has refined this leaf; docs/algorithm.md has the proof. So a
/// certain leaf is never refined in vain, in whichever order the estimates come.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <queue>
#include <vector>

#include "machine/running_sum.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

/// An element of a heap of regions, in the order of refinement: by error, the largest first; among equal errors, by place.
struct ranked {
    double error;
    std::array<double, 2> place;
    regions::region_id segment;
    bool operator<(const ranked& other) const noexcept {
        if (error != other.error) return error < other.error;
        return place[0] != other.place[0] ? place[0] > other.place[0] : place[1] > other.place[1];
    }
};

class certain_set {
public:
    /// Adds a known leaf that can be refined.
    void add(const ranked& leaf) {
        standing_.push(leaf);
        standing_error_.add(leaf.error);
    }
    /// Adds the error of a known leaf that cannot be refined.
    void add_undividable(double error) {
        undividable_.push(error);
        undividable_error_ += error;
    }
    /// Adds a known leaf with which all ends, where it is the largest that stands.
    void add_end(const ranked& leaf) {
        ends_.push_back(leaf);
        end_ = std::max(end_, leaf.error);
        if (std::isfinite(leaf.error)) standing_error_.add(leaf.error);
    }
    /// With none of them all ends any more: they are refined as others are. Infinite errors are none of this set.
    void forget_ends() {
        for (const ranked& leaf : ends_) {
            if (std::isfinite(leaf.error)) standing_.push(leaf);
        }
        ends_.clear();
        end_ = -1;
    }
    [[nodiscard]] bool has_ends() const noexcept { return !ends_.empty(); }
    /// Removes the error of a leaf that was added, and is being refined without having been taken here.
    void remove(double error) { standing_error_.remove(error); }

    /// Sets the target, the largest error that may remain in the end. Where it grows, leaves that were certain need not be so now.
    void aim(double target) {
        if (target > target_) least_certain_ = std::numeric_limits<double>::infinity();
        target_ = target;
    }
    /// The largest leaf that is certain to be refined, if any. `stands` says whether a leaf is not being refined yet.
    template <class Stands>
    [[nodiscard]] std::optional<regions::region_id> next(Stands stands) {
        while (!standing_.empty() && !stands(standing_.top().segment)) standing_.pop();
        if (standing_.empty() || !is_certain(standing_.top().error)) return {};
        return standing_.top().segment;
    }
    /// Takes the leaf that `next` has returned: it is being refined from now on.
    void take() {
        const double error = standing_.top().error;
        least_certain_ = std::min(least_certain_, error);
        remove(error);
        standing_.pop();
    }

private:
    /// The largest leaf is certain if the errors of all standing leaves together exceed the target; also if a smaller leaf was
    /// certain, since the heap would have yielded the larger one, or its ancestor, before the smaller. It is not certain if the
    /// algorithm would give up before, since leaves of larger error that cannot be refined exceed the target together, or end
    /// before.
    [[nodiscard]] bool is_certain(double error) {
        while (!undividable_.empty() && undividable_.top() > error) {
            met_ += undividable_.top();
            undividable_.pop();
        }
        return error > end_ && met_ <= target_ &&
               (error > least_certain_ || standing_error_.value() + undividable_error_ > target_);
    }

    std::priority_queue<ranked> standing_;  ///< leaves that have not been taken
    machine::running_sum standing_error_;   ///< of leaves that are not being refined
    std::priority_queue<double> undividable_;
    std::vector<ranked> ends_;                ///< leaves with which all ends
    double end_ = -1;                         ///< their largest error, if there are any
    double undividable_error_ = 0, met_ = 0;  ///< of all undividable leaves; of those that the algorithm would have met
    double target_ = 0, least_certain_ = std::numeric_limits<double>::infinity();  ///< the smallest error of a certain leaf
};

}  // namespace taskquad::decisions
