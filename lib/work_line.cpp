#include "work_line.hpp"

#include <bit>
#include <chrono>
#include <thread>
#include <utility>

namespace taskquad::detail {

namespace {

/// A thread that sleeps takes 50 us to be there again, which is more than a piece takes: so it looks for what it waits for as long
/// as that, and lets others have the processor meanwhile, should there be any. Whether that has come.
template <class Come>
bool looks_for_a_while(Come come) {
    using clock = std::chrono::steady_clock;
    constexpr auto as_long_as_waking_up = std::chrono::microseconds(50);
    constexpr int readings_between = 64;
    const auto begin = clock::now();
    do {
        for (int i = 0; i < readings_between; ++i) {
            if (come()) return true;
            std::this_thread::yield();
        }
    } while (clock::now() - begin < as_long_as_waking_up);
    return false;
}

}  // namespace

work_line::work_line(int concurrency, std::function<void(std::size_t)> piece)
    : crew_(concurrency),
      piece_(std::move(piece)),
      done_(std::bit_ceil(std::size_t{64} * static_cast<std::size_t>(crew_.slots()))) {}

bool work_line::run(const std::function<void()>& lead) {
    added_ = next_ = known_ = 0;
    stopped_ = cancelled_ = false;
    busy_ = 0;
    thrown_ = nullptr;
    thrower_ = std::numeric_limits<std::size_t>::max();
    crew_.enter([&] {
        try {
            lead();
        } catch (...) {
            stop_for(std::current_exception(), std::numeric_limits<std::size_t>::max());
        }
        stopped_ = true;
        if (slots() > 1 && !crew_.wait()) cancelled_ = true;
    });
    if (thrown_) std::rethrow_exception(thrown_);
    return !cancelled_;
}

void work_line::add() {
    done_[added() % capacity()].store(false, std::memory_order_relaxed);
    // A task that finds nothing more says so before it looks for the last time; so either it is seen here, or sees the piece.
    ++added_;
    if (busy_ < slots() - 1) {
        ++busy_;
        crew_.send(*this);
    }
}

void work_line::once() noexcept {
    while (true) {
        do {
            while (const auto i = take()) do_piece(*i);
        } while (looks_for_a_while([this] { return has_stopped() || next_ < added_; }) && !has_stopped());
        --busy_;
        if (has_stopped() || next_ >= added_) return;
        ++busy_;
    }
}

std::optional<std::size_t> work_line::take() {
    std::size_t i = next_;
    while (!has_stopped() && i < added_) {
        if (next_.compare_exchange_weak(i, i + 1)) return i;
    }
    return {};
}

void work_line::do_piece(std::size_t i) {
    try {
        crew::isolated([&] { piece_(i); });
        if (crew::cancelled()) stopped_ = cancelled_ = true;
    } catch (...) {
        stop_for(std::current_exception(), i);
    }
    done_[i % capacity()].store(true, std::memory_order_release);
    ends_.fetch_add(1, std::memory_order_release);
    ends_.notify_one();
}

void work_line::stop_for(std::exception_ptr e, std::size_t i) {
    stopped_ = true;
    const std::lock_guard lock(mutex_);
    if (thrown_ && i >= thrower_) return;
    thrower_ = i;
    thrown_ = std::move(e);
}

std::size_t work_line::done() {
    while (known_ < added() && done_[known_ % capacity()].load(std::memory_order_acquire)) ++known_;
    return known_;
}

void work_line::help(std::size_t seen) {
    if (const auto i = take()) {
        do_piece(*i);
    } else {
        wait(seen);
    }
}

void work_line::help_with_all() {
    for (std::size_t seen = done(); seen < added() && !has_stopped(); seen = done()) help(seen);
}

void work_line::wait(std::size_t seen) {
    const std::uint32_t before = ends_.load(std::memory_order_acquire);
    const auto come = [&] { return done() > seen || has_stopped(); };
    if (!looks_for_a_while(come)) ends_.wait(before, std::memory_order_acquire);
}

}  // namespace taskquad::detail
