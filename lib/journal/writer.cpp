#include "journal/writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace taskquad::journals {

writer::writer(work w)
    : work_(std::move(w)),
      next_(clock::now() + std::chrono::duration_cast<clock::duration>(work_.interval)),
      thread_([this] { run(); }) {}

writer::~writer() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
        fault_ = nullptr;  // another attempt, the last
    }
    changed_.notify_all();
    thread_.join();
}

void writer::add(line l) {
    bool is_to_be_woken = false;
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(l));
        ++added_;
        is_to_be_woken = std::exchange(sleeps_, false);  // while it rests, or writes, nobody has to wake it
    }
    if (is_to_be_woken) changed_.notify_all();
}

void writer::has_failed(std::exception_ptr e) noexcept {
    const std::lock_guard lock(mutex_);
    fault_ = std::move(e);
}

void writer::check() {
    const std::lock_guard lock(mutex_);
    if (fault_) std::rethrow_exception(fault_);
}

void writer::try_again() {
    {
        const std::lock_guard lock(mutex_);
        fault_ = nullptr;
    }
    changed_.notify_all();
}

void writer::flush() {
    std::unique_lock lock(mutex_);
    ++hurried_;
    changed_.notify_all();
    changed_.wait(lock, [this, all = added_] { return fault_ || written_ >= all; });
    --hurried_;
    if (fault_) std::rethrow_exception(fault_);
}

/// Writes the group, and does what is due; what is thrown.
std::exception_ptr writer::attempt(std::vector<line>& group, clock::duration& took) {
    try {
        const auto begun = clock::now();
        if (!group.empty()) work_.write(group);
        took = clock::now() - begun;
        group.clear();
        if (works_now_and_then() && clock::now() >= next_) {
            next_ = clock::now() + std::chrono::duration_cast<clock::duration>(work_.interval);
            work_.now_and_then();
        }
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}

void writer::run() {
    constexpr int rests = 9;  // times as long as it writes
    constexpr clock::duration longest_rest = std::chrono::milliseconds(10);
    std::unique_lock lock(mutex_);
    while (!ends_ || !is_idle()) {
        const auto is_called = [this] { return ends_ || !is_idle(); };
        sleeps_ = true;
        if (works_now_and_then()) {
            changed_.wait_until(lock, next_, is_called);
        } else {
            changed_.wait(lock, is_called);
        }
        sleeps_ = false;
        std::vector<line> group;
        if (!is_idle()) group.swap(waiting_);
        const std::size_t count = group.size();
        lock.unlock();
        clock::duration took{};
        const std::exception_ptr thrown = attempt(group, took);
        lock.lock();
        written_ += count - group.size();
        // What could not be written stays, in the order in which it came.
        group.insert(group.end(), std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
        waiting_ = std::move(group);
        if (thrown) fault_ = thrown;
        changed_.notify_all();
        const auto rest = std::min<clock::duration>(rests * took, longest_rest);
        changed_.wait_for(lock, rest, [this] { return ends_ || hurried_ > 0; });
    }
}

}  // namespace taskquad::journals
