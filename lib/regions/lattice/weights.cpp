#include "regions/lattice/weights.hpp"

#include <algorithm>

namespace taskquad::regions::lattice {

void weights::add(tuple index, std::span<const point_number> points) {
    of_index_.assign(1, 1);
    for (std::size_t j = 0; j < grid_.dimensions(); ++j) {
        if (index[j] == 0) continue;
        const nested_family& axis = grid_.axis(j);
        // The first row of the differences.
        const auto differences = axis.differences(index[j]).first(axis.count(index[j]));
        std::vector<double> product;
        product.reserve(of_index_.size() * differences.size());
        for (const double w : of_index_) {
            for (const double of_axis : differences) product.push_back(w * of_axis);
        }
        of_index_.swap(product);
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (weights_.size() <= points[i]) weights_.resize(points[i] + std::size_t{1});
        weights_[points[i]] += of_index_[i];
    }
}

}  // namespace taskquad::regions::lattice
