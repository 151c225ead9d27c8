#include "regions/lattice/weights.hpp"

#include <algorithm>

namespace taskquad::regions::lattice {

std::span<const double> weights::of(tuple index) {
    of_index_.assign(1, 1);
    for (std::size_t j = 0; j < grid_.dimensions(); ++j) {
        if (index[j] == 0) continue;
        const nested_family& axis = grid_.axis(j);
        // The first row of the differences.
        const auto differences = axis.differences(index[j]).first(axis.count(index[j]));
        product_.clear();
        for (const double w : of_index_) {
            for (const double of_axis : differences) product_.push_back(w * of_axis);
        }
        of_index_.swap(product_);
    }
    return of_index_;
}

void weights::add(tuple index, std::span<const point_number> points) {
    const auto w = of(index);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (weights_.size() <= points[i]) {
            weights_.resize(points[i] + std::size_t{1});
            joined_.resize(weights_.size());
        }
        weights_[points[i]] += w[i];
        if (joined_[points[i]]) continue;
        joined_[points[i]] = true;
        points_.push_back(points[i]);
    }
}

}  // namespace taskquad::regions::lattice
