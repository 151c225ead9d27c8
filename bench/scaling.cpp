// How much faster is an integration with more workers, by what one evaluation of f costs? From 1 to as many as there are cores,
// beside a plain parallel loop over as many evaluations; and in virtual time (tests/support/virtual_run.hpp) on up to 64.
//
// usage: bench_scaling [--quick]     each answer is compared with the exact one, and with that of one worker to the bit
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_reduce.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/scaling_problems.hpp"
#include "support/virtual_run.hpp"

namespace {

using clock_type = std::chrono::steady_clock;
constexpr double tolerance = 1e-10;
constexpr double costs[] = {10, 100, 1e3, 1e4};  // ns

double ns_since(clock_type::time_point begin) {
    return std::chrono::duration<double, std::nano>(clock_type::now() - begin).count();
}

/// The least of several times.
double least(int times, const std::function<void()>& what) {
    double best = INFINITY;
    for (int i = 0; i < times; ++i) {
        const auto begin = clock_type::now();
        what();
        best = std::min(best, ns_since(begin));
    }
    return best;
}

/// Steps that each wait for the one before.
double steps(int n) {
    double y = 0.5;
    for (int i = 0; i < n; ++i) y = std::sqrt(y + 1e-3);
    return y;
}

/// How many steps an evaluation takes that is to cost `ns`.
int steps_for(double ns, double (*f)(double)) {
    volatile double kept = 0;
    const double a_step = least(20, [&] { kept = kept + steps(10'000); }) / 10'000;
    const double alone = least(20,
                               [&] {
                                   for (int i = 0; i < 1000; ++i) kept = kept + f(i * 1e-3);
                               }) /
                         1000;
    return static_cast<int>(std::max(0.0, ns - alone) / a_step);
}

/// 1, 2, 4, ... and the number of cores.
std::vector<int> numbers_of_workers() {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<int> numbers;
    for (int n = 1; n < cores; n *= 2) numbers.push_back(n);
    numbers.push_back(cores);
    return numbers;
}

template <class F>
double plain_loop(const F& f, std::uint64_t n) {
    const oneapi::tbb::blocked_range<std::uint64_t> all(0, n);
    const auto part = [&](const oneapi::tbb::blocked_range<std::uint64_t>& r, double sum) {
        for (std::uint64_t i = r.begin(); i < r.end(); ++i) sum += f((static_cast<double>(i) + 0.5) / static_cast<double>(n));
        return sum;
    };
    return oneapi::tbb::parallel_reduce(all, 0.0, part, std::plus<>());
}

/// In ns, by number of workers: the least of several times, all taken in turns, since other processes may have the cores meanwhile.
struct times {
    std::vector<double> integration, loop;
    bool right = true;
};

template <class F>
times measured(const scaling::problem& p, const F& f, const std::vector<int>& workers, int rounds) {
    times t{std::vector<double>(workers.size(), INFINITY), std::vector<double>(workers.size(), INFINITY)};
    std::optional<double> value;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            oneapi::tbb::task_arena arena(workers[i]);
            arena.execute([&] {
                taskquad::result<> r;
                const auto integrate = [&] { r = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = tolerance}); };
                t.integration[i] = std::min(t.integration[i], least(1, integrate));
                volatile double kept = 0;
                t.loop[i] = std::min(t.loop[i], least(1, [&] { kept = plain_loop(f, p.evaluations); }));
                (void)kept;
                if (!value) value = r.value;
                const bool is_exact = std::abs(r.value - p.exact) <= tolerance * p.exact;
                t.right = t.right && r.converged() && r.evaluations == p.evaluations && is_exact && r.value == *value;
            });
        }
    }
    return t;
}

std::string cost(double ns) { return ns < 1e3 ? std::to_string(int(ns)) + " ns" : std::to_string(int(ns / 1e3)) + " us"; }

bool measure(bool quick) {
    const auto workers = numbers_of_workers();
    std::printf("Time with one worker; speed-up of an integration, and of a plain loop in brackets.\n\n| f | problem | 1 worker |");
    for (std::size_t i = 1; i < workers.size(); ++i) std::printf(" %d |", workers[i]);
    std::printf("\n|--:|---|--:|");
    for (std::size_t i = 1; i < workers.size(); ++i) std::printf("--:|");
    bool all_right = true;
    for (const double ns : costs) {
        if (quick && ns > 1e3) break;
        for (const scaling::problem& p : scaling::problems()) {
            const double in_all = ns * static_cast<double>(p.evaluations);
            const int n = steps_for(ns, p.f);
            const auto f = [n, g = p.f](double x) { return g(x) + 0 * steps(n); };
            const times t = measured(p, f, workers, quick ? 1 : static_cast<int>(std::clamp(1e9 / in_all, 5.0, 500.0)));
            std::printf("\n| %s | %s | %.3g ms |", cost(ns).c_str(), p.name, t.integration.front() / 1e6);
            for (std::size_t i = 1; i < workers.size(); ++i)
                std::printf(" %.2f (%.2f) |", t.integration.front() / t.integration[i], t.loop.front() / t.loop[i]);
            if (!t.right) std::printf(" ERROR OCCURRED: a wrong answer");
            std::fflush(stdout);
            all_right = all_right && t.right;
        }
    }
    return all_right;
}

void simulate() {
    const std::vector<int> slots{2, 4, 8, 16, 64};
    std::printf("\n\nIn virtual time: speed-up; workers woken, jobs done by them, and for how long they looked for one.\n");
    std::printf("\n| f | problem |");
    for (const int n : slots) std::printf(" %d |", n);
    std::printf(" 16, everybody woken |\n|--:|---|--:|--:|--:|--:|--:|--:|");
    for (const double ns : costs) {
        for (const scaling::problem& p : scaling::problems()) {
            simulation::bisections all(p.f);
            std::printf("\n| %s | %s |", cost(ns).c_str(), p.name);
            const double alone = simulation::run(all, ns / 1e3, 1)().time;
            const auto show = [&](const simulation::tally& t) {
                std::printf(" %.1f; %zu, %zu, %.0f us |", alone / t.time, t.woken, t.by_others, t.spinning);
            };
            for (const int n : slots) show(simulation::run(all, ns / 1e3, n)());
            show(simulation::run(all, ns / 1e3, 16, simulation::policy::everybody)());
        }
    }
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    const bool right = measure(argc > 1 && std::string(argv[1]) == "--quick");
    simulate();
    return right ? 0 : 1;
}
