/// A point: where f is evaluated. Every integration numbers its own points.
#pragma once

#include <cstdint>

namespace taskquad::values {

using point_id = std::uint32_t;

}  // namespace taskquad::values
