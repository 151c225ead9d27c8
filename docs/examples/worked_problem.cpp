// The worked problem: the integral of sin over [0, pi], where each evaluation takes its time, by adaptive Simpson to an absolute
// 1e-10, in local and in global refinement; then by the default rule. With 1, 8 and 64 evaluations in flight.
//
// usage: worked_problem [milliseconds of one evaluation = 50]
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>

namespace {

/// Rewrites a line on the terminal, ten times a second, while it lives; silent where there is none.
class progress {
public:
    progress(std::string what, const std::atomic<int>& evaluations)
        : thread_([what = std::move(what), &evaluations](const std::stop_token& stop) {
              if (isatty(STDERR_FILENO) == 0) return;
              while (!stop.stop_requested()) {
                  std::fprintf(stderr, "\r%s: %d evaluations ", what.c_str(), evaluations.load());
                  std::this_thread::sleep_for(std::chrono::milliseconds(100));
              }
              std::fprintf(stderr, "\r\033[K");
          }) {}

private:
    std::jthread thread_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::duration<double> one(1e-3 * (argc > 1 ? std::atof(argv[1]) : 50));
    if (!(one.count() > 0)) return std::fprintf(stderr, "usage: worked_problem [milliseconds of one evaluation]\n"), 2;

    std::atomic<int> evaluations = 0;
    const auto f = [&](double x) {
        std::this_thread::sleep_for(one);
        ++evaluations;
        return std::sin(x);
    };

    using taskquad::refinement;
    const taskquad::options simpson{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = taskquad::simpson()};
    struct {
        const char* name;
        taskquad::options options;
    } problems[] = {{"Simpson, local", simpson}, {"Simpson, global", simpson}, {"default rule", {.relative_tolerance = 1e-10}}};
    problems[0].options.refinement = refinement::local;

    std::printf("The integral of sin over [0, pi]; one evaluation takes %g ms, the unit of time.\n\n", 1e3 * one.count());
    std::printf("%-16s %9s %12s %8s %9s %20s %9s %9s\n", "", "in flight", "evaluations", "time", "speed-up", "value", "error",
                "off by");
    bool right = true;
    for (auto& [name, options] : problems) {
        double serial = 0;
        for (const int n : {1, 8, 64}) {
            options.concurrency = n;
            evaluations = 0;
            taskquad::result<> r;
            {
                const progress line(std::string(name) + ", " + std::to_string(n) + " in flight", evaluations);
                r = taskquad::integrate(f, {0.0, std::numbers::pi}, options);
            }
            const double time = r.elapsed / one;
            if (n == 1) serial = time;
            std::printf("%-16s %9d %12d %8.2f %9.1f %20.16f %9.1e %9.1e\n", name, r.concurrency, evaluations.load(), time,
                        serial / time, r.value, r.error, std::abs(r.value - 2));
            right = right && r.converged() && std::abs(r.value - 2) <= 2e-10;
        }
    }
    return right ? 0 : 1;
}
