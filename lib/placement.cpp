#include "placement.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "abscissa.hpp"

namespace taskquad::detail {

/// Only where the bits are sure to agree is a point inherited: at the dyadic abscissae, which come from repeated halving.
placement::placement(const rule& r) : rule_(r), inherited_(2 * r.abscissae().size(), none) {
    const auto abscissae = rule_.abscissae();
    const auto dyadic = [](double t) { return t * 1024 == std::trunc(t * 1024); };
    const std::size_t n = abscissae.size();
    for (std::size_t i = 0; i < 2 * n; ++i) {
        const double t = abscissae[i % n], in_whole = (t + (i < n ? -1 : 1)) / 2;
        const auto found = std::find(abscissae.begin(), abscissae.end(), in_whole);
        if (dyadic(t) && dyadic(in_whole) && found != abscissae.end()) {
            inherited_[i] = static_cast<std::size_t>(found - abscissae.begin());
        } else if (i == n && t == -1 && abscissae.back() == 1) {
            inherited_[i] = n + i - 1;  // the left half ends where the right one begins
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
    for (std::size_t i = 0; i < 2 * n; ++i) {
        if (inherited_[i] != none) continue;
        const segment_node& h = tree[half[i / n]];
        xs_.push_back(without_signed_zero(abscissa(h.a, h.b, rule_.abscissae()[i % n])));
    }
    points.at(xs_, found_);
    auto next = found_.begin();
    for (const std::size_t from : inherited_) {
        placed_.push_back(from == none ? *next++ : from < n ? placed_[whole + from] : placed_[block + from - n]);
    }
}

}  // namespace taskquad::detail
