#include <taskquad/detail/parallel_loop.hpp>

#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <utility>

#include "crew.hpp"

namespace taskquad::detail {

namespace {

using clock = std::chrono::steady_clock;

}  // namespace

struct parallel_loop::state final : work {
    state(int concurrency, std::stop_token s, std::chrono::duration<double> limit)
        : workers(concurrency), stop(std::move(s)), begin(clock::now()), time_limit(limit) {}

    [[nodiscard]] std::chrono::duration<double> elapsed() const { return clock::now() - begin; }

    void once() noexcept override {
        if (ended) return;
        if (const auto why = over()) return end(*why);
        const std::size_t i = next++;
        try {
            crew::isolated([&] { (*turn)(i); });
            if (crew::cancelled()) end(status::stopped);
        } catch (...) {
            ended = true;
            const std::lock_guard lock(mutex);
            if (i < thrower) {
                thrower = i;
                thrown = std::current_exception();
            }
        }
    }

    [[nodiscard]] std::optional<status> over() const {
        if (stop.stop_requested()) return status::stopped;
        if (elapsed() >= time_limit) return status::deadline;
        return {};
    }

    void end(status why) {
        ended = true;
        const std::lock_guard lock(mutex);
        if (!cause) cause = why;
    }

    crew workers;
    std::stop_token stop;
    clock::time_point begin;
    std::chrono::duration<double> time_limit;

    const std::function<void(std::size_t)>* turn = nullptr;
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> ended = false;
    std::mutex mutex;
    std::optional<status> cause;
    std::size_t thrower = std::numeric_limits<std::size_t>::max();
    std::exception_ptr thrown;
};

parallel_loop::parallel_loop(int concurrency, std::stop_token stop, std::chrono::duration<double> time_limit)
    : state_(std::make_unique<state>(concurrency, std::move(stop), time_limit)) {}
parallel_loop::~parallel_loop() = default;

std::chrono::duration<double> parallel_loop::elapsed() const { return state_->elapsed(); }

int parallel_loop::slots() const { return state_->workers.slots(); }

std::optional<status> parallel_loop::operator()(std::size_t n, const std::function<void(std::size_t)>& turn) {
    state& s = *state_;
    s.turn = &turn;
    s.next = 0;
    s.workers.enter([&] {
        if (s.workers.slots() == 1) {
            for (std::size_t i = 0; i < n && !s.ended; ++i) s.once();
            return;
        }
        for (std::size_t i = 0; i < n; ++i) s.workers.send(s);
        if (!s.workers.wait()) s.end(status::stopped);
    });
    if (s.thrown) std::rethrow_exception(s.thrown);
    return s.cause;
}

}  // namespace taskquad::detail
