/// Whether a sum of items will meet its target with a reasonable number of evaluations, as its errors have fallen so far.
///
/// Looked at when there are 300 evaluations, and twice those of the pilot, and each time that they have grown by half. Errors left
/// that have fallen like N^-s since there were a quarter as many evaluations meet the target at N (left / target)^(1 / s). Smooth
/// models have s of 3 to 25 after 1000 evaluations, kinks 0.3 to 2.5, jumps and narrow peaks that have not been seen yet less. It
/// is taken to be hopeless where 20 times as many evaluations are needed, or the probes contradict the polynomial by far, or those
/// of a look contradict that it has met its target, or there is nothing but zeros. Where there is no better way for an f that is
/// rough, only the zeros count. So none of the models of bench/cubature.cpp is given up. Whoever waits for a second such state
/// before the sum is given up does not save a model, and loses evaluations where f is rough.
///
/// Where there is a better way for errors that fall slowly, and s is below 2.5 after 200 evaluations, it is not trusted that the
/// target has been met: what is left is more than what the last contributions say, and they are small by accident now and then. Of
/// 230 claims about kinks across two axes, |x - y| and max(x, y) among more variables, at 1e-2 to 1e-4, 56 were wrong without this,
/// and 9 are. Smooth functions that have not met it may be slow for a while, and are waited for. On infinite axes and under
/// densities, where they have s of 1 to 2.5, this would make as many claims wrong as it mends.
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

    /// `judges_pace`: else nothing but zeros make a sum hopeless. `leaves_slow`: there is a better way for errors that fall slowly.
    explicit outlook(bool judges_pace = true, bool leaves_slow = true)
        : judges_pace_(judges_pace), leaves_slow_(judges_pace && leaves_slow) {}

    /// To be told of all states, from the pilot on.
    void note(const state& now) {
        if (!history_.empty() && history_.back().evaluations == now.evaluations) history_.pop_back();
        history_.push_back({now.evaluations, now.left});
        zero_ = now.zero;
        target_ = now.target;
        if (history_.size() == 1) next_ = std::max(300.0, 2 * static_cast<double>(now.evaluations));
        const auto n = static_cast<double>(now.evaluations);
        if (n < next_) return;
        next_ = growth * n;
        const bool is_left = leaves_slow_ && now.left <= now.target && is_slow();
        const bool comes_to_nothing = now.contradicted || evaluations_needed() > 20 * n || now.surprise > by_far;
        hopeless_ = now.zero || is_left || (judges_pace_ && comes_to_nothing);
    }
    /// To be told by how much more probes were surprising where the first ones had agreed. What contradicts by far then is in one
    /// place, or a few: no sparse grid comes to it.
    void look(double surprise) { hopeless_ = hopeless_ || (judges_pace_ && surprise > by_far); }
    [[nodiscard]] bool is_hopeless() const noexcept { return hopeless_; }
    /// Whether it is not to be trusted that the target has been met, as slowly as errors have fallen.
    [[nodiscard]] bool is_slow() const {
        constexpr std::uint64_t enough_to_tell = 200;
        return leaves_slow_ && !history_.empty() && history_.back().evaluations >= enough_to_tell &&
               falls_slower_than(trusted_slope);
    }
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

    /// The exponent with which errors have fallen since the last state of at most a quarter of the evaluations, or the first one.
    [[nodiscard]] double slope() const {
        const record& now = history_.back();
        const auto after = std::ranges::upper_bound(history_, now.evaluations / 4, {}, &record::evaluations);
        const record& then = after == history_.begin() ? *after : *(after - 1);
        const double grown = std::max(static_cast<double>(now.evaluations) / static_cast<double>(then.evaluations), 1.01);
        return std::log(then.left / now.left) / std::log(grown);
    }
    /// Nothing is said of less than a tenth of the target, which may be rounding.
    [[nodiscard]] bool falls_slower_than(double trusted) const {
        constexpr double part = 10;
        return history_.size() > 1 && part * history_.back().left > target_ && slope() < trusted;
    }
    [[nodiscard]] double evaluations_needed() const {
        const auto n = static_cast<double>(history_.back().evaluations);
        const double left = history_.back().left;
        if (left <= target_) return n;
        if (!(target_ > 0)) return std::numeric_limits<double>::infinity();
        constexpr double least = 0.05;  // a slope
        return n * std::pow(left / target_, 1 / std::max(slope(), least));
    }

    static constexpr double growth = 1.5, by_far = 10, trusted_slope = 2.5;
    bool judges_pace_, leaves_slow_, zero_ = false;
    std::vector<record> history_;
    double next_ = 0;  ///< evaluations
    double target_ = 0;
    bool hopeless_ = false;
};

}  // namespace taskquad::decisions
