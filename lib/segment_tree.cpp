#include "segment_tree.hpp"

#include <cmath>
#include <numeric>

namespace taskquad::detail {

segment_tree::segment_tree(std::span<const double> points) : root_(join(points)) {
    // Halves have an even and the following odd number: of the joins and initial segments, there is an odd number.
    add({});
}

void segment_tree::add(const segment_node& n) {
    nodes_.push_back(n);
    if (2 * sums_.size() < nodes_.size()) sums_.emplace_back();
    sums(static_cast<segment_id>(nodes_.size() - 1)).parent = n.parent;
}

/// A balanced tree of joins over the initial segments between the points.
segment_id segment_tree::join(std::span<const double> points) {
    const auto id = static_cast<segment_id>(nodes_.size());
    add({.a = points.front(), .b = points.back()});
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
    sums(left).parent = sums(right).parent = id;
    return id;
}

void segment_tree::bisect(segment_id i) {
    if (nodes_[i].left != no_segment) return;
    const double a = nodes_[i].a, b = nodes_[i].b, m = std::midpoint(a, b);
    const auto left = static_cast<segment_id>(nodes_.size());
    const auto depth = static_cast<std::uint16_t>(nodes_[i].depth + 1);
    add({.a = a, .b = m, .parent = i, .depth = depth});
    add({.a = m, .b = b, .parent = i, .depth = depth});
    nodes_[i].left = left;
    nodes_[i].right = left + 1;
}

void segment_tree::commit_leaf(segment_id i) {
    const segment_node& n = nodes_[i];
    totals& t = sums(i);
    t.total = n.integral;
    t.infinite_errors = std::isfinite(n.error) ? 0 : 1;
    t.error = t.infinite_errors == 0 ? n.error : 0;
}

void segment_tree::sum(segment_id i, segment_id left, segment_id right) {
    const totals &l = sums(left), &r = sums(right);
    totals& t = sums(i);
    t.total = l.total + r.total;
    t.error = l.error + r.error;
    t.infinite_errors = l.infinite_errors + r.infinite_errors;
}

void segment_tree::update_from(segment_id i) {
    segment_id left = nodes_[i].left;
    // Halves are neighbours; the halves of joins are not.
    const auto first_half = static_cast<segment_id>((initial_.back() + 2) & ~segment_id{1});
    while (true) {
        sum(i, left, left + 1);
        if (i < first_half) break;
        left = i & ~segment_id{1};
        i = sums(i).parent;
    }
    for (i = sums(i).parent; i != no_segment; i = sums(i).parent) sum(i, nodes_[i].left, nodes_[i].right);
}

void segment_tree::update_joins() {
    // Joins precede what hangs under them.
    for (std::size_t i = initial_.back() + std::size_t{1}; i-- > 0;) {
        if (nodes_[i].split) sum(static_cast<segment_id>(i), nodes_[i].left, nodes_[i].right);
    }
}

double segment_tree::error() const {
    return sums(root_).infinite_errors == 0 ? sums(root_).error : std::numeric_limits<double>::infinity();
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
