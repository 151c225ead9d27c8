/// Local refinement, the classical recursion: a segment is accepted if its error is within its share of the tolerance, which is
/// in proportion to its width, and else bisected.
///
/// The serial algorithm walks the tree depth first from the left. Its target is fixed by the initial estimates. Where the walk ends
/// and the partition misses the tolerance all the same, since the integral came out smaller than those said, another walk over its
/// leaves follows with a smaller target. A segment that misses its share is certain to be bisected, whatever happens elsewhere: all
/// of them are required as soon as they are known.
#pragma once

#include <optional>
#include <queue>
#include <vector>

#include "prediction.hpp"
#include "replay.hpp"

namespace taskquad::detail {

class depth_first final : public replay {
public:
    depth_first(partition& p, tolerance t);

    void known(segment_id s) override;
    std::optional<status> advance() override;
    void imagine() override;
    std::optional<guess> next_guess(bool make) override;

private:
    [[nodiscard]] bool accepts(segment_id s) const;
    void require(segment_id s);
    void begin_walk(double target, const std::vector<segment_id>& leaves);

    partition& partition_;
    std::optional<predictor> predictor_;  ///< made when somebody guesses
    tolerance tolerance_;
    bool begun_ = false;
    double target_ = 0;                ///< of the whole domain, in this walk
    double settled_ = 0;               ///< error of leaves that miss their share and cannot be divided
    std::vector<segment_id> to_come_;  ///< the walk: the next segment is the last

    // Guessing: the likeliest split first, whatever its place in the walk, since every split is decided by itself.
    struct prospect {
        double probability;
        imagined segment;
        bool operator<(const prospect& other) const noexcept {
            if (probability != other.probability) return probability < other.probability;
            if (segment.x != other.segment.x) return segment.x > other.segment.x;
            return segment.a != other.segment.a ? segment.a > other.segment.a : segment.b < other.segment.b;
        }
    };
    void look_at(const imagined& n, double at_most);

    std::vector<segment_id> open_;  ///< required; the estimate of a half is missing, or was when this was last looked at

    std::priority_queue<prospect> ahead_;
    double guessed_target_ = 0;
};

}  // namespace taskquad::detail
