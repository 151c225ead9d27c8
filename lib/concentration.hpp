/// Whether the error of a segment concentrates at an end of its piece: the sign of a singularity there.
#pragma once

#include <taskquad/rule.hpp>

namespace taskquad::detail {

/// In a half, compared with its sibling and with the whole, before it was bisected.
inline bool concentrates(const end_trigger& t, double error, double of_sibling, double of_whole) {
    return error > t.over_sibling * of_sibling && error > t.share * of_whole;
}

}  // namespace taskquad::detail
