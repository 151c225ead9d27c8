/// What an evaluation of f takes, and whether f is still cheap: so cheap that it should not be done evaluation by evaluation.
///
/// The clock is looked at after the first evaluation, and then after some hundred more at a time. An f that has become expensive
/// has to be seen several times running, because a thread that waits for a processor looks the same.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "machine/stopwatch.hpp"

namespace taskquad::tasks {

class cost_of_f {
public:
    using seconds = std::chrono::duration<double>;

    struct limits {
        seconds cheap;                         ///< what an evaluation of a cheap f takes at most
        std::size_t first_patience, patience;  ///< evaluations up to the first look at the clock, and between two looks
    };
    static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
    /// Every f is cheap, and nobody looks at the clock unless asked to.
    static constexpr limits none{seconds(std::numeric_limits<double>::infinity()), never, never};

    cost_of_f(const limits& l, const machine::stopwatch& since_begin) : limits_(l), since_begin_(since_begin) {}

    /// After each of the first evaluations, made one by one: whether f is cheap; none: try another. The first call of f may take
    /// longer than others.
    std::optional<bool> tried() {
        if (limits_.first_patience == never) return true;
        const seconds took = lap();
        if (took > noteworthy) cost_ = took;
        if (took <= limits_.cheap) return true;
        if (took > beyond_doubt * limits_.cheap || ++trials_ == most_trials) return false;
        return {};
    }

    /// After `evaluations` more by this thread: whether f is still cheap, as far as anybody has looked.
    bool made(std::size_t evaluations) {
        since_ += evaluations;
        const bool at_once = doubts_ > 0 || (!looked_ && cost_ > least);  // in the second case the first evaluation was slow
        return since_ < (at_once ? 1 : looked_ ? limits_.patience : limits_.first_patience) || look();
    }
    /// The same of evaluations by workers, in jobs that took `took`, all in all. Of few of them the clock tells nothing.
    bool made_in_jobs(std::size_t evaluations, seconds took) {
        in_jobs_ += evaluations;
        took_ += took;
        if (in_jobs_ < limits_.patience) return true;
        since_ = 0;
        (void)lap();  // time in which this thread has waited for workers says nothing of what it evaluates itself
        return assess(std::exchange(took_, seconds(0)) / static_cast<double>(std::exchange(in_jobs_, 0)));
    }
    /// The same of this thread's own evaluations, and looks at the clock.
    bool look() {
        const auto n = static_cast<double>(std::max<std::size_t>(std::exchange(since_, 0), 1));
        return assess(lap() / n);
    }

    /// Whether the cost is known of more than the first evaluations, which may have taken longer than others.
    [[nodiscard]] bool is_known() const noexcept { return looked_; }
    /// What an evaluation takes, estimates included, as it was last seen; positive.
    [[nodiscard]] seconds cost() const noexcept { return cost_; }
    /// Whether the cost is above the limit.
    [[nodiscard]] bool is_expensive() const noexcept { return cost_ > limits_.cheap; }
    [[nodiscard]] seconds elapsed() const { return since_begin_.elapsed(); }

private:
    /// After a first evaluation that took longer than this, the clock is looked at soon.
    static constexpr seconds noteworthy{1e-6};
    static constexpr seconds least{1e-9};
    static constexpr int beyond_doubt = 100, most_trials = 3;

    seconds lap() {
        const seconds now = elapsed();
        return now - std::exchange(looked_at_, now);
    }

    /// What an evaluation took, as the clock has it. A thread may have been made to wait for a processor, which takes milliseconds,
    /// and on a busy machine more than once: f is believed to be expensive when it has been so five times running, or twice if it
    /// is so beyond doubt.
    bool assess(seconds each) {
        looked_ = true;
        const seconds seen = std::max(each, least);
        doubts_ = seen > limits_.cheap ? doubts_ + 1 : 0;
        const bool is_expensive = doubts_ >= (seen > beyond_doubt * limits_.cheap ? 2 : 5);
        if (doubts_ == 0 || is_expensive) cost_ = seen;
        return !is_expensive;
    }

    const limits limits_;
    seconds cost_ = least;
    int trials_ = 0, doubts_ = 0;
    bool looked_ = false;
    std::size_t since_ = 0, in_jobs_ = 0;  ///< evaluations since the last look
    seconds took_{0};                      ///< of those in jobs
    const machine::stopwatch since_begin_;
    seconds looked_at_{0};
};

}  // namespace taskquad::tasks
