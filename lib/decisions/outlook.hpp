/// Whether a sum of items will meet its target with a reasonable number of evaluations, as its errors have fallen so far.
///
/// Looked at when there are 300 evaluations, and twice those of the pilot, and each time that they have grown by half. Errors left
/// that have fallen like N^-s since there were a quarter as many evaluations meet the target at N (left / target)^(1 / s). Smooth
/// models have s of 3 to 25 after 1000 evaluations, kinks 0.3 to 2, jumps and narrow peaks that have not been seen yet less. It is
/// taken to be hopeless where 20 times as many evaluations are needed, or the probes contradict the polynomial by far, or those of
/// a look contradict that it has met its target, or there is nothing but zeros. Where there is no better way for an f of slow
/// decay, only the zeros count. So 65 cases of smooth models are never given up. Whoever waits for a second such state before the
/// sum is given up does not save a model, and loses evaluations where f is rough: 1.36 times those of the better way instead of
/// 1.18, before there were looks. With them, which cost most where a few points say something right by accident, it is 1.65.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace taskquad::decisions {

class outlook {
public:
    /// What a sum is like: `surprise` is by how much the polynomial is off at the probes, in units of its own uncertainty.
    struct state {
        std::uint64_t evaluations;
        double left, target, surprise;
        bool zero;
        bool contradicted = false;  ///< nothing seems to be left, but probes that were looked at because of that say otherwise
    };

    /// `judges_pace`: else nothing but zeros make a sum hopeless.
    explicit outlook(bool judges_pace = true) : judges_pace_(judges_pace) {}

    /// To be told of all states, from the pilot on.
    void note(const state& now) {
        if (!history_.empty() && history_.back().evaluations == now.evaluations) history_.pop_back();
        history_.push_back({now.evaluations, now.left});
        zero_ = now.zero;
        if (history_.size() == 1) next_ = std::max(300.0, 2 * static_cast<double>(now.evaluations));
        const auto n = static_cast<double>(now.evaluations);
        if (n < next_) return;
        next_ = growth * n;
        hopeless_ = now.zero || (judges_pace_ && (now.contradicted || evaluations_needed(now) > 20 * n || now.surprise > by_far));
    }
    /// To be told by how much more probes were surprising where the first ones had agreed. What contradicts by far then is in one
    /// place, or a few: no sparse grid comes to it.
    void look(double surprise) { hopeless_ = hopeless_ || (judges_pace_ && surprise > by_far); }
    [[nodiscard]] bool is_hopeless() const noexcept { return hopeless_; }
    /// The fewest evaluations after which it may be taken to be hopeless, as the last state was.
    [[nodiscard]] std::uint64_t earliest_end() const noexcept {
        if (history_.empty() || (!judges_pace_ && !zero_)) return std::numeric_limits<std::uint64_t>::max();
        return static_cast<std::uint64_t>(next_);
    }

private:
    struct record {
        std::uint64_t evaluations;
        double left;
    };

    [[nodiscard]] double evaluations_needed(const state& now) const {
        const auto n = static_cast<double>(now.evaluations);
        if (now.left <= now.target) return n;
        if (!(now.target > 0)) return std::numeric_limits<double>::infinity();
        // The last state of at most a quarter of the evaluations, or the first.
        const auto after = std::ranges::upper_bound(history_, now.evaluations / 4, {}, &record::evaluations);
        const record& then = after == history_.begin() ? *after : *(after - 1);
        const double grown = std::max(n / static_cast<double>(then.evaluations), 1.01);
        constexpr double least = 0.05;  // a slope
        const double slope = std::max(std::log(then.left / now.left) / std::log(grown), least);
        return n * std::pow(now.left / now.target, 1 / slope);
    }

    static constexpr double growth = 1.5, by_far = 10;
    bool judges_pace_, zero_ = false;
    std::vector<record> history_;
    double next_ = 0;  ///< evaluations
    bool hopeless_ = false;
};

}  // namespace taskquad::decisions
