/// What the error of a region will be, before f has been evaluated there.
///
/// A bisection multiplies the error by a ratio for each half. Two ratios have been seen one level above: of the region itself to
/// its parent, and of its sibling to the same parent. Where f is difficult, the ratios differ by orders of magnitude, and the
/// larger one belongs to the half in which f is rougher, as the samples of the nearest known region tell (regions::kind::rough).
/// Samples locate a difficulty to a fraction of a region's width, enough to foresee several bisections; further down the pattern is
/// taken to repeat itself. docs/speculation.md compares this with other predictors, on 30 integrands at four tolerances.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "decisions/partition.hpp"

namespace taskquad::decisions {

/// A region in the imagined future of a partition.
struct imagined {
    double error;                 ///< known or predicted
    std::array<double, 2> place;  ///< its place; before it is made, the place of its nearest ancestor that is
    double begin = 0, end = 1;    ///< which part of the source it is
    double share;                 ///< of the tolerance, under local refinement
    region_id region;             ///< no_region if it has not been made yet
    region_id source;             ///< the region itself if it is known, or its nearest known ancestor
    float own = 0, sibling = 0;   ///< its own error, and its sibling's, over their parent's error; 0: it has no parent
    std::uint16_t guesses = 0;    ///< generations since the source
    bool is_first = false;        ///< among its siblings

    [[nodiscard]] bool known() const noexcept { return guesses == 0; }
};

class predictor {
public:
    explicit predictor(partition& p) : partition_(p) {}

    /// The picture of a known region.
    [[nodiscard]] imagined picture(region_id s) const;
    /// What a region is refined into, with errors where these are known, else with predicted ones; valid until the next call.
    std::span<const imagined> parts(const imagined& n);
    /// Whether a region can be split at all, as far as is known.
    [[nodiscard]] bool may_be_split(const imagined& n) const;

private:
    [[nodiscard]] std::array<double, 2> ratios(const imagined& n) const;

    partition& partition_;
    std::vector<imagined> parts_;
};

}  // namespace taskquad::decisions
