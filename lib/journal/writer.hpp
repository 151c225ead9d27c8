/// Writes what has happened, in groups, on a thread of its own, so that nobody who evaluates f waits for a disk.
///
/// After each group it rests nine times as long as it took, so that it costs at most a tenth of one core; what has come meanwhile
/// is the next group. Where a group cannot be written, it stays, and so does all that comes: the next attempt is made when somebody
/// asks for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "journal/table.hpp"

namespace taskquad::journals {

class writer {
public:
    /// What is done with a group; and, at most each `interval`, after groups, or without any.
    struct work {
        std::function<void(std::vector<line>&)> write;
        std::function<void()> now_and_then;
        std::chrono::duration<double> interval;
    };
    explicit writer(work w);
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    /// Writes what is left, if that is possible.
    ~writer();

    void add(line l);
    /// Something could not even be added.
    void has_failed(std::exception_ptr e) noexcept;
    /// Throws what an attempt has thrown.
    void check();
    /// Makes another attempt, where one has failed.
    void try_again();
    /// Returns when all is written that has been added so far; throws as `check`.
    void flush();

private:
    using clock = std::chrono::steady_clock;
    void run();
    std::exception_ptr attempt(std::vector<line>& group, clock::duration& took);
    [[nodiscard]] bool works_now_and_then() const { return work_.interval.count() > 0; }
    [[nodiscard]] bool is_idle() const { return waiting_.empty() || fault_; }

    const work work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<line> waiting_;
    std::uint64_t added_ = 0, written_ = 0;
    int hurried_ = 0;  ///< how many wait for a flush
    bool ends_ = false, sleeps_ = false;
    std::exception_ptr fault_;
    clock::time_point next_;  ///< when the work of now and then is due
    std::thread thread_;      // the last member: it uses the others
};

}  // namespace taskquad::journals
