// The worked problem: the integral of sin over [0, pi], where each evaluation takes its time, by adaptive Simpson to an absolute
// 1e-10, in local and in global refinement; then by the default rule. With 1, 8 and 64 evaluations in flight, without speculation,
// with the default amount of it, and with more (the column "guess").
//
// usage: worked_problem [milliseconds of one evaluation = 50]
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>

int main(int argc, char** argv) {
    const std::chrono::duration<double> one(1e-3 * (argc > 1 ? std::atof(argv[1]) : 50));
    if (!(one.count() > 0)) return std::fprintf(stderr, "usage: worked_problem [milliseconds of one evaluation]\n"), 2;

    const auto f = [&](double x) {
        std::this_thread::sleep_for(one);
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
    std::printf("%-15s %9s %6s %7s %6s %7s %8s %7s %7s\n", "", "in flight", "guess", "evals", "wasted", "time", "speed-up", "error",
                "off by");
    bool right = true;
    for (auto& [name, options] : problems) {
        double serial = 0;
        const struct {
            int in_flight;
            double speculation;
        } ways[] = {{1, 0.5}, {8, 0.5}, {64, 0}, {64, 0.5}, {64, 1}};
        for (const auto& [in_flight, speculation] : ways) {
            taskquad::progress_line line(std::string(name) + ", " + std::to_string(in_flight) + " in flight");
            options.concurrency = in_flight;
            options.speculation = speculation;
            options.observer = &line;
            const auto r = taskquad::integrate(f, {0.0, std::numbers::pi}, options);
            const double time = r.elapsed / one;
            if (in_flight == 1) serial = time;
            std::printf("%-15s %9d %6.1f %7d %6d %7.2f %8.1f %7.0e %7.0e\n", name, r.concurrency, speculation,
                        static_cast<int>(r.evaluations), static_cast<int>(r.calls - r.evaluations), time, serial / time, r.error,
                        std::abs(r.value - 2));
            right = right && r.converged() && std::abs(r.value - 2) <= 2e-10;
        }
    }
    return right ? 0 : 1;
}
