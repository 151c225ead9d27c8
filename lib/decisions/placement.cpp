#include "decisions/placement.hpp"

#include <algorithm>

namespace taskquad::decisions {

placement::placement(regions::kind& k) : kind_(k) {
    constexpr std::size_t some = 32;  // regions, for which memory is there from the start
    placed_.reserve(some * k.points_of_one());
    block_.reserve(some);
    coordinates_.reserve(2 * k.points_of_one() * k.coordinates());
}

void placement::place(const regions::region& r, region_id id, point_table& points) {
    coordinates_.clear();
    kind_.points(r, coordinates_);
    block& b = blocks(id);
    b.first = placed_.size();
    points.at(coordinates_, placed_);
    b.last = placed_.size();
}

void placement::place_parts(const regions::region& whole, region_id whole_id, std::span<const regions::region> parts,
                            region_id first, point_table& points) {
    const auto shared = kind_.shared(whole, parts);
    if (shared.empty()) {
        for (const regions::region& part : parts) place(part, first++, points);
        return;
    }
    const std::size_t n = shared.size() / parts.size(), of_whole = block_[whole_id].first, here = placed_.size();
    const std::size_t width = kind_.coordinates();
    coordinates_.clear();
    for (std::size_t k = 0; k < parts.size(); ++k) {
        kind_.points(parts[k], coordinates_);
        blocks(first + static_cast<region_id>(k)) = {here + k * n, here + (k + 1) * n};
    }
    fresh_.clear();
    found_.clear();
    for (std::size_t i = 0; i < shared.size(); ++i) {
        for (std::size_t c = i * width; shared[i] == regions::fresh && c < (i + 1) * width; ++c) fresh_.push_back(coordinates_[c]);
    }
    points.at(fresh_, found_);
    auto next = found_.begin();
    for (const std::size_t i : shared) {
        placed_.push_back(i == regions::fresh ? *next++ : i < n ? placed_[of_whole + i] : placed_[here + i - n]);
    }
}

}  // namespace taskquad::decisions
