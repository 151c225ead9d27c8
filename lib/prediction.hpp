/// What the error of a segment will be, before f has been evaluated there.
///
/// A bisection multiplies the error by a ratio for each half. Two ratios have been seen one level above: of the segment itself to
/// its parent, and of its sibling to the same parent. Where f is difficult they differ by orders of magnitude, and the larger
/// belongs to the half in which f is rougher: the half where its samples are off from the curve through their neighbours. The
/// samples of a segment locate a difficulty to a fraction of its width, which is enough to foresee several bisections. Further down
/// the pattern is taken to repeat itself. Chosen on 30 integrands at four tolerances; docs/speculation.md has the table, with the
/// predictors that lost.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "partition.hpp"

namespace taskquad::detail {

/// A segment in the imagined future of a partition.
struct imagined {
    double error;        ///< known or predicted
    double x;            ///< where it begins; of one that nobody has made, where its nearest ancestor does that somebody has
    double a, b;         ///< in the variable of its piece
    double share;        ///< of the tolerance, under local refinement
    segment_id segment;  ///< no_segment where nobody has made it yet
    segment_id source;   ///< the segment itself, or its nearest ancestor, that is known
    float own = 0, sibling = 0;  ///< its error, and that of its sibling, over that of their parent; 0: it has no parent
    std::uint16_t guesses = 0;   ///< generations since the source
    bool is_left = false;

    [[nodiscard]] bool known() const noexcept { return guesses == 0; }
};

class predictor {
public:
    explicit predictor(partition& p);

    /// A segment whose error is known.
    [[nodiscard]] imagined picture(segment_id s) const;

    struct pair {
        imagined left, right;
    };
    /// The parts of a segment, with their errors where these are known, else with predicted ones. Where it has or will have a
    /// single one, the right one has no error.
    pair halves(const imagined& n);

    /// Whether a segment can be split at all, as far as is known.
    [[nodiscard]] bool may_be_split(const imagined& n) const;

private:
    struct roughness {
        double left = 0, right = 0;
        int samples = 0;
        [[nodiscard]] double left_share() const;
    };
    [[nodiscard]] roughness rough(const imagined& n);
    std::array<double, 2> ratios(const imagined& n);
    [[nodiscard]] pair single_part(const imagined& n) const;

    partition& partition_;
    std::size_t reach_;  ///< how many neighbours on each side a sample is compared with
    /// By level of the rule: what makes a row of samples the residual of the one in the middle, row by row.
    std::vector<std::vector<double>> weights_;
};

}  // namespace taskquad::detail
