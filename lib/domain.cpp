#include <taskquad/domain.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "text.hpp"

namespace taskquad {

using detail::text;

domain::domain(std::initializer_list<double> points) : domain(std::vector<double>(points), checked{}) {}

domain::domain(std::vector<double> points, checked) : points_(std::move(points)) {
    if (points_.size() < 2) {
        throw std::invalid_argument("taskquad: domain: " + std::to_string(points_.size()) +
                                    " points given, at least two limits are needed");
    }
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const std::string point = "taskquad: domain: point " + std::to_string(i) + " is " + text(points_[i]);
        if (std::isnan(points_[i])) throw std::invalid_argument(point);
    }
    reversed_ = points_.front() > points_.back();
    if (reversed_) std::reverse(points_.begin(), points_.end());
    const auto disorder = std::is_sorted_until(points_.begin(), points_.end());
    if (disorder != points_.end()) {
        throw std::invalid_argument("taskquad: domain: the points are neither increasing nor decreasing: " + text(*disorder) +
                                    " is not between its neighbours");
    }
    points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
    if (points_.size() == 1 && std::isinf(points_.front())) {
        throw std::invalid_argument("taskquad: domain: both limits are " + text(points_.front()));
    }
    // Infinite points are only at the ends now.
    const auto gap_is_infinite = [](double a, double b) { return std::isfinite(a) && std::isfinite(b) && std::isinf(b - a); };
    if (std::adjacent_find(points_.begin(), points_.end(), gap_is_infinite) != points_.end() ||
        gap_is_infinite(points_.front(), points_.back())) {
        throw std::invalid_argument("taskquad: domain: from " + text(points_.front()) + " to " + text(points_.back()) +
                                    " is wider than the largest double");
    }
}

}  // namespace taskquad
