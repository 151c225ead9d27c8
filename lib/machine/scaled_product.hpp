/// A product of factors which may be too large or too small for a double, where its product with one more number is not.
#pragma once

#include <cmath>

namespace taskquad::machine {

class scaled_product {
public:
    void multiply(double x) {
        fraction_ *= scaled(x);
        fraction_ = scaled(fraction_);
    }
    /// Times y: the bits of the product of doubles, where that and the factors are ordinary numbers.
    [[nodiscard]] double times(double y) const {
        if (exponent_ == 0) return fraction_ * y;
        int e = 0;
        const double of_y = std::frexp(y, &e);
        return std::isfinite(y) && y != 0 ? std::ldexp(fraction_ * of_y, exponent_ + e) : fraction_ * y;
    }
    [[nodiscard]] double value() const { return times(1); }
    [[nodiscard]] bool is_zero() const { return fraction_ == 0; }

private:
    /// So that a few of them, multiplied, stay ordinary numbers; 0 and what is not finite as it is.
    double scaled(double x) {
        constexpr double large = 0x1p340;
        const double size = std::abs(x);
        if ((size < large && size > 1 / large) || size == 0 || !std::isfinite(x)) return x;
        int e = 0;
        const double fraction = std::frexp(x, &e);
        exponent_ += e;
        return fraction;
    }
    double fraction_ = 1;
    int exponent_ = 0;
};

}  // namespace taskquad::machine
