#include "segment_tree.hpp"

#include <cmath>
#include <numeric>

namespace taskquad::detail {

segment_tree::segment_tree(std::span<const double> points) : root_(join(points)) {}

/// A balanced tree of joins over the initial segments between the points.
segment_id segment_tree::join(std::span<const double> points) {
    const auto id = static_cast<segment_id>(nodes_.size());
    nodes_.push_back({.a = points.front(), .b = points.back()});
    if (points.size() == 2) {
        initial_.push_back(id);
        return id;
    }
    const std::size_t middle = points.size() / 2;
    const segment_id left = join(points.first(middle + 1));
    const segment_id right = join(points.subspan(middle));
    nodes_[id].left = left;
    nodes_[id].right = right;
    nodes_[id].split = true;
    nodes_[left].parent = nodes_[right].parent = id;
    return id;
}

void segment_tree::bisect(segment_id i) {
    if (nodes_[i].left != no_segment) return;
    const double a = nodes_[i].a, b = nodes_[i].b, m = std::midpoint(a, b);
    const auto left = static_cast<segment_id>(nodes_.size());
    const auto depth = static_cast<std::uint16_t>(nodes_[i].depth + 1);
    nodes_.push_back({.a = a, .b = m, .parent = i, .depth = depth});
    nodes_.push_back({.a = m, .b = b, .parent = i, .depth = depth});
    nodes_[i].left = left;
    nodes_[i].right = left + 1;
}

void segment_tree::commit_leaf(segment_id i) {
    segment_node& n = nodes_[i];
    n.total = n.integral;
    n.infinite_errors = std::isfinite(n.error) ? 0 : 1;
    n.total_error = n.infinite_errors == 0 ? n.error : 0;
}

void segment_tree::sum(segment_node& n) const {
    const segment_node &l = nodes_[n.left], &r = nodes_[n.right];
    n.total = l.total + r.total;
    n.total_error = l.total_error + r.total_error;
    n.infinite_errors = l.infinite_errors + r.infinite_errors;
}

void segment_tree::update_from(segment_id i) {
    for (; i != no_segment; i = nodes_[i].parent) sum(nodes_[i]);
}

void segment_tree::update_joins() {
    // Joins precede what hangs under them.
    for (std::size_t i = initial_.back() + std::size_t{1}; i-- > 0;) {
        if (nodes_[i].split) sum(nodes_[i]);
    }
}

double segment_tree::error() const {
    return nodes_[root_].infinite_errors == 0 ? nodes_[root_].total_error : std::numeric_limits<double>::infinity();
}

std::vector<segment_id> segment_tree::leaves() const {
    std::vector<segment_id> found, pending{root_};
    while (!pending.empty()) {
        const segment_id i = pending.back();
        pending.pop_back();
        if (nodes_[i].split) {
            pending.push_back(nodes_[i].right);
            pending.push_back(nodes_[i].left);
        } else {
            found.push_back(i);
        }
    }
    return found;
}

}  // namespace taskquad::detail
