/// Which leaves are certain to be bisected, of the tree as far as that is known; in amortised time, whatever the order.
///
/// As worst_first finds them (see there for why): those of the largest error, down to where the rest alone would not exceed the
/// target; so those whose own error exceeds it are among them, in any order. It is a tenth of the error, or less, by which these
/// come out of order: what is bisected ahead should be what the algorithm meets next, lest a budget ends it before.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <queue>
#include <vector>

#include "running_sum.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

class certain_leaves {
public:
    struct leaf {
        double error, a;
        segment_id segment;
        /// Of equal errors the left one comes first, as in the serial algorithm.
        bool operator<(const leaf& other) const noexcept { return error != other.error ? error < other.error : a > other.a; }
    };

    /// The estimate of a leaf has come.
    void add(const leaf& l) {
        error_.add(l.error);
        if (l.error > target_) {
            above_[rank(l.error)].push_back(l);
        } else {
            others_.push(l);
        }
    }
    /// A leaf is one no more.
    void remove(double error) { error_.remove(error); }

    /// The error that may remain.
    void aim(double target) { target_ = target; }
    /// The next of them, which is not looked at again; if it is bisected, it is to be removed.
    std::optional<segment_id> take() {
        if (!(error_.value() > target_)) return {};
        while (!above_.empty() && (others_.empty() || rank(others_.top().error) <= above_.begin()->first)) {
            const auto first = above_.begin();
            const leaf l = first->second.back();
            first->second.pop_back();
            if (first->second.empty()) above_.erase(first);
            if (l.error > target_) return l.segment;
            others_.push(l);  // the target has moved
        }
        if (others_.empty()) return {};
        const segment_id s = others_.top().segment;
        others_.pop();
        return s;
    }

private:
    /// Eight to a power of two, the larger the higher.
    static std::uint32_t rank(double error) { return std::bit_cast<std::uint32_t>(static_cast<float>(error)) >> 20; }

    std::priority_queue<leaf> others_;
    std::map<std::uint32_t, std::vector<leaf>, std::greater<>> above_;  ///< had an error above the target, by rank
    double target_ = std::numeric_limits<double>::infinity();
    running_sum error_;  ///< of all that stand
};

}  // namespace taskquad::detail
