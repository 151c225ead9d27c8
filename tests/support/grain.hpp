/// What to say of the cost of f, options::cost_of_f, so that the unit of work is a whole segment, or a single evaluation, whatever
/// f costs.
#pragma once

#include <chrono>

namespace grain {

using cost = std::chrono::duration<double>;
constexpr cost automatic(0), segments(1e-9), points(1);

}  // namespace grain
