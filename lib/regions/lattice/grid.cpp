#include "regions/lattice/grid.hpp"

#include <algorithm>
#include <utility>

namespace taskquad::regions::lattice {

grid::grid(std::vector<const nested_family*> axes) : axes_(std::move(axes)), points_(axes_.size()), nodes_(axes_.size()) {}

std::vector<std::uint8_t> grid::levels() const {
    std::vector<std::uint8_t> levels;
    for (const nested_family* axis : axes_) levels.push_back(static_cast<std::uint8_t>(axis->levels()));
    return levels;
}

double grid::count(tuple index) const {
    double n = 1;
    for (std::size_t j = 0; j < axes_.size(); ++j) n *= static_cast<double>(axes_[j]->count(index[j]));
    return n;
}

double grid::fresh(tuple index) const {
    double n = 1;
    for (std::size_t j = 0; j < axes_.size(); ++j) n *= static_cast<double>(axes_[j]->fresh(index[j]));
    return n;
}

void grid::points(tuple index, std::vector<point_number>& list) {
    std::ranges::fill(nodes_, std::uint8_t{0});
    while (true) {
        list.push_back(points_.number_of(nodes_));
        std::size_t j = axes_.size();
        while (j > 0 && nodes_[j - 1] + std::size_t{1} == axes_[j - 1]->count(index[j - 1])) nodes_[--j] = 0;
        if (j == 0) return;
        ++nodes_[j - 1];
    }
}

void grid::coordinates(point_number p, std::span<double> at) const {
    const tuple nodes = points_[p];
    for (std::size_t j = 0; j < axes_.size(); ++j) at[j] = axes_[j]->nodes()[nodes[j]];
}

}  // namespace taskquad::regions::lattice
