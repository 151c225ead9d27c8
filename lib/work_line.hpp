/// A line of pieces of work. One thread, the lead, adds pieces, and follows from the first on which have been done; meanwhile
/// workers, and the lead when it has nothing better to do, take them in the order in which they were added. There is no barrier:
/// what the first pieces tell, the lead can turn into further ones while the others are being done.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "crew.hpp"

namespace taskquad::detail {

class work_line final : private work {
public:
    /// `concurrency` as in options. `piece` does the piece of a number, from 0; at the same time as others.
    work_line(int concurrency, std::function<void(std::size_t)> piece);

    /// How many pieces can be done at a time, the lead's among them.
    [[nodiscard]] int slots() const { return crew_.slots(); }
    /// So many may be there that are not done.
    [[nodiscard]] std::size_t capacity() const { return done_.size(); }

    /// Calls `lead` on this thread; returns when it has returned, and every piece that was begun has ended. Rethrows what a piece
    /// threw, of the lowest number if several did, or else what `lead` threw. False: an enclosing task group was cancelled. No
    /// piece is begun after any of that. Pieces are counted anew each time.
    [[nodiscard]] bool run(const std::function<void()>& lead);

    // For the lead.
    /// Adds the next piece.
    void add();
    /// How many have been added.
    [[nodiscard]] std::size_t added() const { return added_.load(std::memory_order_relaxed); }
    /// How many have been done: all before that number have.
    [[nodiscard]] std::size_t done();
    [[nodiscard]] std::size_t undone() { return added() - done(); }
    /// Does a piece that nobody has begun; or else waits until more than so many have been done, fewer than were added.
    void help(std::size_t seen);
    /// Helps until all have been done that were added.
    void help_with_all();
    /// Whether no piece is begun any more, since one threw, or an enclosing group was cancelled.
    [[nodiscard]] bool has_stopped() const { return stopped_.load(std::memory_order_acquire); }

private:
    void once() noexcept override;
    [[nodiscard]] std::optional<std::size_t> take();
    void do_piece(std::size_t i);
    void wait(std::size_t seen);
    void stop_for(std::exception_ptr e, std::size_t i);

    crew crew_;
    const std::function<void(std::size_t)> piece_;

    std::atomic<std::size_t> added_ = 0, next_ = 0;
    std::vector<std::atomic<bool>> done_;  ///< of the pieces that are not known to be: number i at i modulo the capacity
    std::size_t known_ = 0;                ///< to be done: all before that number
    std::atomic<std::uint32_t> ends_ = 0;  ///< to wait for
    std::atomic<int> busy_ = 0;            ///< tasks that look for pieces
    std::atomic<bool> stopped_ = false, cancelled_ = false;

    std::mutex mutex_;
    std::size_t thrower_ = std::numeric_limits<std::size_t>::max();
    std::exception_ptr thrown_;
};

}  // namespace taskquad::detail
