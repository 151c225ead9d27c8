/// The serial algorithm of sparse grids: of the items that stand the one of largest error is refined, until their errors add up to
/// less than may be left (T. Gerstner, M. Griebel, Dimension-adaptive tensor-product quadrature, Computing 71 (2003), 65-87,
/// doi:10.1007/s00607-003-0015-5). Then, unless the sum is believed, a *look* refines a whole batch of items, and the algorithm
/// goes on.
///
/// The certain set (certain_set.hpp) holds as for segments, though an item has several parents: docs/algorithm.md has the proof. A
/// look only delays the end; it is decided from committed values alone and names its batch at once, all of which is certain then.
#pragma once

#include <optional>
#include <queue>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

#include <taskquad/tolerance.hpp>

#include "decisions/certain_set.hpp"
#include "decisions/replay.hpp"
#include "decisions/sparse_sum.hpp"

namespace taskquad::decisions {

class sparse_replay final : public replay {
public:
    sparse_replay(sparse_sum& s, tolerance t) : sum_(s), tolerance_(t) {}

    void known(region_id s) override;
    std::optional<status> advance() override;
    std::unique_ptr<regions::kind> instead(status ended) override;
    [[nodiscard]] std::span<const point_id> awaited() override;
    void imagine() override;
    std::optional<guess> next_guess(bool make) override;

private:
    /// Where the places of two items are the same, being rounded, it is their order that counts.
    struct outranked {
        const sparse_sum* sum;
        bool operator()(const ranked& a, const ranked& b) const {
            return a < b || (!(b < a) && sum->comes_before(b.segment, a.segment));
        }
    };
    [[nodiscard]] ranked rank(region_id s) const { return {sum_[s].error, sum_[s].place, s}; }
    [[nodiscard]] double target() const { return tolerance_.target(sum_.size()); }
    /// The item that is refined next; there must be one.
    [[nodiscard]] region_id due() const { return batch_.empty() ? standing_.rbegin()->segment : batch_.back(); }
    std::optional<status> judge();
    /// Where all that has been seen is 0.
    [[nodiscard]] status end_of_zeros() const;
    bool take_look();
    void begin_look(double most_left);
    void end_look();
    void add_to_certain(region_id s);
    void require_certain();

    // Guessing. The items that stand are not copied, but read from the top: the others are in `ahead_`.
    struct prospect {
        double error;
        sparse_sum::number number;
        bool operator<(const prospect& other) const noexcept {
            return error != other.error ? error < other.error : number > other.number;
        }
    };
    std::optional<sparse_sum::number> take_prospect();

    sparse_sum& sum_;
    const tolerance tolerance_;
    bool begun_ = false;
    std::set<ranked, outranked> standing_{outranked{&sum_}};  ///< the largest last
    std::vector<region_id> batch_;                            ///< of a look; what is still to be refined, the next one last
    certain_set certain_;                                     ///< looking ahead
    std::vector<bool> in_certain_;                            ///< by region

    std::priority_queue<prospect> ahead_;
    std::set<ranked, outranked>::const_reverse_iterator next_standing_;
    std::size_t next_of_batch_ = 0;                 ///< how many of it have not been taken
    std::unordered_set<sparse_sum::number> taken_;  ///< from the batch
    double guessed_left_ = 0, guessed_target_ = 0;
};

}  // namespace taskquad::decisions
