// A partition that meets the tolerance, and whose kind wants to look at f once more before it is believed.
#include <limits>
#include <utility>

#include "decisions/partition.hpp"

namespace taskquad::decisions {

partition::belief partition::look() {
    if (!look_) {
        if (!kind_->looks()) return belief::believed;
        if (!begin_look()) return kind_->sees_nothing() && !kind_->is_empty() ? belief::zero : belief::believed;
        const auto points = placement_.of(*look_);
        if (evaluations_ + points_.count(points, [](const auto& p) { return !p.committed; }) > max_evaluations_) {
            return belief::unaffordable;
        }
        want(std::numeric_limits<double>::infinity(), *look_, 1);
        require_points(*look_);
    }
    if (!tree_[*look_].known) return belief::looking;
    end_look();
    return belief::doubted;
}

/// Whether the kind wants to look once more; it may do so without any points.
bool partition::begin_look() {
    std::vector<const region*> list;
    for (const region_id s : leaves()) list.push_back(&tree_[s]);
    const auto more = kind_->look(list, evaluations_ - evaluations_before_);
    if (!more) return false;
    look_ = tree_.add_apart(*more);
    placement_.place(tree_[*look_], *look_, points_);
    progress_.resize(tree_.size());
    return true;
}

void partition::end_look() {
    commit(placement_.of(*look_));
    look_.reset();
    became_known_.clear();
    for (const region_id s : leaves()) {
        learn(s, true);
        tree_.commit_leaf(s);
    }
    tree_.update_all();
}

/// Has a region, and all that have been made below it, learn from the look. Those that the replay has reached, being known and not
/// required, with all their ancestors committed or required, are handed out again.
void partition::learn(region_id s, bool reached) {
    if (!tree_[s].known || !tree_[s].decided) return;
    kind_->learn(tree_[s]);
    keep_parts_that_stand(s);
    if (reached && !tree_[s].required) became_known_.push_back(s);
    for (std::uint32_t k = 0; k < tree_[s].successors; ++k) learn(tree_[s].first + k, reached && tree_[s].required);
}

}  // namespace taskquad::decisions
