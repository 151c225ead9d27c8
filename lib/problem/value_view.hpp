/// A value of f as the engine sees it: one real component or several.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace taskquad::problem {

/// Refers to the components, which outlive it; a single one is kept here.
class value_view {
public:
    value_view() = default;
    explicit(false) value_view(double y) : single_(y) {}
    explicit(false) value_view(std::span<const double> components) : size_(components.size()) {
        if (size_ == 1) {
            single_ = components.front();
        } else {
            many_ = components.data();
        }
    }

    [[nodiscard]] std::span<const double> components() const { return {many_ != nullptr ? many_ : &single_, size_}; }
    /// A number that shows where f varies, and is finite where all components are finite.
    [[nodiscard]] double outline() const {
        if (many_ == nullptr) return single_;
        double sum = 0;
        for (const double y : components()) {
            if (!std::isfinite(y)) return y;
            sum = std::clamp(sum + y, -1e308, 1e308);
        }
        return sum;
    }

private:
    std::size_t size_ = 1;
    double single_ = 0;
    const double* many_ = nullptr;
};

}  // namespace taskquad::problem
