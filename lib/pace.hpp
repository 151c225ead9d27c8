/// What an evaluation of f takes, and whether that is still cheap: where deciding about it costs as much.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "stopwatch.hpp"

namespace taskquad::detail {

class pace {
public:
    using seconds = std::chrono::duration<double>;

    struct limits {
        seconds cheap;                         ///< what an evaluation may take
        std::size_t first_patience, patience;  ///< evaluations up to the first look at the clock, and between two
    };
    static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
    /// Whatever it takes; and nobody looks, unless asked to.
    static constexpr limits none{seconds(std::numeric_limits<double>::infinity()), never, never};

    pace(const limits& l, const stopwatch& since_begin) : limits_(l), since_begin_(since_begin) {}

    /// After each of the first evaluations, made one by one: whether f is cheap; none: try another. The first call may take longer
    /// than the others.
    std::optional<bool> tried() {
        if (limits_.first_patience == never) return true;
        if (has_ticks && trials_ == 0) {
            const seconds at_most = since_begin_.elapsed_at_most();
            if (at_most > noteworthy) cost_ = at_most;
            if (at_most < limits_.cheap) return true;
        }
        const seconds took = lap();
        cost_ = std::max(took, least);
        if (took <= limits_.cheap) return true;
        if (took > beyond_doubt * limits_.cheap || ++trials_ == most_trials) return false;
        return {};
    }

    /// After so many evaluations more, on so many workers at a time: whether f is still cheap, as far as anybody has looked.
    bool made(std::size_t evaluations, std::size_t at_a_time) {
        since_ += evaluations;
        const bool at_once = doubts_ > 0 || (!looked_ && cost_ > least);  // in the second case a first one took its time
        return since_ < (at_once ? 1 : looked_ ? limits_.patience : limits_.first_patience) || look(at_a_time);
    }
    /// The same of evaluations by many threads, in no step with this one: of few of them the clock tells nothing.
    bool made_meanwhile(std::size_t evaluations, std::size_t at_a_time) {
        since_ += evaluations;
        return since_ < limits_.patience || look(at_a_time);
    }
    /// The same, and looks at the clock. This thread may have been made to wait for a processor, which takes milliseconds, and on a
    /// busy machine more than once: f is believed to be expensive when it has been so five times running, or twice if it is so
    /// beyond doubt.
    bool look(std::size_t at_a_time) {
        looked_ = true;
        const auto n = static_cast<double>(std::max<std::size_t>(std::exchange(since_, 0), 1));
        const seconds seen = std::max(lap() * static_cast<double>(at_a_time) / n, least);
        doubts_ = seen > limits_.cheap ? doubts_ + 1 : 0;
        const bool is_expensive = doubts_ >= (seen > beyond_doubt * limits_.cheap ? 2 : 5);
        if (doubts_ == 0 || is_expensive) cost_ = seen;
        return !is_expensive;
    }

    /// Whether that rests on more than the first evaluations, which may have taken longer than others.
    [[nodiscard]] bool is_known() const noexcept { return looked_; }
    /// Of an evaluation, decisions included, as it was last seen; positive.
    [[nodiscard]] seconds cost() const noexcept { return cost_; }
    /// Whether that is too much.
    [[nodiscard]] bool is_expensive() const noexcept { return cost_ > limits_.cheap; }
    [[nodiscard]] seconds elapsed() const { return since_begin_.elapsed(); }

private:
    /// After a first evaluation that may have taken as long as that, the clock is looked at soon.
    static constexpr seconds noteworthy{1e-6};
    static constexpr seconds least{1e-9};
    static constexpr int beyond_doubt = 100, most_trials = 3;

    seconds lap() {
        const seconds now = elapsed();
        return now - std::exchange(looked_at_, now);
    }

    const limits limits_;
    seconds cost_ = least;
    int trials_ = 0, doubts_ = 0;
    bool looked_ = false;
    std::size_t since_ = 0;
    const stopwatch since_begin_;
    seconds looked_at_{0};
};

}  // namespace taskquad::detail
