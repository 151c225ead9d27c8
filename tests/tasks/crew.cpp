#include "tasks/crew.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/grain.hpp"

using taskquad::tasks::crew;

namespace {

/// Few evaluations at a time are certain here, and some guesses are wrong.
struct effort {
    std::uint64_t evaluations = 0, calls = 0;
};

effort of_root(int i, std::optional<double> speculation) {
    const double at = (i + 0.5) / 17;
    const auto f = [at](double x) {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        return std::sqrt(std::abs(x - at));
    };
    const auto r = taskquad::integrate(
        f, {0.0, 1.0},
        {.absolute_tolerance = 1e-6, .relative_tolerance = 0, .speculation = speculation, .cost_of_f = grain::points});
    return {r.evaluations, r.calls};
}

/// A study of 16 parameters in a parallel loop of 8 slots.
effort study(std::optional<double> speculation) {
    const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
    std::atomic<std::uint64_t> evaluations = 0, calls = 0;
    tbb::task_arena(8).execute([&] {
        tbb::parallel_for(0, 16, [&](int i) {
            const effort of_one = of_root(i, speculation);
            evaluations += of_one.evaluations;
            calls += of_one.calls;
        });
    });
    return {evaluations, calls};
}

/// On a busy machine the workers may come too late to guess.
constexpr int most_tries = 20;

}  // namespace

TEST_CASE("nothing is guessed in a parallel loop of somebody else's, unless that is asked for") {
    const effort by_default = study({});
    CHECK(by_default.calls == by_default.evaluations);
    bool guessed = false;
    for (int i = 0; i < most_tries && !guessed; ++i) {
        const effort asked_for = study(0.5);
        CHECK(asked_for.evaluations == by_default.evaluations);
        guessed = asked_for.calls > asked_for.evaluations;
    }
    CHECK(guessed);
}

TEST_CASE("outside of any task, the workers of an arena guess by default") {
    const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
    std::uint64_t in_vain = 0;
    tbb::task_arena(8).execute([&] {
        for (int i = 0; i < 8 * most_tries && in_vain == 0; ++i) {
            const effort of_one = of_root(i % 16, {});
            in_vain += of_one.calls - of_one.evaluations;
        }
    });
    CHECK(in_vain > 0);
}

TEST_CASE("nothing is guessed within an evaluation of another f") {
    const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
    std::atomic<std::uint64_t> in_vain = 0, evaluations = 0;
    const auto outer = [&](double x) {
        const effort of_one = of_root(static_cast<int>(8 * x), {});
        in_vain += of_one.calls - of_one.evaluations;
        evaluations += of_one.evaluations;
        return x;
    };
    for (const int concurrency : {1, 8}) {
        const auto r = taskquad::integrate(outer, {0.0, 1.0}, {.rule = taskquad::gauss_kronrod(7), .concurrency = concurrency});
        CHECK(r.converged());
    }
    CHECK(evaluations > 0);
    CHECK(in_vain == 0);
}

TEST_CASE("a crew is for itself outside of tasks, as long as no other is entered in its arena") {
    const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
    tbb::task_arena shared(4), other(4);
    const auto alone = [](bool& is) {
        crew c(0);
        c.enter([&] { is = c.is_for_itself(); });
    };
    bool in_shared = true, in_other = false, in_task = true, of_eight = true;
    shared.execute([&] {
        crew first(0);
        first.enter([&] {
            CHECK(first.is_for_itself());
            std::thread([&] {
                shared.execute([&] {
                    crew second(0);
                    second.enter([&] { in_shared = second.is_for_itself() || first.is_for_itself(); });
                });
                other.execute([&] { alone(in_other); });
            }).join();
            CHECK(first.is_for_itself());
        });
        tbb::parallel_for(0, 1, [&](int) {
            alone(in_task);
            crew of_its_own(8);
            of_its_own.enter([&] { of_eight = of_its_own.is_for_itself(); });
        });
    });
    CHECK_FALSE(in_shared);
    CHECK(in_other);
    CHECK_FALSE(in_task);
    CHECK_FALSE(of_eight);
}
