/// What the values on the line through the centre of a box, along an axis, say of f at a side.
#pragma once

#include <cstddef>
#include <vector>

#include "regions/boxes/box.hpp"
#include "regions/boxes/estimates.hpp"

namespace taskquad::regions::boxes {

struct prediction {
    std::vector<double> value;  ///< of the polynomial through all values on the line
    double uncertainty;         ///< the larger one of what leaving out the farthest value changes, and then the next one
};

prediction predicted(box_number n, std::size_t axis, bool upper, samples& s, estimates& e);

}  // namespace taskquad::regions::boxes
