#include "regions/boxes/residents.hpp"

#include <utility>

namespace taskquad::regions::boxes {

namespace {

/// The part in which a point of the whole lies.
box_number part_at(std::span<const double> x, const box& whole) {
    return whole.first + (x[whole.cut_of_parts.axis] > whole.cut_of_parts.at ? 1 : 0);
}

}  // namespace

box_number leaf_at(std::span<const double> x, const std::vector<box>& all, const mesh& m) {
    box_number n = m.initial_at(x);
    while (n != no_box && !all[n].leaf_of_last_look) n = all[n].first == no_box ? no_box : part_at(x, all[n]);
    return n;
}

void residents::settle(std::uint32_t number, std::span<const double> x, box_number leaf, const std::vector<box>& all) {
    for (box_number n = leaf;; n = part_at(x, all[n])) {
        if (n != leaf && !all[n].decided) return;
        inside_[n].push_back(number);
        if (all[n].first == no_box) return;
    }
}

void residents::hand_down(std::span<const double> points, box_number whole, box_number part, const mesh& m) {
    const auto found = inside_.find(whole);
    if (found == inside_.end()) return;
    std::vector<std::uint32_t> list;
    for (const std::uint32_t number : found->second) {
        if (m.contains(part, points.subspan(number * m.dimension(), m.dimension()))) list.push_back(number);
    }
    if (!list.empty()) inside_[part] = std::move(list);
}

std::span<const std::uint32_t> residents::of(box_number n) const {
    const auto found = inside_.find(n);
    if (found == inside_.end()) return {};
    return found->second;
}

}  // namespace taskquad::regions::boxes
