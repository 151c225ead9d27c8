// Several dimensions: what do the decisions take, from a value to the next point, and how much memory; and how long takes a model
// that sleeps, with 64 evaluations in flight?
//
// usage: bench_dimension_costs [--quick]   prints Markdown; take the ratios, not the times
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "decisions/engine.hpp"
#include "in_waves.hpp"
#include "regions/regions.hpp"
#include "support/models.hpp"

namespace {

using namespace taskquad;
using seconds = std::chrono::duration<double>;
using point = std::span<const double>;

constexpr std::chrono::milliseconds nap(20);

double bytes_in_use() {
    const auto m = mallinfo2();
    return static_cast<double>(m.uordblks) + static_cast<double>(m.hblkhd);
}

/// Of all points that an engine was given values of.
struct cost {
    std::uint64_t points = 0;
    double microseconds = INFINITY, bytes = 0;
    bool ends_by_budget = false;
};

/// The least of several times, of the processor.
cost of_engine(std::size_t d, const options& of_rule, const options& o, double (*f)(point), int times) {
    const box cube(std::vector<domain>(d, {0.0, 1.0}));
    cost c;
    for (int i = 0; i < times; ++i) {
        const double before = bytes_in_use();
        decisions::engine e(regions::regions_of(cube, of_rule), o, 1);
        const std::clock_t begin = std::clock();
        std::uint64_t n = 0;
        while (const auto p = e.next()) {
            const auto at = e.at(*p);
            e.tell(*p, f({at.coordinates, at.count}));
            ++n;
        }
        const double all = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        c.points = n;
        c.microseconds = std::min(c.microseconds, 1e6 * all / static_cast<double>(n));
        c.bytes = (bytes_in_use() - before) / static_cast<double>(n);
        c.ends_by_budget = e.outcome().status == status::evaluation_limit;
    }
    return c;
}

/// With a jump across all axes, of which there is never enough, and of some nanoseconds.
double jump(point x) {
    double t = 0;
    for (const double y : x) t += y;
    return t > 0.45 * static_cast<double>(x.size()) ? 1 + x[0] : x[0] * x[0];
}
/// Smooth; all pairs of axes matter, and no tolerance is met.
double waves(point x) {
    double t = 0;
    for (std::size_t i = 0; i < x.size(); ++i) t += x[i] * static_cast<double>(i + 3);
    return std::cos(t);
}

bool costs(bool quick) {
    std::printf("| | d | points | us a point | bytes a point |\n|---|--:|--:|--:|--:|\n");
    bool right = true;
    const int times = quick ? 1 : 5;
    for (const std::size_t d : {2U, 3U, 5U, 8U}) {
        for (const double tolerance : {1e-3, 1e-9}) {
            const options of_rule{.relative_tolerance = tolerance, .cubature = adaptive_boxes()},
                o{.relative_tolerance = 1e-15, .max_evaluations = quick ? 10'000U : 300'000U};
            const cost c = of_engine(d, of_rule, o, jump, times);
            std::printf("| boxes, the rule for %.0e | %zu | %llu | %.2f | %.0f |\n", tolerance, d,
                        static_cast<unsigned long long>(c.points), c.microseconds, c.bytes);
            std::fflush(stdout);
            right = right && c.ends_by_budget;
        }
    }
    for (const std::size_t d : {3U, 6U, 10U}) {
        for (const std::uint64_t most : {3'000U, 30'000U}) {
            if (quick && most > 3'000) continue;
            const options o{.relative_tolerance = 1e-15, .cubature = sparse_grid(), .max_evaluations = most};
            const cost c = of_engine(d, o, o, waves, times);
            std::printf("| sparse grid | %zu | %llu | %.2f | %.0f |\n", d, static_cast<unsigned long long>(c.points),
                        c.microseconds, c.bytes);
            std::fflush(stdout);
        }
    }
    return right;
}

/// A model that sleeps for 20 ms, with 64 evaluations in flight, beside as many waves as there are without guesses.
bool asleep(const models::model& m, double tolerance) {
    constexpr int in_flight = 64;
    const auto f = [&m](point x) {
        std::this_thread::sleep_for(nap);
        return m.f(x);
    };
    const box cube(std::vector<domain>(m.dimensions, {0.0, 1.0}));
    (void)integrate(f, cube, {.relative_tolerance = 1e-2, .concurrency = in_flight});  // so that there are as many threads
    const auto r = integrate(f, cube, {.relative_tolerance = tolerance, .cubature = sparse_grid(), .concurrency = in_flight});
    const auto alone = integrate(m.f, cube, {.relative_tolerance = tolerance, .cubature = sparse_grid(), .concurrency = 1});
    const in_waves w({m.f, m.dimensions, {.relative_tolerance = tolerance, .cubature = sparse_grid(), .speculation = 0}},
                     in_flight);
    const double all_waves = static_cast<double>(w.waves) * seconds(nap).count();
    std::printf("| %s | %zu | %.0e | %llu | %llu | %.2f s | %.2f |\n", m.name.c_str(), m.dimensions, tolerance,
                static_cast<unsigned long long>(r.evaluations), static_cast<unsigned long long>(w.waves), r.elapsed.count(),
                r.elapsed.count() / all_waves);
    std::fflush(stdout);
    return r.converged() && r.value == alone.value && r.error == alone.error && r.evaluations == alone.evaluations &&
           std::abs(r.value - m.mean) <= tolerance * std::abs(m.mean);
}

}  // namespace

int main(int argc, char** argv) {
    const bool quick = argc > 1 && argv[1] == std::string("--quick");
    bool right = costs(quick);
    std::printf(
        "\nAsleep for 20 ms, 64 in flight\n\n| | d | tolerance | evaluations | waves | time | over the waves' |\n"
        "|---|--:|--:|--:|--:|--:|--:|\n");
    right = asleep(models::ishigami(), 1e-5) && right;
    if (!quick) {
        for (const auto& m : {models::otl_circuit(), models::borehole(), models::wing_weight()}) right = asleep(m, 1e-5) && right;
        right = asleep(models::wing_weight(), 1e-7) && right;
    }
    if (!right) std::printf("ERROR OCCURRED: a wrong answer, or other bits than those of one worker\n");
    return right ? 0 : 1;
}
