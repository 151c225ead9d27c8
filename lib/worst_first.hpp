/// Global refinement: the segment of largest error first, until the summed error meets the tolerance.
///
/// The serial algorithm is QAG of QUADPACK (Piessens et al. 1983): a heap of leaves by error, ties by left end. What may be
/// evaluated ahead of it without waste is the *certain set*: a known leaf is certain to be split if its own error and the
/// known errors of all leaves that the heap would yield later exceed the target; for while it stands, those stand, and
/// the algorithm cannot stop. docs/algorithm.md has the proof. Evaluating the certain set in rounds, with a barrier, is
/// due to I. Gladwell, Vectorisation of one dimensional quadrature codes, in: Numerical Integration, NATO ASI Series
/// 203 (1987), 231-238. Here there is no barrier: the set is extended at every arrival.
#pragma once

#include <limits>
#include <optional>
#include <queue>
#include <vector>

#include "prediction.hpp"
#include "ranked.hpp"
#include "replay.hpp"
#include "running_sum.hpp"
#include "stagnation.hpp"

namespace taskquad::detail {

class worst_first final : public replay {
public:
    worst_first(partition& p, tolerance t) : partition_(p), tolerance_(t) {}

    void known(segment_id s) override;
    std::optional<status> advance() override;
    void imagine() override;
    std::optional<guess> next_guess(bool make) override;

private:
    [[nodiscard]] ranked rank(segment_id s) const { return ranked(partition_[s], s); }

    void begin();
    void look_for_stagnation(segment_id split);
    void push(segment_id s);
    void pop();
    void require(segment_id s);
    void require_certain();
    [[nodiscard]] bool is_certain(const ranked& r, double bar);

    partition& partition_;
    std::optional<predictor> predictor_;  ///< made when somebody guesses
    tolerance tolerance_;

    // The serial algorithm.
    bool begun_ = false;
    std::vector<ranked> leaves_;  ///< a heap of the committed partition, without those that cannot be divided
    double settled_ = 0;          ///< error of those
    stagnation stagnation_;

    // Looking ahead.
    std::priority_queue<ranked> standing_;                            ///< known leaves that are not certain to be split
    running_sum standing_error_;                                      ///< of those
    double undividable_error_ = 0;                                    ///< of known leaves that stand for ever
    std::priority_queue<double> undividable_;                         ///< the errors of those that the algorithm would meet later
    double met_ = 0;                                                  ///< the sum of those that it would have met
    double least_certain_ = std::numeric_limits<double>::infinity();  ///< smallest error that was certain to be split
    double bar_ = 0;                                                  ///< the target when that was

    // Guessing. The heap of leaves is not copied, but read from its top downwards: a leaf enters `ahead_` with its parent in the
    // heap.
    struct prospect {
        double error, x, a;
        std::size_t index;  ///< in leaves_ or guessed_
        bool is_leaf;
        bool operator<(const prospect& other) const noexcept {
            if (error != other.error) return error < other.error;
            return x != other.x ? x > other.x : a > other.a;
        }
    };
    void look_at_leaf(std::size_t i);
    void look_at(const imagined& n);

    std::priority_queue<prospect> ahead_;
    std::vector<imagined> guessed_;
    double guessed_error_ = 0, guessed_target_ = 0;
};

}  // namespace taskquad::detail
