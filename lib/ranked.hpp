/// The order in which segments are refined: by error, the largest first; of equal ones, from left to right.
#pragma once

#include "segment_tree.hpp"

namespace taskquad::detail {

/// An element of a heap of segments, the first of which is to be refined next.
struct ranked {
    double error, x, a;
    segment_id segment;
    explicit ranked(const segment_node& n, segment_id s) : error(n.urgency()), x(n.x), a(n.a), segment(s) {}
    bool operator<(const ranked& other) const noexcept {
        if (error != other.error) return error < other.error;
        return x != other.x ? x > other.x : a > other.a;
    }
};

}  // namespace taskquad::detail
