/// Where f is evaluated.
#pragma once

namespace taskquad {

/// What f may be given: x, and its distances, >= 0, from the limits or breakpoints on both sides, to full relative accuracy. x
/// itself is rounded: near an end that is not 0, x has not the digits for its distance from the end.
struct argument {
    double x;
    double from_a;  ///< from the limit or breakpoint at or below x; infinite where the limit is
    double to_b;    ///< to the limit or breakpoint at or above x
    friend bool operator==(const argument&, const argument&) = default;
};

}  // namespace taskquad
