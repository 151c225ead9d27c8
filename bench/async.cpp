// Ten thousand evaluations in flight on two threads: how much longer than the latency does it take, and how many bytes does an
// evaluation in flight need?
//
// 480 pieces of a smooth integrand make 10,080 evaluations that are all needed at once, each completed 100 ms later by one thread;
// the other is the caller. The ideal is a wave for every `in_flight` of them.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

/// Completes in the order of submission, `latency` later.
class remote {
public:
    explicit remote(std::chrono::milliseconds latency) : latency_(latency), thread_([this] { run(); }) {}
    remote(const remote&) = delete;
    remote& operator=(const remote&) = delete;
    ~remote() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        more_.notify_one();
        thread_.join();
    }
    void submit(double x, taskquad::completion<double> done) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back({clock_type::now() + latency_, x, std::move(done)});
            if (jobs_.size() > most_) {
                most_ = jobs_.size();
                bytes_ = mallinfo2().uordblks;
            }
        }
        more_.notify_one();
    }
    [[nodiscard]] std::size_t most() const { return most_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct job {
        clock_type::time_point due;
        double x;
        taskquad::completion<double> done;
    };

    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            more_.wait(lock, [this] { return over_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            if (more_.wait_until(lock, jobs_.front().due, [this] { return over_; }) && jobs_.empty()) return;
            while (!jobs_.empty() && jobs_.front().due <= clock_type::now()) {
                job next = std::move(jobs_.front());
                jobs_.pop_front();
                lock.unlock();
                next.done(std::exp(next.x));
                lock.lock();
            }
        }
    }

    std::chrono::milliseconds latency_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<job> jobs_;
    std::size_t most_ = 0, bytes_ = 0;
    bool over_ = false;
    std::thread thread_;
};

void in_flight(benchmark::State& state) {
    using namespace std::chrono_literals;
    const auto most = static_cast<std::size_t>(state.range(0));
    std::vector<double> points;
    for (int i = 0; i <= 480; ++i) points.push_back(i / 480.0);
    double over_ideal = 0, bytes = 0;
    for (auto _ : state) {
        const std::size_t before = mallinfo2().uordblks;
        remote server(100ms);
        const auto f = taskquad::async([&](double x, taskquad::completion<double> done) { server.submit(x, std::move(done)); },
                                       {.max_in_flight = most});
        const auto r = taskquad::integrate(f, points, {.relative_tolerance = 1e-12});
        if (!r.converged() || r.evaluations != 10'080 || std::abs(r.value - (std::exp(1.0) - 1)) > 1e-11 || server.most() > most) {
            state.SkipWithError("wrong result");
            return;
        }
        const double waves = std::ceil(10'080.0 / static_cast<double>(most));
        over_ideal = r.elapsed / (waves * 100ms);
        bytes = static_cast<double>(server.bytes() - before) / static_cast<double>(server.most());
    }
    state.counters["time_over_ideal"] = over_ideal;
    state.counters["bytes_in_flight"] = bytes;
}

}  // namespace

BENCHMARK(in_flight)->Arg(1'000)->Arg(10'000)->Arg(10'080)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);
