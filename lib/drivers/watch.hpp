/// What stands between an integration and its observer: the clock, the collected verdict, the picture of progress.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <vector>

#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/observer.hpp>
#include <taskquad/options.hpp>
#include <taskquad/tolerance.hpp>

#include "decisions/engine.hpp"
#include "drivers/shown_steps.hpp"
#include "machine/stopwatch.hpp"

namespace taskquad::drivers {

/// Numbers for evaluations that are in flight at the same time, as small as possible: the rows of a picture, evaluation::worker.
class row_numbers {
public:
    int take() {
        if (free_.empty()) {
            // All may be given back, whatever memory there is then.
            free_.reserve(std::bit_ceil(used_ + 1U));
            return static_cast<int>(used_++);
        }
        std::ranges::pop_heap(free_, std::greater<>());
        const int row = free_.back();
        free_.pop_back();
        return row;
    }
    /// One that was taken.
    void give_back(int row) noexcept {
        free_.push_back(row);
        std::ranges::push_heap(free_, std::greater<>());
    }

private:
    std::vector<int> free_;  ///< a heap
    unsigned used_ = 0;
};

/// For one thread at a time, but for what it inherits.
class watch : public detail::end_from_outside {
public:
    watch(const options& o, const machine::stopwatch& since_begin);

    /// Whether anybody looks.
    [[nodiscard]] bool observed() const noexcept { return observer_ != nullptr; }
    void evaluated(const evaluation& e);
    /// Shows the new steps of the engine, each once, and the progress if it is time. Stops the engine if something asks for that.
    void look(decisions::engine& e, std::uint64_t in_flight);
    /// Another engine has taken the place of the one before: of its steps only those are shown that are new.
    void begin_again() noexcept { seen_.begin_again(); }
    void end(const result<>& r) const;

private:
    void note(verdict v) { stopped_ = stopped_ || v == verdict::stop; }
    [[nodiscard]] progress picture(decisions::engine& e, std::uint64_t in_flight) const;

    observer* observer_;
    clock::time_point shown_;  ///< the progress, the last time
    tolerance tolerance_;
    shown_steps seen_;
    bool stopped_ = false;
};

}  // namespace taskquad::drivers
