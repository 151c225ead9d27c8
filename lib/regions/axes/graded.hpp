/// A variable t instead of u, in which f is smooth beside a face where it is singular: the distance from the face, as a part of the
/// axis, is t^power; where there is a power at both faces of an axis, (2 t)^power / 2 on each half.
#pragma once

#include <array>
#include <utility>

#include "regions/axes/variable.hpp"

namespace taskquad::regions::axes {

class graded {
public:
    /// No power beside either face of an axis with these limits in u, which t has, too.
    graded(double least, double largest) : least_(least), largest_(largest) {}

    [[nodiscard]] bool is_plain() const noexcept { return powers_[0] == 1 && powers_[1] == 1; }
    [[nodiscard]] bool has_two() const noexcept { return powers_[0] > 1 && powers_[1] > 1; }
    [[nodiscard]] int power(bool upper) const noexcept { return powers_[upper ? 1 : 0]; }
    void set_power(bool upper, int power) { powers_[upper ? 1 : 0] = power; }

    /// The place at a t, and du / dt.
    [[nodiscard]] std::pair<place, double> at(double t) const;
    [[nodiscard]] double t(double u) const;

private:
    double least_, largest_;
    std::array<int, 2> powers_{1, 1};
};

}  // namespace taskquad::regions::axes
