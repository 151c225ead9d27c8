/// Two numbers that every comparison of doubles needs.
#pragma once

#include <limits>

namespace taskquad::machine {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
/// From 1 to the next double.
inline constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace taskquad::machine
