// Watching a run: a line of progress, a trace of every evaluation, the final partition. See docs/observing.md.
//
// usage: observing [folder = .] [milliseconds of one evaluation = 20]; writes run.json and run.csv there.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>

// [own]
/// Writes a line for every evaluation that failed, and stops the run at the hundredth.
class failures : public taskquad::observer {
public:
    taskquad::verdict on_evaluation(const taskquad::evaluation& e) override {
        if (!e.failure) return taskquad::verdict::proceed;
        std::printf("attempt %d at x = %.17g failed\n", e.attempt, e.x);
        return ++count_ < 100 ? taskquad::verdict::proceed : taskquad::verdict::stop;
    }

private:
    int count_ = 0;
};
// [own]

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : ".";
    const std::chrono::duration<double> one(1e-3 * (argc > 2 ? std::atof(argv[2]) : 20));
    const auto f = [&](double x) {
        // Some evaluations take longer than others.
        std::this_thread::sleep_for(one * (0.5 + 0.5 * std::abs(std::sin(1e4 * x)) + 0.5 * std::abs(std::cos(123 * x))));
        return 1e-2 / (1e-4 + (x - 0.3) * (x - 0.3)) + std::sqrt(x) + std::abs(x - 0.8);
    };

    // [trace]
    taskquad::trace trace;
    const auto r = taskquad::integrate(f, {0.0, 1.0},
                                       {.relative_tolerance = 1e-8,
                                        .rule = taskquad::gauss_kronrod(15),
                                        .concurrency = 32,
                                        .observer = &trace,
                                        .keep_partition = true});
    trace.write(folder + "/run.json");
    taskquad::write_csv(folder + "/run.csv", r.partition);
    // [trace]

    failures watch;
    int broken = 0;
    const auto fragile = [&](double x) { return x > 0.9 && ++broken <= 2 ? throw std::runtime_error("no licence") : std::exp(x); };
    // [failures]
    const auto s = taskquad::integrate(fragile, {0.0, 1.0},
                                       {.concurrency = 1, .observer = &watch, .failures = {.retries = 2, .rethrow = false}});
    // [failures]

    std::printf("%.10f +- %.1e from %d evaluations, %d wasted; %.10f\n", r.value, r.error, static_cast<int>(r.evaluations),
                static_cast<int>(r.speculative), s.value);
    const bool complete = trace.evaluations().size() == r.calls;
    return r.converged() && s.converged() && complete ? 0 : 1;
}
