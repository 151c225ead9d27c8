/// Local refinement, the classical recursion: a region whose error exceeds its share of the tolerance, by width, is bisected.
///
/// The serial algorithm walks the tree depth first from the left. The initial estimates fix its target. If the walk ends and the
/// partition misses the tolerance, because the integral came out smaller than the initial estimates, another walk over the leaves
/// follows, with a smaller target; if the integral comes out ten times as large, or was not finite, the walk begins again. A region
/// that misses its share is certain to be bisected, whatever happens elsewhere, and is required as soon as it is known.
#pragma once

#include <limits>
#include <optional>
#include <queue>
#include <vector>

#include "decisions/prediction.hpp"
#include "decisions/replay.hpp"

namespace taskquad::decisions {

class depth_first final : public replay {
public:
    depth_first(partition& p, tolerance t);

    void known(region_id s) override;
    std::optional<status> advance() override;
    [[nodiscard]] std::span<const point_id> awaited() override {
        return partition_.awaited(to_come_.empty() ? no_region : to_come_.back());
    }
    void imagine() override;
    std::optional<guess> next_guess(bool make) override;

private:
    [[nodiscard]] double goal() const;
    [[nodiscard]] bool is_out_of_date() const;
    [[nodiscard]] bool accepts(region_id s) const;
    void require(region_id s);
    void begin_walk(double target);

    partition& partition_;
    std::optional<predictor> predictor_;  ///< made when somebody guesses
    tolerance tolerance_;
    bool begun_ = false;
    static constexpr double unknown = std::numeric_limits<double>::max();
    double target_ = 0;               ///< of the whole domain, in this walk
    double goal_of_walk_ = 0;         ///< what the tolerance asked for when this walk began
    double settled_ = 0;              ///< error of leaves that miss their share and cannot be divided
    std::vector<region_id> to_come_;  ///< regions that the walk has not reached, the next one last

    // Guessing: the likeliest split first, whatever its place in the walk, since every split is decided by itself.
    struct prospect {
        double probability;
        imagined segment;
        bool operator<(const prospect& other) const noexcept {
            if (probability != other.probability) return probability < other.probability;
            if (segment.place != other.segment.place) return segment.place > other.segment.place;
            return segment.begin != other.segment.begin ? segment.begin > other.segment.begin : segment.end < other.segment.end;
        }
    };
    void look_at(const imagined& n, double at_most);

    std::vector<region_id> open_;  ///< required regions; `imagine` drops those whose parts are known

    std::priority_queue<prospect> ahead_;
    double guessed_target_ = 0;
};

}  // namespace taskquad::decisions
