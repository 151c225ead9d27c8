/// What has been found out about f before the engine begins.
#pragma once

#include <utility>
#include <vector>

namespace taskquad::values {

struct beforehand {
    std::vector<std::pair<double, double>> values = {};  ///< abscissae and values
    bool f_is_expensive = false;
};

}  // namespace taskquad::values
