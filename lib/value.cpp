#include <taskquad/value.hpp>

#include <stdexcept>
#include <string>

#include "text.hpp"

namespace taskquad::detail {

void common_shape::agree(const shape& s, double x) {
    const std::lock_guard lock(mutex_);
    if (!shape_) shape_ = s;
    if (*shape_ == s && s.size() > 0) return;
    const auto size = [](const shape& t) {
        return t.columns == 1 ? std::to_string(t.rows) : std::to_string(t.rows) + " x " + std::to_string(t.columns);
    };
    if (s.size() == 0) throw std::invalid_argument("taskquad: f(x) at x = " + text(x) + " has no components");
    throw std::invalid_argument("taskquad: f(x) at x = " + text(x) + " has size " + size(s) + ", but other values have " +
                                size(*shape_));
}

shape common_shape::get() const {
    const std::lock_guard lock(mutex_);
    return shape_.value_or(shape{});
}

}  // namespace taskquad::detail
