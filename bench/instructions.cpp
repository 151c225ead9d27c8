// How many instructions does an integration take on one thread? To be run under callgrind: bench/instructions.sh.
//
// usage: bench_instructions PROBLEM TIMES     prints the evaluations of one integration
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <taskquad/taskquad.hpp>

namespace {

/// Decides nothing by the clock, which runs differently there.
const taskquad::options as_cheap{.relative_tolerance = 1e-10, .concurrency = 1, .cost_of_f = std::chrono::nanoseconds(1)};

template <class F>
int run(F f, double a, double b, double exact, int times, const taskquad::options& o = as_cheap) {
    taskquad::result<> r;
    for (int i = 0; i < times; ++i) r = taskquad::integrate(f, {a, b}, o);
    if (times > 0 && !(std::abs(r.value - exact) <= 1e-10 * std::abs(exact))) return 1;
    std::printf("%llu\n", static_cast<unsigned long long>(r.evaluations));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::string problem = argv[1];
    const int times = std::atoi(argv[2]);
    const auto peak = [](double x) { return 1e-2 / ((x - 0.3) * (x - 0.3) + 1e-4); };
    const double of_peak = std::atan(70.0) + std::atan(30.0);
    if (problem == "smallest") return run([](double x) { return 1 + x; }, 0, 1, 1.5, times);
    if (problem == "peaked") return run(peak, 0, 1, of_peak, times);
    if (problem == "kinked") {
        const auto f = [](double x) { return std::sqrt(std::abs(x - 0.37)); };
        return run(f, 0, 1, 2.0 / 3 * (std::pow(0.37, 1.5) + std::pow(0.63, 1.5)), times);
    }
    if (problem == "singular") return run([](double x) { return 1 / std::sqrt(x); }, 0, 1, 2, times);
    // Simpson's rule, whose halves take values over; and both as the engine does it, evaluation by evaluation.
    taskquad::options o = as_cheap;
    o.rule = taskquad::simpson();
    if (problem == "Simpson") return run(peak, 0, 1, of_peak, times, o);
    o.cost_of_f = std::chrono::seconds(1);
    if (problem == "Simpson, by points") return run(peak, 0, 1, of_peak, times, o);
    o.rule = taskquad::gauss_kronrod(21);
    if (problem == "peaked, by points") return run(peak, 0, 1, of_peak, times, o);
    return 2;
}
