#include "cheap/compact_tree.hpp"

#include <cmath>

namespace taskquad::cheap {

/// Backwards: halves have larger numbers than the segment that they are halves of.
compact_tree::totals compact_tree::sum() {
    double magnitude = 0;
    for (std::size_t i = estimated_; i-- > 0;) {
        compact_segment& s = segments_[i];
        if (!marks_[i].split) continue;
        const compact_segment &left = segments_[s.left], &right = segments_[s.left + std::size_t{1}];
        for (const region_id half : {s.left, s.left + 1}) {
            if (!marks_[half].split) magnitude += std::abs(segments_[half].integral);
        }
        s.integral = left.integral + right.integral;
        s.error = left.error + right.error;
    }
    for (std::size_t i = 0; i < initial_; ++i) {
        if (!marks_[i].split) magnitude += std::abs(segments_[i].integral);
    }
    totals all = sum_of_initial(0, initial_);
    all.magnitude = magnitude;
    return all;
}

/// As region_tree joins them.
compact_tree::totals compact_tree::sum_of_initial(std::size_t first, std::size_t count) const {
    if (count == 1) return {segments_[first].integral, segments_[first].error, 0};
    const totals left = sum_of_initial(first, count / 2), right = sum_of_initial(first + count / 2, count - count / 2);
    return {left.integral + right.integral, left.error + right.error, 0};
}

std::vector<region_id> compact_tree::committed_leaves() const {
    std::vector<region_id> found, pending;
    for (std::size_t i = initial_; i-- > 0;) pending.push_back(static_cast<region_id>(i));
    while (!pending.empty()) {
        const region_id i = pending.back();
        pending.pop_back();
        if (marks_[i].split) {
            pending.push_back(segments_[i].left + 1);
            pending.push_back(segments_[i].left);
        } else {
            found.push_back(i);
        }
    }
    return found;
}

}  // namespace taskquad::cheap
