#include "decisions/region_tree.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::decisions {

region_tree::region_tree(std::span<const region> initial) {
    make_children(no_region, 1);
    join(root, initial);
    joined_ = nodes_.size();
}

/// The numbers of a node's children follow one another, and the first is even.
region_id region_tree::make_children(region_id parent, std::size_t children) {
    const auto first = static_cast<region_id>(nodes_.size());
    for (std::size_t i = 0; i < children; i += 2) {
        neighbours& fresh = sums_.emplace_back();
        fresh.parent = parent;
        fresh.first = first;
        fresh.children = static_cast<std::uint32_t>(children);
    }
    nodes_.resize(2 * sums_.size());
    for (std::size_t i = 0; i < children; ++i) nodes_[first + i].parent = parent;
    return first;
}

/// Hangs the initial regions under a node, by a balanced tree of joins.
void region_tree::join(region_id at, std::span<const region> initial) {
    if (initial.size() == 1) {
        const region_id parent = nodes_[at].parent;
        nodes_[at] = initial.front();
        nodes_[at].parent = parent;
        initial_.push_back(at);
        return;
    }
    const std::size_t middle = initial.size() / 2;
    const region_id first = make_children(at, 2);
    nodes_[at].first = first;
    nodes_[at].successors = 2;
    nodes_[at].split = true;
    join(first, initial.first(middle));
    join(first + 1, initial.subspan(middle));
}

void region_tree::divide(region_id i, std::span<const region> parts) {
    const region_id first = make_children(i, parts.size());
    for (std::size_t k = 0; k < parts.size(); ++k) {
        region& part = nodes_[first + k];
        part = parts[k];
        part.parent = i;
        part.depth = static_cast<std::uint16_t>(nodes_[i].depth + 1);
    }
    nodes_[i].first = first;
    nodes_[i].successors = static_cast<std::uint16_t>(parts.size());
}

region_id region_tree::add_apart(const region& r) {
    const region_id i = make_children(no_region, 1);
    nodes_[i] = r;
    return i;
}

std::span<double> region_tree::several(std::vector<double>& of, region_id i) {
    if (of.size() < (i + std::size_t{1}) * components_) of.resize(2 * nodes_.size() * components_);
    return std::span(of).subspan(i * components_, components_);
}

std::span<double> region_tree::components(region_id i) {
    return components_ == 1 ? std::span(&nodes_[i].integral, 1) : several(integrals_, i);
}

std::span<const double> region_tree::integral_components() const {
    if (components_ == 1) return {&sums(root).total, 1};
    return std::span(totals_).subspan(root * components_, components_);
}

void region_tree::commit_leaf(region_id i) {
    const region& n = nodes_[i];
    totals& t = sums(i);
    t.total = n.integral;
    t.infinite_errors = std::isfinite(n.error) ? 0 : 1;
    t.error = t.infinite_errors == 0 ? n.error : 0;
    if (components_ > 1) std::ranges::copy(several(integrals_, i), several(totals_, i).begin());
}

void region_tree::sum(region_id i, region_id first, std::uint32_t children) {
    const totals &l = sums(first), &r = sums(first + 1);
    totals& t = sums(i);
    t.total = l.total + r.total;
    t.error = l.error + r.error;
    t.infinite_errors = l.infinite_errors + r.infinite_errors;
    if (components_ > 1) {
        several(totals_, static_cast<region_id>(nodes_.size() - 1));  // grows the list, so that the next three do not move
        const auto whole = several(totals_, i), one = several(totals_, first), other = several(totals_, first + 1);
        for (std::size_t c = 0; c < components_; ++c) whole[c] = one[c] + other[c];
    }
    for (std::uint32_t k = 2; k < children; ++k) add(i, first + k);
}

void region_tree::add(region_id i, region_id child) {
    sums(i).total += sums(child).total;
    sums(i).error += sums(child).error;
    sums(i).infinite_errors += sums(child).infinite_errors;
    if (components_ == 1) return;
    const auto whole = several(totals_, i), part = several(totals_, child);
    for (std::size_t c = 0; c < components_; ++c) whole[c] += part[c];
}

void region_tree::update_from(region_id i) {
    region_id first = nodes_[i].first;
    std::uint32_t children = nodes_[i].successors;
    while (true) {
        sum(i, first, children);
        const neighbours& here = sums_[i / 2];
        if (here.parent == no_region) return;
        first = here.first;
        children = here.children;
        i = here.parent;
    }
}

/// Of the nodes before this one.
void region_tree::update_all(std::size_t last) {
    // The number of a node is smaller than its children's.
    for (std::size_t i = last; i-- > 0;) {
        if (nodes_[i].split) sum(static_cast<region_id>(i), nodes_[i].first, nodes_[i].successors);
    }
}

double region_tree::error() const {
    return sums(root).infinite_errors == 0 ? sums(root).error : std::numeric_limits<double>::infinity();
}

std::vector<region_id> region_tree::leaves() const {
    std::vector<region_id> found, pending{root};
    while (!pending.empty()) {
        const region_id i = pending.back();
        pending.pop_back();
        if (!nodes_[i].split) {
            found.push_back(i);
            continue;
        }
        for (region_id k = nodes_[i].successors; k-- > 0;) pending.push_back(nodes_[i].first + k);
    }
    return found;
}

}  // namespace taskquad::decisions
