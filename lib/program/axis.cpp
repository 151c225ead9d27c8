#include "program/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace taskquad::program {

namespace {

std::string label(double x) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", x);
    return text.data();
}

/// 1, 2 or 5 times a power of ten, so that some five of them make up a length.
double step_of(double length) {
    constexpr double wanted = 5;
    const double rough = length / wanted, ten = std::pow(10, std::floor(std::log10(rough)));
    for (const double leading : {1, 2, 5}) {
        if (rough <= leading * ten) return leading * ten;
    }
    return 10 * ten;
}

}  // namespace

axis::axis(scale s, double a, double b, double from_pixel, double to_pixel)
    : scale_(s), a_(a), b_(b), from_(from_pixel), to_(to_pixel) {
    if (s == scale::compressed) return;
    if (!std::isfinite(a_) || !std::isfinite(b_)) a_ = b_ = 1;
    // Half a length may overflow where the whole does.
    if (!(b_ / 2 - a_ / 2 > 0)) {
        const double about = std::max(std::abs(a_), 1.0) / 2;
        b_ = s == scale::logarithmic ? 2 * a_ : a_ + about;
        a_ = s == scale::logarithmic ? a_ / 2 : a_ - about;
    }
}

double axis::image(double x) const {
    switch (scale_) {
        case scale::linear:
            return x / 2;
        case scale::logarithmic:
            return std::log10(x);
        case scale::compressed:
            break;
    }
    return std::isinf(x) ? std::copysign(1.0, x) : x / (1 + std::abs(x));
}

double axis::pixel(double x) const {
    const double share = (image(x) - image(a_)) / (image(b_) - image(a_));
    return from_ + std::clamp(share, 0.0, 1.0) * (to_ - from_);
}

std::vector<axis::tick> axis::ticks() const {
    std::vector<tick> list;
    const auto add = [&](double x) {
        if (x >= a_ && x <= b_) list.push_back({pixel(x), label(x)});
    };
    if (scale_ == scale::compressed) {
        for (const double x : {-10.0, -3.0, -1.0, 0.0, 1.0, 3.0, 10.0}) add(x);
    } else if (scale_ == scale::logarithmic) {
        const int first = static_cast<int>(std::ceil(std::log10(a_))), last = static_cast<int>(std::floor(std::log10(b_)));
        const int every = std::max(1, (last - first) / 5);
        for (int exponent = first; exponent <= last; exponent += every) add(std::pow(10, exponent));
    } else {
        const double step = step_of(b_ - a_);
        // Counted, since a step may be too small to be added.
        const double first = std::ceil(a_ / step);
        for (int i = 0; i <= 10; ++i) {
            const double x = (first + i) * step;
            add(std::abs(x) < step / 2 ? 0 : x);
        }
    }
    return list;
}

}  // namespace taskquad::program
