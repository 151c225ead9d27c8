#include "segment_tree.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::detail {

segment_tree::segment_tree(std::span<const segment_node> initial) : root_(join(initial)) {
    // Parts have an even and the following odd number: of the joins and initial segments, there is an odd number.
    add({.a = 0, .b = 0, .absent = true});
}

void segment_tree::add(const segment_node& n) {
    nodes_.push_back(n);
    if (2 * sums_.size() < nodes_.size()) sums_.emplace_back();
    sums(static_cast<segment_id>(nodes_.size() - 1)).parent = n.parent;
}

/// A balanced tree of joins over the initial segments.
segment_id segment_tree::join(std::span<const segment_node> initial) {
    const auto id = static_cast<segment_id>(nodes_.size());
    add(initial.front());
    if (initial.size() == 1) {
        initial_.push_back(id);
        return id;
    }
    const std::size_t middle = initial.size() / 2;
    const segment_id left = join(initial.first(middle));
    const segment_id right = join(initial.subspan(middle));
    nodes_[id].left = left;
    nodes_[id].right = right;
    nodes_[id].split = true;
    nodes_[left].parent = nodes_[right].parent = id;
    sums(left).parent = sums(right).parent = id;
    return id;
}

void segment_tree::divide(segment_id i, std::span<const segment_node> parts) {
    const auto left = static_cast<segment_id>(nodes_.size());
    for (segment_node part : parts) {
        part.parent = i;
        part.depth = static_cast<std::uint16_t>(nodes_[i].depth + 1);
        add(part);
    }
    if (parts.size() == 1) {
        add({.a = parts.front().b,
             .b = parts.front().b,
             .parent = i,
             .kind = refinement_kind::none,
             .absent = true,
             .known = true});
    }
    nodes_[i].left = left;
    nodes_[i].right = left + 1;
}

std::span<double> segment_tree::wide(std::vector<double>& of, segment_id i) {
    if (of.size() < (i + std::size_t{1}) * components_) of.resize(2 * nodes_.size() * components_);
    return std::span(of).subspan(i * components_, components_);
}

std::span<double> segment_tree::components(segment_id i) {
    return components_ == 1 ? std::span(&nodes_[i].integral, 1) : wide(parts_, i);
}

std::span<const double> segment_tree::integral_components() const {
    if (components_ == 1) return {&sums(root_).total, 1};
    return std::span(totals_).subspan(root_ * components_, components_);
}

void segment_tree::commit_leaf(segment_id i) {
    const segment_node& n = nodes_[i];
    totals& t = sums(i);
    t.total = n.integral;
    t.infinite_errors = std::isfinite(n.error) ? 0 : 1;
    t.error = t.infinite_errors == 0 ? n.error : 0;
    if (components_ > 1) std::ranges::copy(wide(parts_, i), wide(totals_, i).begin());
}

void segment_tree::sum(segment_id i, segment_id left, segment_id right) {
    const totals &l = sums(left), &r = sums(right);
    totals& t = sums(i);
    t.total = l.total + r.total;
    t.error = l.error + r.error;
    t.infinite_errors = l.infinite_errors + r.infinite_errors;
    if (components_ == 1) return;
    wide(totals_, static_cast<segment_id>(nodes_.size() - 1));  // so that the next three do not move
    const auto whole = wide(totals_, i), first = wide(totals_, left), second = wide(totals_, right);
    for (std::size_t c = 0; c < components_; ++c) whole[c] = first[c] + second[c];
}

void segment_tree::update_from(segment_id i) {
    segment_id left = nodes_[i].left;
    // Parts are neighbours; those of joins are not.
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
        } else if (!nodes_[i].absent) {
            found.push_back(i);
        }
    }
    return found;
}

}  // namespace taskquad::detail
