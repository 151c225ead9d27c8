/// An axis of a picture: where a number lies on it, and which numbers stand beside it.
#pragma once

#include <string>
#include <vector>

namespace taskquad::program {

class axis {
public:
    enum class scale {
        linear,
        logarithmic,
        compressed,  ///< x / (1 + |x|): the whole line has an end
    };
    /// From a < b in numbers to pixels, which may run backwards. Where a = b, or one is not finite, an axis about it that is.
    axis(scale s, double a, double b, double from_pixel, double to_pixel);

    /// Within the axis.
    [[nodiscard]] double pixel(double x) const;
    struct tick {
        double pixel;
        std::string text;
    };
    [[nodiscard]] std::vector<tick> ticks() const;

private:
    [[nodiscard]] double image(double x) const;

    scale scale_;
    double a_, b_, from_, to_;
};

}  // namespace taskquad::program
