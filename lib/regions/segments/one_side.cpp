#include "regions/segments/one_side.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace taskquad::regions::segments {

one_side::one_side(std::span<const sample> outwards, double accuracy)
    : samples_(), size_(std::min(outwards.size(), kept)), accuracy_(accuracy) {
    std::copy_n(outwards.begin(), size_, samples_.begin());
}

void one_side::add(const sample& nearest) {
    size_ = std::min(size_ + 1, kept);
    std::copy_backward(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(size_) - 1,
                       samples_.begin() + static_cast<std::ptrdiff_t>(size_));
    samples_.front() = nearest;
}

one_side::extrapolation one_side::at(double x, std::size_t samples) const {
    constexpr double of_step_before = 0.1, roundings = 2;
    constexpr std::size_t least = 2, near = 3;
    const std::size_t n = std::min(samples, size_);
    constexpr double none = std::numeric_limits<double>::max();
    std::array<double, used> p{};
    double best = none, y = 0, before = none, last = 0, largest = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const double x_k = samples_[k].x;
        p[k] = samples_[k].y;
        for (std::size_t i = k; i-- > 0;) {
            p[i] = ((x - samples_[i].x) * p[i + 1] - (x - x_k) * p[i]) / (x_k - samples_[i].x);
        }
        const double change = std::abs(p[0] - last);
        last = p[0];
        if (k < near) largest = std::max(largest, std::abs(samples_[k].y));
        if (const double doubt = std::max(change, of_step_before * before); k >= least && doubt < best) {
            best = doubt;
            y = p[0];
        }
        before = k == 0 ? none : change;
    }
    return {y, best + roundings * accuracy_ * largest};
}

/// By Gauss's rule of three points.
one_side::extrapolation one_side::integral(double a, double b) const {
    constexpr std::array<double, 3> t{-0.7745966692414834, 0, 0.7745966692414834}, w{5.0 / 9, 8.0 / 9, 5.0 / 9};
    constexpr std::size_t enough = 6;
    const double h = (b - a) / 2, m = a + h;
    if (!(h > 0)) return {0, 0};
    one_side from_here = *this;
    std::sort(from_here.samples_.begin(), from_here.samples_.begin() + static_cast<std::ptrdiff_t>(size_),
              [m](const sample& p, const sample& q) {
                  const double to_p = std::abs(p.x - m), to_q = std::abs(q.x - m);
                  return to_p != to_q ? to_p < to_q : p.x < q.x;
              });
    extrapolation sum{0, 0};
    for (std::size_t i = 0; i < t.size(); ++i) {
        const extrapolation e = from_here.at(m + h * t[i], enough);
        sum.y += h * w[i] * e.y;
        sum.doubt += h * w[i] * e.doubt;
    }
    return sum;
}

}  // namespace taskquad::regions::segments
