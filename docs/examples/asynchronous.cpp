// Asynchronous and batch integrands. See docs/asynchronous.md.
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <queue>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>

using namespace std::chrono_literals;

namespace {

/// A job queue at the other end of a wire: whatever is submitted completes 20 ms later. One thread, any number of jobs.
class job_queue {
public:
    ~job_queue() {
        thread_.request_stop();
        more_.notify_one();
    }

    void submit(double x, taskquad::completion<double> done) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push({std::chrono::steady_clock::now() + 20ms, x, std::move(done)});
        }
        more_.notify_one();
    }

private:
    struct job {
        std::chrono::steady_clock::time_point due;
        double x;
        taskquad::completion<double> done;
    };

    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (true) {
            more_.wait(lock, [&] { return stop.stop_requested() || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job next = std::move(jobs_.front());
            jobs_.pop();
            lock.unlock();
            std::this_thread::sleep_until(next.due);
            next.done(std::exp(-next.x * next.x));
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable more_;
    std::queue<job> jobs_;
    std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

}  // namespace

int main() {
    job_queue queue;

    // [async]
    auto f = taskquad::async([&](double x, taskquad::completion<double> done) { queue.submit(x, std::move(done)); },
                             {.max_in_flight = 1000});
    auto r = taskquad::integrate(f, {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0});
    // [async]
    std::printf("%.12f +- %.1e from %d evaluations of 20 ms in %.0f ms\n", r.value, r.error, static_cast<int>(r.evaluations),
                1e3 * r.elapsed.count());

    // [batch]
    auto g = taskquad::batch(
        [](std::span<const double> x, std::span<double> y) {
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::exp(-x[i] * x[i]);
        },
        {.max_batch = 256});
    auto s = taskquad::integrate(g, {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, {.concurrency = 1});  // one batch at a time
    // [batch]
    std::printf("%.12f +- %.1e\n", s.value, s.error);

    // [whole]
    auto simulate = [](double x, std::stop_token stop) -> std::optional<double> {
        double sum = 0;
        for (int step = 0; step < 1000; ++step) {
            if (stop.stop_requested() && step < 900) return std::nullopt;  // the last tenth is worth its while
            sum += std::exp(-x * step / 1000) / 1000;
        }
        return sum;
    };
    // [whole]
    if (!taskquad::integrate(simulate, {0.0, 1.0}).converged()) return 1;

    const double exact = std::sqrt(std::acos(-1.0)) / 2 * std::erf(6.0);
    return r.converged() && s.value == r.value && std::abs(r.value - exact) < 1e-8 ? 0 : 1;
}
