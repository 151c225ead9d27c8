#include <taskquad/domain.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "machine/dyadic.hpp"
#include "problem/messages.hpp"

namespace taskquad {

namespace {

std::string list_of(const double* points, std::size_t count) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(count, most); ++i) text += (i == 0 ? "" : ", ") + problem::text(points[i]);
    return count > most ? text + ", ..." : text;
}

}  // namespace

domain::domain(std::initializer_list<double> points) : domain(points.begin(), points.size(), checked{}) {}

domain::domain(const double* points, std::size_t count, checked) : count_(count) {
    if (count == 2 && points[0] < points[1] && std::isfinite(points[1] - points[0])) {
        std::transform(points, points + 2, few_.begin(), machine::without_signed_zero);
        return;
    }
    if (count < 2) {
        throw std::invalid_argument("taskquad: domain: " + std::to_string(count) + " points given, at least two limits are needed");
    }
    if (count > few_.size()) many_.resize(count);
    const std::span<double> p = count > few_.size() ? std::span<double>(many_) : std::span<double>(few_).first(count);
    std::transform(points, points + count, p.begin(), machine::without_signed_zero);
    const auto nan = std::ranges::find_if(p, [](double x) { return std::isnan(x); });
    if (nan != p.end()) {
        throw std::invalid_argument("taskquad: domain: point " + std::to_string(nan - p.begin()) + " is " + problem::text(*nan));
    }
    reversed_ = p.front() > p.back();
    if (reversed_) std::ranges::reverse(p);
    if (!std::ranges::is_sorted(p)) {
        throw std::invalid_argument("taskquad: domain: the points are neither increasing nor decreasing: " +
                                    list_of(points, count));
    }
    count_ = static_cast<std::size_t>(std::unique(p.begin(), p.end()) - p.begin());
    if (count_ <= few_.size() && !many_.empty()) std::copy_n(many_.begin(), count_, few_.begin());
    many_.resize(count_ > few_.size() ? count_ : 0);
    check();
}

/// Requires increasing points, of which only the first and the last can be infinite.
void domain::check() const {
    const auto p = points();
    if (p.size() == 1 && std::isinf(p.front()))
        throw std::invalid_argument("taskquad: domain: both limits are " + problem::text(p.front()));
    const auto gap_is_infinite = [](double a, double b) { return std::isfinite(a) && std::isfinite(b) && std::isinf(b - a); };
    if (std::ranges::adjacent_find(p, gap_is_infinite) != p.end() || gap_is_infinite(p.front(), p.back())) {
        throw std::invalid_argument("taskquad: domain: from " + problem::text(p.front()) + " to " + problem::text(p.back()) +
                                    " is wider than the largest double");
    }
}

}  // namespace taskquad
