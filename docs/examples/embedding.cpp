// The code of docs/embedding.md: taskquad inside a program that has its own arena, its own loops and its own failures.
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

static void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("this page is wrong: ") + what);
}

// [handler]
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);
extern "C" void on_interrupt(int) { interrupted = true; }
// [handler]

int main() {
    const auto f = [](double x) { return std::exp(x); };
    const double exact = std::exp(1.0) - 1;

    // [arena]
    tbb::task_arena two_workers(2);
    const auto r = two_workers.execute([&] { return taskquad::integrate(f, {0.0, 1.0}); });
    // [arena]
    require(r.concurrency <= 2 && r.converged(), "arena");

    // [nested]
    const auto inner = [&](double x) {
        return taskquad::integrate([x](double y) { return std::exp(x * y); }, {0.0, 1.0}, {.relative_tolerance = 1e-11}).value;
    };
    const auto volume = taskquad::integrate(inner, {0.0, 1.0}, {.relative_tolerance = 1e-9});
    // [nested]
    require(std::abs(volume.value - 1.3179021514544039) < 1e-12, "nested");

    // [loop]
    taskquad::integrator quad(f);
    std::vector<double> values(100);
    tbb::parallel_for(0, 100, [&](int i) { values[static_cast<std::size_t>(i)] = quad({0.0, 1.0}).value; });
    // [loop]
    require(std::abs(values[99] - exact) < 1e-12 && quad.cache().size() == 21, "loop");

    // [serial]
    const auto s = taskquad::integrate(taskquad::serial(f), {0.0, 1.0});
    // [serial]
    require(s.concurrency == 1 && s.value == r.value, "serial");

    // [exception]
    taskquad::integrator fragile([](double x) { return x > 0.99 ? throw std::runtime_error("no licence") : std::exp(x); });
    try {
        fragile({0.0, 1.0});
    } catch (const std::runtime_error& e) {
        std::printf("%s; %d values are kept\n", e.what(), static_cast<int>(fragile.cache().size()));
    }
    // [exception]

    std::atomic<int> calls = 0;
    const auto long_one = [&](double x) {
        if (++calls == 30) std::raise(SIGINT);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return std::sqrt(std::abs(x - 1.0 / 3));
    };
    // [signal]
    std::signal(SIGINT, on_interrupt);
    std::stop_source source;
    const std::jthread looks([&](const std::stop_token& over) {
        while (!over.stop_requested() && !interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (interrupted) source.request_stop();
    });
    const auto u = taskquad::integrate(long_one, {0.0, 1.0}, {.relative_tolerance = 1e-14, .stop = source.get_token()});
    // [signal]
    require(u.status == taskquad::status::stopped, "signal");
    std::printf("%.15f\n", r.value);
}
