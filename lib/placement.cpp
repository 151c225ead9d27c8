#include "placement.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace taskquad::detail {

/// Only where the bits are sure to agree is a point inherited: at the dyadic abscissae, which come from repeated halving.
placement::placement(const estimator& e) : estimator_(e), level_(static_cast<std::uint8_t>(e.used_rule().first_level(false))) {
    if (e.exact()) return;
    const auto abscissae = e.used_rule().abscissae(level_);
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
    if (std::ranges::all_of(inherited_, [](std::size_t i) { return i == none; })) inherited_.clear();
}

void placement::place(const span_of_u& s, segment_id id, point_table& points) {
    arguments_.clear();
    estimator_.arguments(s, arguments_);
    block& b = blocks(id);
    b.first = placed_.size();
    points.at(arguments_, placed_);
    b.last = placed_.size();
}

void placement::place_halves(const span_of_u& whole, const span_of_u& left, const span_of_u& right, segment_id whole_id,
                             segment_id left_id, point_table& points) {
    if (!inherits(whole) || !inherits(left) || !inherits(right)) {
        place(left, left_id, points);
        place(right, left_id + 1, points);
        return;
    }
    arguments_.clear();
    estimator_.arguments(left, arguments_);
    estimator_.arguments(right, arguments_);
    const std::size_t n = inherited_.size() / 2, inherited_from = block_[whole_id].first, first = placed_.size();
    blocks(left_id) = {first, first + n};
    blocks(left_id + 1) = {first + n, first + 2 * n};
    fresh_.clear();
    found_.clear();
    for (std::size_t i = 0; i < inherited_.size(); ++i) {
        if (inherited_[i] == none) fresh_.push_back(arguments_[i]);
    }
    points.at(fresh_, found_);
    auto next = found_.begin();
    for (const std::size_t i : inherited_) {
        placed_.push_back(i == none ? *next++ : i < n ? placed_[inherited_from + i] : placed_[first + i - n]);
    }
}

}  // namespace taskquad::detail
