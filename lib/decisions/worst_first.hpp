/// Global refinement: the region of largest error first, until the summed error meets the tolerance.
///
/// The serial algorithm is QAG of QUADPACK (Piessens et al. 1983): a heap of leaves by error, ties by place. The leaves that may be
/// evaluated ahead of this algorithm without waste are the *certain set* (certain_set.hpp). To evaluate it in rounds, with a
/// barrier, is due to I. Gladwell, Vectorisation of one dimensional quadrature codes, in: Numerical Integration, NATO ASI Series
/// 203 (1987), 231-238. Here there is no barrier: the set is extended at every arrival.
#pragma once

#include <array>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "decisions/certain_set.hpp"
#include "decisions/prediction.hpp"
#include "decisions/replay.hpp"
#include "decisions/stagnation.hpp"

namespace taskquad::decisions {

class worst_first final : public replay {
public:
    worst_first(partition& p, tolerance t) : partition_(p), tolerance_(t) {}

    void known(region_id s) override;
    std::optional<status> advance() override;
    std::unique_ptr<regions::kind> instead(status ended) override;
    [[nodiscard]] std::span<const point_id> awaited() override;
    void imagine() override;
    std::optional<guess> next_guess(bool make) override;

private:
    [[nodiscard]] ranked rank(region_id s) const { return {partition_[s].urgency(), partition_[s].place, s}; }

    /// The largest error to be accepted now. A sum of items that was given up may be right where the partition that has gone on
    /// from it is wrong: as long as they contradict each other, a tenth of the error is asked for. Of 333 products of a kink or a
    /// jump along an axis and smooth factors, at 1e-2 to 1e-4, 37 claims were wrong without this, and 23 with it, for half a per
    /// cent of evaluations.
    [[nodiscard]] double target() const;
    /// Whether all begins again with another division of the domain, where a region is the next to be refined.
    [[nodiscard]] bool gives_way(region_id s) const { return partition_[s].gives_way && partition_.affords_another_beginning(); }
    void begin();
    void begin_again();
    void look_for_stagnation(region_id split);
    void push(region_id s);
    void pop();
    void require_certain();

    partition& partition_;
    std::optional<predictor> predictor_;  ///< made when somebody guesses
    const tolerance tolerance_;

    // The serial algorithm.
    bool begun_ = false;
    bool gives_way_ = false;      ///< the next region to be refined says that there is a better way
    std::vector<ranked> leaves_;  ///< a heap of the committed leaves, but for those that have come up and cannot be divided
    double settled_ = 0;          ///< the error of leaves that have come up and cannot be divided
    stagnation stagnation_;

    certain_set certain_;  ///< looking ahead

    // Guessing. The heap of leaves is not copied, but read from the top: a leaf enters `ahead_` when its parent is taken.
    struct prospect {
        double error;
        std::array<double, 2> place;
        double begin;       ///< of a part that has not been made, see `imagined`
        std::size_t index;  ///< in leaves_ or guessed_
        bool is_leaf;
        bool operator<(const prospect& other) const noexcept {
            if (error != other.error) return error < other.error;
            return place != other.place ? place > other.place : begin > other.begin;
        }
    };
    void look_at_leaf(std::size_t i);
    void look_at(const imagined& n);

    std::priority_queue<prospect> ahead_;
    std::vector<imagined> guessed_;
    double guessed_error_ = 0, guessed_target_ = 0;
};

}  // namespace taskquad::decisions
