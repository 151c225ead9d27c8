#include "placement.hpp"

namespace taskquad::detail {

placement::placement(estimator& e) : estimator_(e), level_(static_cast<std::uint8_t>(e.used_rule().first_level(false))) {
    if (!e.exact()) inherited_ = e.used_rule().inherited();
    constexpr std::size_t some = 32;  // segments, for which memory is there from the start
    const std::size_t of_each = e.used_rule().abscissae(level_).size();
    placed_.reserve(some * of_each);
    block_.reserve(some);
    arguments_.reserve(2 * of_each);
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
        if (inherited_[i] == rule::fresh) fresh_.push_back(arguments_[i]);
    }
    points.at(fresh_, found_);
    auto next = found_.begin();
    for (const std::size_t i : inherited_) {
        placed_.push_back(i == rule::fresh ? *next++ : i < n ? placed_[inherited_from + i] : placed_[first + i - n]);
    }
}

}  // namespace taskquad::detail
