#include "placement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "abscissa.hpp"

namespace taskquad::detail {

/// Only where the bits are sure to agree is a point inherited: at the dyadic abscissae, which come from repeated halving.
placement::placement(rule r) : rule_(std::move(r)) {
    const auto abscissae = rule_.abscissae();
    const auto dyadic = [](double t) { return t * 1024 == std::trunc(t * 1024); };
    for (const double half : {-1.0, 1.0}) {
        for (const double t : abscissae) {
            const double in_whole = (t + half) / 2;
            const auto found = std::find(abscissae.begin(), abscissae.end(), in_whole);
            if (dyadic(t) && dyadic(in_whole) && found != abscissae.end()) {
                inherited_.push_back(static_cast<std::size_t>(found - abscissae.begin()));
            } else if (half == 1 && t == -1 && abscissae.back() == 1) {
                inherited_.push_back(2 * abscissae.size() - 1);  // the left half ends where the right one begins
            } else {
                inherited_.push_back(none);
            }
        }
    }
}

void placement::place(const segment_node& node, segment_id s, point_table& points) {
    block_.resize(std::max<std::size_t>(block_.size(), s + std::size_t{1}));
    block_[s] = placed_.size();
    xs_.clear();
    for (const double t : rule_.abscissae()) xs_.push_back(without_signed_zero(abscissa(node.a, node.b, t)));
    points.at(xs_, placed_);
}

void placement::place_halves(const segment_tree& tree, segment_id s, point_table& points) {
    const std::array half{tree[s].left, tree[s].right};
    const std::size_t n = rule_.abscissae().size(), whole = block_[s], block = placed_.size();
    block_.resize(std::max<std::size_t>(block_.size(), half[1] + std::size_t{1}));
    block_[half[0]] = block;
    block_[half[1]] = block + n;

    xs_.clear();
    found_.clear();
    auto from = inherited_.begin();
    for (const segment_id h : half) {
        for (const double t : rule_.abscissae()) {
            if (*from++ == none) xs_.push_back(without_signed_zero(abscissa(tree[h].a, tree[h].b, t)));
        }
    }
    points.at(xs_, found_);
    auto next = found_.begin();
    for (const std::size_t i : inherited_) {
        placed_.push_back(i == none ? *next++ : i < n ? placed_[whole + i] : placed_[block + i - n]);
    }
}

}  // namespace taskquad::detail
