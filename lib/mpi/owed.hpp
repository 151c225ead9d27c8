/// What an asynchronous f owes for a point.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/values.hpp>

#include "mpi/board.hpp"
#include "problem/failure.hpp"

namespace taskquad::mpi::ranks {

class owed final : public detail::pending {
public:
    owed(std::shared_ptr<board> b, point p) : board_(std::move(b)), number_(p.number), at_(std::move(p.at)) {
        const std::lock_guard lock(board_->mutex);
        row_ = board_->take_row();
    }
    ~owed() override { end_as_dropped(); }

    void settle(std::span<const double> components) noexcept override {
        try {
            end({.is = answer::what::value, .components = {components.begin(), components.end()}});
        } catch (...) {
            fail(std::current_exception());
        }
    }
    /// Of which shape all values are, rank 0 knows; here it is refused that a value has no components.
    void agree(const value_shape& s, double x) override {
        detail::common_shape().agree(s, x);
        seen_ = s;
    }
    void fail(std::exception_ptr e) noexcept override { end({.is = answer::what::failure, .text = problem::in_words(e)}); }
    /// While f is being called, a completion that is dropped says nothing yet: f may be throwing.
    void drop() noexcept override {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::dropped)) end_as_dropped();
    }
    void abandon() noexcept override { end_as_dropped(); }

    /// The coordinates, which are there as long as this.
    [[nodiscard]] const std::vector<double>& at() const noexcept { return at_; }

    /// f has returned.
    void begun() noexcept {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::in_flight) && now == state::dropped) end_as_dropped();
    }

private:
    enum class state : std::uint8_t { beginning, in_flight, dropped, settled };

    void end_as_dropped() noexcept {
        end({.is = answer::what::failure, .text = "taskquad: the completion was dropped without a value"});
    }

    void end(answer&& a) noexcept {
        if (state_.exchange(state::settled) == state::settled) return;
        a.number = number_;
        a.worker = row_;
        a.seconds = board::seconds_since(begin_);
        a.shape = seen_;
        {
            const std::lock_guard lock(board_->mutex);
            --board_->in_progress;
            board_->give_back_row(row_);
        }
        board_->add(std::move(a));
    }

    const std::shared_ptr<board> board_;
    const std::uint64_t number_;
    const std::vector<double> at_;
    int row_ = 0;
    value_shape seen_ = {};
    const board::clock::time_point begin_ = board::clock::now();
    std::atomic<state> state_ = state::beginning;
};

}  // namespace taskquad::mpi::ranks
