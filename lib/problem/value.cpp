#include <taskquad/detail/values.hpp>

#include <stdexcept>
#include <string>

#include "problem/messages.hpp"

namespace taskquad::detail {

void common_shape::agree(const value_shape& s, double x) {
    const std::lock_guard lock(mutex_);
    compare(s, x);
    shape_ = s;
}

void common_shape::check(const value_shape& s, double x) const {
    const std::lock_guard lock(mutex_);
    compare(s, x);
}

void common_shape::compare(const value_shape& s, double x) const {
    if (shape_.value_or(s) == s && s.size() > 0) return;
    const auto size = [](const value_shape& t) {
        return t.columns == 1 ? std::to_string(t.rows) : std::to_string(t.rows) + " x " + std::to_string(t.columns);
    };
    if (s.size() == 0) throw std::invalid_argument("taskquad: f(x) at x = " + problem::text(x) + " has no components");
    throw std::invalid_argument("taskquad: f(x) at x = " + problem::text(x) + " has size " + size(s) + ", but other values have " +
                                size(*shape_));
}

value_shape common_shape::get() const {
    const std::lock_guard lock(mutex_);
    return shape_.value_or(value_shape{});
}

}  // namespace taskquad::detail
