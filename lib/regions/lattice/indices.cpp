#include "regions/lattice/indices.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace taskquad::regions::lattice {

indices::indices(std::vector<std::uint8_t> levels) : levels_(std::move(levels)), all_(levels_.size()) {
    all_.number_of(std::vector<std::uint8_t>(levels_.size(), 0));
}

index_id indices::neighbour(index_id i, std::size_t axis, int step) {
    const tuple levels = all_[i];
    scratch_.assign(levels.begin(), levels.end());
    scratch_[axis] = static_cast<std::uint8_t>(scratch_[axis] + step);
    return all_.number_of(scratch_);
}

std::optional<index_id> indices::above(index_id i, std::size_t axis) {
    if (all_[i][axis] + 1 >= levels_[axis]) return {};
    return neighbour(i, axis, 1);
}

index_id indices::below(index_id i, std::size_t axis) { return neighbour(i, axis, -1); }

bool indices::at_last_level(index_id i) const {
    return !std::ranges::equal(all_[i], levels_, [](std::uint8_t level, std::uint8_t levels) { return level + 1 < levels; });
}

std::size_t indices::total(index_id i) const {
    const tuple levels = all_[i];
    return std::accumulate(levels.begin(), levels.end(), std::size_t{0});
}

bool indices::precedes(index_id i, index_id k) const { return std::ranges::lexicographical_compare(all_[i], all_[k]); }

bool closed_set::admits(index_id i) const { return admits(i, i); }

/// With another index, as if it were in the set.
bool closed_set::admits(index_id i, index_id also) const {
    for (std::size_t axis = 0; axis < all_->dimensions(); ++axis) {
        if ((*all_)[i][axis] == 0) continue;
        const index_id below = all_->below(i, axis);
        if (below != also && !contains(below)) return false;
    }
    return true;
}

void closed_set::admits_with(index_id i, std::vector<index_id>& list) const {
    for (std::size_t axis = 0; axis < all_->dimensions(); ++axis) {
        const auto above = all_->above(i, axis);
        if (above && admits(*above, i)) list.push_back(*above);
    }
}

void closed_set::add(index_id i) {
    if (in_.size() <= i) in_.resize(i + std::size_t{1});
    in_[i] = true;
    ++size_;
}

}  // namespace taskquad::regions::lattice
