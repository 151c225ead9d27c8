#include "regions/lattice/contribution.hpp"

#include <algorithm>
#include <cmath>

#include "machine/scale.hpp"

namespace taskquad::regions::lattice {

void contribution::find(tuple index, std::span<const double* const> values, std::size_t components) {
    components_ = components;
    coefficients_.clear();
    for (const double* y : values) coefficients_.insert(coefficients_.end(), y, y + components);
    active_.clear();
    std::size_t inner = components;
    for (std::size_t j = grid_.dimensions(); j-- > 0;) {
        if (index[j] == 0) continue;
        const nested_family& axis = grid_.axis(j);
        apply(axis, index[j], inner);
        inner *= axis.coefficients(index[j]);
        active_.push_back({j, axis.coefficients(index[j])});
    }
    measure();
}

/// Replaces the values along an axis by the differences of coefficients. `inner`: how many numbers go round faster than the nodes.
void contribution::apply(const nested_family& axis, std::size_t level, std::size_t inner) {
    const std::size_t n = axis.count(level), rows = axis.coefficients(level), outer = coefficients_.size() / (n * inner);
    const auto differences = axis.differences(level);
    before_.swap(coefficients_);
    coefficients_.assign(outer * rows * inner, 0);
    for (std::size_t o = 0; o < outer; ++o) {
        for (std::size_t r = 0; r < rows; ++r) {
            double* const to = &coefficients_[(o * rows + r) * inner];
            for (std::size_t i = 0; i < n; ++i) {
                const double factor = differences[r * n + i];
                const double* const from = &before_[(o * n + i) * inner];
                for (std::size_t c = 0; c < inner; ++c) to[c] += factor * from[c];
            }
        }
    }
}

void contribution::measure() {
    const int scale = machine::exponent_of(coefficients_);
    const machine::power_of_two scaled(-scale);
    spread_.assign(components_, 0);
    for (std::size_t i = 0; i < coefficients_.size(); i += components_) {
        for (std::size_t c = 0; c < components_; ++c) {
            const double y = scaled(coefficients_[i + c]);
            spread_[c] += y * y;
        }
    }
    for (double& s : spread_) s = std::ldexp(std::sqrt(s), scale);
}

void contribution::add_value(std::span<const std::span<const double>> polynomials, std::span<double> sum) const {
    contracted_ = coefficients_;
    std::size_t blocks = coefficients_.size() / components_;
    for (const active_axis& axis : active_) {
        const auto p = polynomials[axis.number];
        blocks /= axis.coefficients;
        for (std::size_t b = 0; b < blocks; ++b) {
            for (std::size_t c = 0; c < components_; ++c) {
                double value = 0;
                for (std::size_t r = 0; r < axis.coefficients; ++r) {
                    value += p[r] * contracted_[(b * axis.coefficients + r) * components_ + c];
                }
                contracted_[b * components_ + c] = value;
            }
        }
    }
    for (std::size_t c = 0; c < components_; ++c) sum[c] += contracted_[c];
}

}  // namespace taskquad::regions::lattice
