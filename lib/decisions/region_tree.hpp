/// The tree of refinements: every region there has been, with its estimate, and the totals of the committed partition.
///
/// A region is a node, and the regions that it is refined into are its children. The leaves of the *committed* part of the tree are
/// the partition; an inner node holds the sum of its children. Several initial regions hang under joins, which are nodes without an
/// estimate. A split therefore updates one path, O(depth), and the totals depend on the shape of the tree alone, never on the order
/// in which it grew; nothing is ever subtracted, so nothing cancels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "machine/large_pages.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

using regions::no_region;
using regions::region;
using regions::region_id;

class region_tree {
public:
    /// At least one initial region, in order.
    explicit region_tree(std::span<const region> initial);

    [[nodiscard]] std::span<const region_id> initial() const noexcept { return initial_; }
    [[nodiscard]] region& operator[](region_id i) { return nodes_[i]; }
    [[nodiscard]] const region& operator[](region_id i) const { return nodes_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
    /// The successors of a region; none before they are made.
    [[nodiscard]] std::span<const region> successors(const region& r) const {
        return r.successors == 0 ? std::span<const region>() : std::span(nodes_).subspan(r.first, r.successors);
    }
    [[nodiscard]] region_id id(const region& r) const { return static_cast<region_id>(&r - nodes_.data()); }

    /// Gives a region its successors, at least one, in place of any it had.
    void divide(region_id i, std::span<const region> parts);

    /// A region that is no part of the domain, nor of the tree: the number of a place for it.
    region_id add_apart(const region& r);

    /// Values have n components, unless n is 1 to be called before there is any integral.
    void has_components(std::size_t n) { components_ = n; }
    [[nodiscard]] std::size_t count_of_components() const noexcept { return components_; }
    /// The components of the integral over a region, to be written or read.
    [[nodiscard]] std::span<double> components(region_id i);

    /// Makes the estimate of a leaf its total.
    void commit_leaf(region_id i);
    /// Recomputes the totals of i from its successors, and then the totals of all its ancestors.
    void update_from(region_id i);
    /// Recomputes the totals of all joins, once the initial leaves are committed.
    void update_joins() { update_all(joined_); }
    /// Recomputes the totals of all that is split, once all leaves have been committed again.
    void update_all() { update_all(nodes_.size()); }

    /// Prefetches the totals with which `update_from` begins.
    void prefetch(region_id i) const {
        for (int level = 0; level < 3 && i != no_region; ++level, i = nodes_[i].parent) __builtin_prefetch(&sums_[i / 2]);
    }

    /// The integral; where values have several components, a number without a meaning.
    [[nodiscard]] double integral() const { return sums(root).total; }
    [[nodiscard]] std::span<const double> integral_components() const;
    [[nodiscard]] double finite_error() const { return sums(root).error; }
    [[nodiscard]] double error() const;

    /// The committed leaves in order.
    [[nodiscard]] std::vector<region_id> leaves() const;

private:
    /// Sums over the committed leaves below a node.
    struct totals {
        double total = 0, error = 0;        ///< infinite errors are counted instead
        std::uint32_t infinite_errors = 0;  ///< leaves whose error is infinite
    };
    /// Two neighbouring children of a node lie in one cache line: where nodes have no more than two, an update of a path reads one
    /// line a level. An only child has a neighbour whose totals stay 0.
    struct alignas(64) neighbours {
        totals of[2];
        region_id parent = no_region, first = no_region;  ///< `first`: the first child of the parent
        std::uint32_t children = 0;                       ///< how many children the parent has
    };

    void join(region_id at, std::span<const region> initial);
    region_id make_children(region_id parent, std::size_t children);
    [[nodiscard]] totals& sums(region_id i) { return sums_[i / 2].of[i % 2]; }
    [[nodiscard]] const totals& sums(region_id i) const { return sums_[i / 2].of[i % 2]; }
    void sum(region_id i, region_id first, std::uint32_t children);
    void add(region_id i, region_id child);
    void update_all(std::size_t last);

    std::vector<region, machine::large_pages<region>> nodes_;
    std::vector<neighbours, machine::large_pages<neighbours>> sums_;
    // Where values have several components.
    std::size_t components_ = 1;
    std::vector<double> integrals_, totals_;  ///< over a region, and over the committed leaves below it
    std::span<double> several(std::vector<double>& of, region_id i);

    static constexpr region_id root = 0;
    std::vector<region_id> initial_;
    std::size_t joined_ = 0;  ///< how many of the first nodes are joins or initial regions
};

}  // namespace taskquad::decisions
