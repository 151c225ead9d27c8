// An f that enters an arena, by tbb::task_arena::execute or a flow graph, is not isolated any more: its thread may take up whatever
// tasks there are, while it waits, and stands above an evaluation that cannot end meanwhile.
#include <doctest/doctest.h>
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/effort.hpp"
#include "support/grain.hpp"
#include "support/watchdog.hpp"
#include "tasks/tsan.hpp"

using namespace std::chrono_literals;
using namespace taskquad;

namespace {

/// Takes a while, by tasks in the arena in which it is called.
void work() {
    tbb::parallel_for(0, 8, [](int) { std::this_thread::sleep_for(20us); });
}

void flow() {
    tbb::flow::graph g;
    tbb::flow::function_node<int, int> node(g, tbb::flow::unlimited, [](int i) {
        std::this_thread::sleep_for(20us);
        return i;
    });
    for (int i = 0; i < 8; ++i) node.try_put(i);
    g.wait_for_all();
}

using way = std::function<void(tbb::task_arena&)>;
const std::array<way, 4> ways{
    [](tbb::task_arena&) { flow(); },                            // a flow graph
    [](tbb::task_arena& shared) { shared.execute(work); },       // the arena in which it runs
    [](tbb::task_arena& shared) { shared.execute(flow); },       // both
    [](tbb::task_arena&) { tbb::task_arena(4).execute(work); },  // one of its own
};

/// Of what embedding.md forbids: from an arena of its own, f waits for a slot of the one in which all who might leave theirs wait
/// for it.
bool is_forbidden(int concurrency, std::size_t way) { return concurrency > 1 && (way == 1 || way == 2); }

struct more_threads {
    tbb::global_control control{tbb::global_control::max_allowed_parallelism, 8};
};

// The integral of sin(1 + x) over [0, 1]: cos 1 - cos 2.
const double exact = std::cos(1.0) - std::cos(2.0);

}  // namespace

TEST_CASE("nested integrals share an integrator, whatever arenas its f enters") {
    const watchdog dog(200s);
    const more_threads slots;
    for (const int concurrency : {0, 4}) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            if (is_forbidden(concurrency, i)) continue;
            CAPTURE(concurrency);
            CAPTURE(i);
            tbb::task_arena arena(8);
            for (int n = 0; n < 1 + effort(8); ++n) {
                integrator inner(
                    [&](double y) {
                        ways[i](arena);
                        return std::cos(y);
                    },
                    {.relative_tolerance = 1e-6, .concurrency = concurrency});
                const auto f = [&](double x) { return inner({0.0, 1.0, 1.0 + x}).value; };
                const auto r = arena.execute([&] {
                    return integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-4, .cost_of_f = grain::points});
                });
                CHECK(r.converged());
                CHECK(r.value == doctest::Approx(exact).epsilon(1e-4));
            }
        }
    }
}

TEST_CASE("a thread that waits inside f does not begin another evaluation of ours, not even in a flow graph") {
    const watchdog dog(200s);
    const more_threads slots;
    tbb::task_arena arena(8);
    for (std::size_t i = 0; i < ways.size(); ++i) {
        CAPTURE(i);
        std::atomic<int> entered_twice = 0;
        const auto f = [&](double x) {
            thread_local int inside = 0;
            if (++inside > 1) ++entered_twice;
            ways[i](arena);
            --inside;
            return std::exp(x);
        };
        for (const auto g : {grain::points, grain::segments}) {
            for (int n = 0; n < 1 + effort(20); ++n) {
                const auto r = arena.execute([&] {
                    return integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-9, .rule = simpson(), .cost_of_f = g});
                });
                CHECK(r.value == doctest::Approx(std::expm1(1.0)).epsilon(1e-9));
            }
        }
        CHECK(entered_twice == 0);
    }
}

TEST_CASE("integrals in a loop of tasks share an integrator, whatever arenas its f enters") {
    const watchdog dog(200s);
    const more_threads slots;
    for (const int concurrency : {0, 1, 4}) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            if (is_forbidden(concurrency, i)) continue;
            CAPTURE(concurrency);
            CAPTURE(i);
            tbb::task_arena arena(8);
            std::atomic<int> wrong = 0;
            integrator quad(
                [&](double x) {
                    ways[i](arena);
                    return std::exp(x);
                },
                {.relative_tolerance = 1e-6, .concurrency = concurrency});
            TASKQUAD_TSAN_RELEASE(&quad);
            arena.execute([&] {
                tbb::parallel_for(0, 4 + effort(36), [&](int k) {
                    TASKQUAD_TSAN_ACQUIRE(&quad);
                    // Ranges that have some abscissae in common, and others that do not.
                    const double b = k % 3 == 0 ? 1.0 : 1.0 + k % 5;
                    if (std::abs(quad({0.0, 1.0, 1.0 + b}).value - std::expm1(1.0 + b)) > 1e-4) ++wrong;
                    TASKQUAD_TSAN_RELEASE(&quad);
                });
            });
            TASKQUAD_TSAN_ACQUIRE(&quad);
            CHECK(wrong == 0);
            for (const auto& [x, y] : quad.cache()) CHECK(y == std::exp(x));
        }
    }
}

TEST_CASE("a recursion without a circle is fine in arenas, too") {
    const watchdog dog(200s);
    const more_threads slots;
    // f(x) = 1 + integral of f over [0, x / 2]; its Taylor coefficients: c_0 = 1, c_{k+1} = c_k / ((k + 1) 2^{k+1}).
    double integral = 0, c = 1;
    for (int k = 0; k < 30; ++k) {
        integral += c / (k + 1);
        c /= (k + 1) * std::ldexp(1.0, k + 1);
    }
    for (const int concurrency : {0, 1, 4}) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            if (is_forbidden(concurrency, i)) continue;
            CAPTURE(concurrency);
            CAPTURE(i);
            tbb::task_arena arena(8);
            std::function<double(double)> body;
            integrator quad([&](double x) { return body(x); }, {.absolute_tolerance = 1e-2,
                                                                .relative_tolerance = 0,
                                                                .rule = simpson(),
                                                                .concurrency = concurrency,
                                                                .cost_of_f = grain::points});
            body = [&](double x) {
                ways[i](arena);
                return x < 1e-2 ? 1.0 : 1 + quad({0.0, x / 2}).value;
            };
            const auto r = arena.execute([&] { return quad({0.0, 1.0}); });
            CHECK(r.value == doctest::Approx(integral).epsilon(1e-2));
        }
    }
}

TEST_CASE("an f that integrates itself over a domain that needs it is found out, also behind tasks and across threads") {
    const watchdog dog(200s);
    const more_threads slots;
    for (const int concurrency : {0, 1, 4}) {
        for (const int how : {0, 1, 2}) {
            CAPTURE(concurrency);
            CAPTURE(how);
            std::function<double(double)> body;
            std::atomic<int> calls = 0;
            integrator quad([&](double x) { return body(x); }, {.rule = simpson(), .concurrency = concurrency});
            body = [&](double x) {
                ++calls;
                double y = 0;
                if (how == 0) y = quad({0.0, 1.0}).value;
                if (how == 1) tbb::parallel_for(0, 1, [&](int) { y = quad({0.0, 1.0}).value; });
                // f(x) needs f(1 - x), and that f(x).
                if (how == 2) y = quad({0.0, 1.0 - x, 1.0}).value;
                return y;
            };
            CHECK_THROWS_WITH_AS(quad({0.0, 1.0}), doctest::Contains("over a domain that needs f at this x"), std::logic_error);
            if (how == 0 && concurrency == 1) CHECK(calls <= 5);
        }
    }
}
