// Boxes are looked at once more before they are believed, and learn from it.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "regions/boxes/box_kind.hpp"

namespace taskquad::regions::boxes {

std::optional<region> box_kind::look(std::span<const region* const> leaves, std::uint64_t evaluations) {
    const std::uint64_t more = probes_.due(leaves, evaluations);
    sees_nothing_ = probes_.see_nothing(leaves);
    mark(leaves);
    const bool foretold = forecasts_.look(leaves, boxes_, mesh_, samples_, estimates_);
    if (more == 0 && !foretold) return {};
    probes_.choose(more, leaves, mesh_, samples_, estimates_);
    region r;
    r.look = true;
    return r;
}

void box_kind::mark(std::span<const region* const> leaves) {
    for (const box_number n : leaves_of_last_look_) boxes_[n].leaf_of_last_look = false;
    leaves_of_last_look_.clear();
    for (const region* r : leaves) {
        boxes_[r->own].leaf_of_last_look = true;
        leaves_of_last_look_.push_back(r->own);
    }
}

/// What is below the leaves is then as if it had been decided after the look.
void box_kind::learn(region& r) {
    const box& b = boxes_[r.own];
    const double by_what_is_known = contradict(r.own);
    const double excess = b.bad_probe ? std::numeric_limits<double>::infinity() : by_what_is_known;
    r.error = b.leaf_of_last_look ? std::max(r.error, excess) : std::max(b.resolved, excess) + b.unresolved;
    keep_parts_that_stand(r);
    conclude(r);
}

/// Error and cut follow from what is known, not from the order in which it came: what has been guessed and learns is then as what
/// is decided later.
double box_kind::contradict(box_number n) {
    box& b = boxes_[n];
    const double by_probes = probes_.error(n, mesh_, samples_, estimates_);
    const auto foretold = forecasts_.worst(n, mesh_, samples_, estimates_);
    b.cut = b.cut_by_values;
    if (!(foretold.error > std::max(b.resolved, by_probes))) return by_probes;
    if (const auto axis = mesh_.longest_beside(n, foretold.by)) {
        const box_cut like_the_other{mesh_.centre(n, *axis), static_cast<std::uint16_t>(*axis)};
        if (!like_the_other.makes_the_parts_of(b.cut)) b.cut = like_the_other;
    }
    return foretold.error;
}

}  // namespace taskquad::regions::boxes
