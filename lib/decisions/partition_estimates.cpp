// The regions of a partition become known: their estimates, what each will be refined into, and the initial partition.
#include <algorithm>
#include <cmath>
#include <span>

#include "decisions/partition.hpp"

namespace taskquad::decisions {

void partition::make_estimate(region_id s) {
    assess(s);
    tree_[s].known = true;
    ++estimates_;
    if (tree_[s].look) return became_known_.push_back(s);
    if (observed_) steps_.push_back({step::kind::estimate, s});
    if (tree_[s].depth == 0) --unknown_initial_;
    if (tree_[s].depth > 0 && tree_[tree_[s].parent].decided && is_part(s)) look_back(s, values_);
    decide(s);
}

void partition::assess(region_id s) {
    list_values(s, values_);
    kind_->assess(tree_[s], values_, tree_.components(s));
}

/// Has the values on s compared with those on the whole that it is a part of.
void partition::look_back(region_id s, std::span<const double* const> values) {
    const region_id whole = tree_[s].parent;
    if (!kind_->looks_back(tree_[s], tree_[whole])) return;
    list_values(whole, of_whole_);
    kind_->look_back(tree_[s], values, tree_[whole], of_whole_, tree_.components(s).size());
}

/// Decides how s will be refined, if no estimate is missing for this; and then, perhaps, how its siblings will be.
void partition::decide(region_id s) {
    region& n = tree_[s];
    if (n.depth == 0) {
        kind_->decide(n, nullptr, {});
        return decided(s);
    }
    const region& parent = tree_[n.parent];
    const bool is_guess = !parent.decided || !is_part(s);
    if (is_guess) return;
    const auto siblings = tree_.successors(parent);
    const bool all_known = std::ranges::all_of(siblings, [](const region& r) { return r.known; });
    const auto settle = [&](region_id one) {
        region& r = tree_[one];
        if (!r.known || r.decided) return;
        const bool waits = kind_->waits_for_siblings(r, parent);
        if (waits && !all_known) return;
        if (waits && kind_->guard() > 0) compare_with_parts(parent);
        kind_->decide(r, waits ? &parent : nullptr, siblings);
        decided(one);
    };
    settle(s);
    for (std::uint32_t k = 0; k < parent.successors; ++k) settle(parent.first + k);
}

/// For a kind with a guard: raises the errors of the successors, all of which are known, to what the guard asks for.
void partition::compare_with_parts(const region& whole) {
    const auto of_whole = tree_.components(tree_.id(whole));
    difference_.assign(of_whole.size(), 0.0);
    for (std::uint32_t k = 0; k < whole.successors; ++k) {
        const auto part = tree_.components(whole.first + k);
        for (std::size_t c = 0; c < part.size(); ++c) difference_[c] += part[c];
    }
    for (std::size_t c = 0; c < difference_.size(); ++c) difference_[c] -= tree_.components(tree_.id(whole))[c];
    const double difference = kind_->size_of(difference_);
    if (!(difference > whole.noise)) return;  // also where it is NaN, since there is no integral
    for (std::uint32_t k = 0; k < whole.successors; ++k) {
        region& part = tree_[whole.first + k];
        part.error = std::max(part.error, kind_->guard() * difference);
    }
}

/// Successors that were made before are dropped where s is refined into others. They were guessed; or, after a look, required,
/// since s had been certain to be refined, until the target grew with the integral.
void partition::keep_parts_that_stand(region_id s) {
    if (!tree_[s].parts_stand) drop_parts(s);
}

/// With all that is below: nothing of it is required any more, nor decided when its values come.
void partition::drop_parts(region_id s) {
    region& n = tree_[s];
    for (std::uint32_t k = 0; k < n.successors; ++k) drop_parts(n.first + k);
    n.first = no_region;
    n.successors = 0;
    if (n.required) --required_splits_;
    n.required = false;
}

/// Notes that the refinement of s is decided.
void partition::decided(region_id s) {
    keep_parts_that_stand(s);
    // One of them may be decided with another.
    for (std::uint32_t k = 0; k < tree_[s].successors; ++k) {
        const region_id part = tree_[s].first + k;
        if (!tree_[part].known) continue;
        list_values(part, values_);
        look_back(part, values_);
    }
    for (std::uint32_t k = 0; k < tree_[s].successors; ++k) {
        const region& part = tree_[tree_[s].first + k];
        if (part.known && !part.decided) decide(tree_.id(part));
    }
    if (tree_[s].depth == 0 || tree_[tree_[s].parent].required) became_known_.push_back(s);
}

/// The initial regions, as `kind::revise` sees them.
class partition::initial_view final : public regions::initial_regions {
public:
    explicit initial_view(partition& p) : partition_(p) {}
    [[nodiscard]] std::size_t count() const override { return partition_.initial().size(); }
    region& operator[](std::size_t i) override { return partition_.tree_[partition_.initial()[i]]; }
    void assess(std::size_t i) override { partition_.assess(partition_.initial()[i]); }
    std::span<double> integral(std::size_t i) override { return partition_.tree_.components(partition_.initial()[i]); }

private:
    partition& partition_;
};

/// Commits the initial partition.
void partition::begin() {
    begun_ = true;
    initial_view all(*this);
    kind_->revise(all);
    for (const region_id s : initial()) {
        commit_leaf(s);
        commit(placement_.of(s));
    }
    tree_.update_joins();
    segments_ = initial().size();
}

std::optional<region_id> partition::take_known() {
    if (!begun_ && unknown_initial_ == 0) begin();
    if (!begun_ && kind_->revises()) return {};
    if (became_known_.empty()) return {};
    const region_id s = became_known_.back();
    became_known_.pop_back();
    return s;
}

}  // namespace taskquad::decisions
