/// Where f is rough, as far as the samples of a segment tell: the residual of a sample against Lagrange's polynomial through its
/// neighbours on both sides, times the width that the sample stands for.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <taskquad/rule.hpp>

#include "regions/region.hpp"

namespace taskquad::regions::segments {

class outlines {
public:
    explicit outlines(const rule& r);

    /// The roughness in the halves of a part, from `begin` to `end`, of a segment [0, 1]. `outline`: its values at a level.
    [[nodiscard]] roughness rough(int level, std::span<const double> outline, double begin, double end);

private:
    const rule rule_;
    const std::vector<double>& weights_of(int level);

    std::size_t reach_;  ///< how many neighbours on each side a sample is compared with
    /// By level of the rule, made when first asked for: row by row, the weights that make a sample and its neighbours a residual.
    std::vector<std::vector<double>> weights_;
};

}  // namespace taskquad::regions::segments
