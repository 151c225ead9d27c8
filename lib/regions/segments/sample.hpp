#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taskquad::regions::segments {

/// A value of one component of f.
struct sample {
    double x, y;
};

/// A value of f: its components, which are kept elsewhere, times a factor.
struct sampled_value {
    double x;
    const double* components;
    double factor = 1;
};

inline std::vector<sample> component(std::span<const sampled_value> values, std::size_t c) {
    std::vector<sample> list;
    list.reserve(values.size());
    for (const sampled_value& v : values) list.push_back({v.x, v.components[c] * v.factor});
    return list;
}

}  // namespace taskquad::regions::segments
