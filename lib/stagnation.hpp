/// Whether refinement goes on in vain, since f's values are noisier than they say, or the sums are.
///
/// Two signs, looked for in the order of the serial algorithm. The one is QUADPACK's (R. Piessens et al., QUADPACK, Springer 1983,
/// doi:10.1007/978-3-642-61786-7, routine QAG): six bisections that leave the integral of a segment as it was, and its error; or
/// twenty that increase it. On its own it takes unresolved oscillations for noise, so that it counts only next to the level of
/// rounding. The other: the error of the whole has not fallen by a tenth for 100 refinements, and twice as many as there were
/// segments, an eighth of which left half of the error or more, although the
/// segments of largest error are resolved. 100 is what it may take to close in on one narrow peak.
#pragma once

#include <cstdint>
#include <limits>

#include "segment_tree.hpp"

namespace taskquad::detail {

class stagnation {
public:
    /// After the split of a segment into its parts, of which the second may be absent. Of the whole: the error, the segments.
    void look(const segment_node& n, const segment_node& left, const segment_node& right, double total, std::uint64_t segments);
    [[nodiscard]] bool found() const noexcept { return found_; }

private:
    [[nodiscard]] bool as_quadpack(const segment_node& n, const segment_node& l, const segment_node& r);

    double record_ = std::numeric_limits<double>::infinity();  ///< the last error of the whole that was a tenth less than before
    std::uint64_t patience_ = 102;                             ///< splits that may pass without another
    std::uint64_t since_ = 0, in_vain_ = 0;                    ///< splits since the record; those that left half of the error
    int unchanged_ = 0, grown_ = 0, looked_at_ = 0;
    bool found_ = false;
};

}  // namespace taskquad::detail
