#include <doctest/doctest.h>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_reduce.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/families.hpp"
#include "support/watchdog.hpp"
#include "tasks/tsan.hpp"

namespace {

double sum_in_parallel(int n) {
    return tbb::parallel_reduce(
        tbb::blocked_range<int>(0, n), 0.0, [](const auto& r, double sum) { return sum + static_cast<double>(r.size()); },
        std::plus<>{});
}

struct thrown {};

}  // namespace

TEST_CASE("f may use tbb::parallel_for") {
    const watchdog dog(std::chrono::seconds(200));
    const auto plain = [](double x) { return std::exp(x); };
    const auto f = [](double x) {
        std::atomic<int> done = 0;
        tbb::parallel_for(0, 64, [&](int) { ++done; });
        return done == 64 ? std::exp(x) : -1e9;
    };
    for (const int n : {0, 1, 2, 8}) {
        const taskquad::options o{.relative_tolerance = 1e-9, .rule = taskquad::simpson(), .concurrency = n};
        const auto expected = taskquad::integrate(plain, {0.0, 1.0}, o);
        for (int i = 0; i < effort(200); ++i) CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, o), expected));
    }
}

TEST_CASE("a thread that waits inside f does not begin another evaluation") {
    const watchdog dog(std::chrono::seconds(60));
    for (const int n : {0, 8}) {
        std::atomic<int> entered_twice = 0;
        const auto f = [&](double x) {
            thread_local int inside = 0;
            if (++inside > 1) ++entered_twice;
            tbb::parallel_for(0, 32, [](int) { std::this_thread::sleep_for(std::chrono::microseconds(20)); });
            --inside;
            return std::exp(x);
        };
        taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-6, .rule = taskquad::clenshaw_curtis(65), .concurrency = n});
        CHECK(entered_twice == 0);
    }
}

TEST_CASE("a recursion without a circle is fine: f(x) by an integral of f over [0, x / 2]") {
    const watchdog dog(std::chrono::seconds(60));
    // f(x) = 1 + integral of f over [0, x / 2]; its Taylor coefficients: c_0 = 1, c_{k+1} = c_k / ((k + 1) 2^{k+1}).
    double exact = 0, c = 1;
    for (int k = 0; k < 30; ++k) {
        exact += c / (k + 1);
        c /= (k + 1) * std::ldexp(1.0, k + 1);
    }
    for (const int n : {0, 1, 4}) {
        std::function<double(double)> body;
        taskquad::integrator quad(
            [&](double x) { return body(x); },
            {.absolute_tolerance = 1e-6, .relative_tolerance = 0, .rule = taskquad::simpson(), .concurrency = n});
        body = [&](double x) { return x < 1e-6 ? 1.0 : 1 + quad({0.0, x / 2}).value; };
        CHECK(quad({0.0, 1.0}).value == doctest::Approx(exact).epsilon(1e-5));
    }
}

TEST_CASE("f may integrate: an iterated integral, in the same and in other arenas") {
    const watchdog dog(std::chrono::seconds(200));
    // The volume under exp(x y) over the unit square: sum 1 / (k! (k + 1)^2) = 1.3179021514544038948600...
    for (const int outer : {0, 1, 8}) {
        for (const int inner : {0, 1, 4}) {
            for (int i = 0; i < effort(40); ++i) {
                const auto f = [inner](double x) {
                    const auto g = [x](double y) { return std::exp(x * y); };
                    return taskquad::integrate(g, {0.0, 1.0}, {.relative_tolerance = 1e-12, .concurrency = inner}).value;
                };
                const auto r = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-10, .concurrency = outer});
                CHECK(r.value == doctest::Approx(1.3179021514544038949).epsilon(1e-13));
            }
        }
    }
}

TEST_CASE("nested integrations may share an integrator") {
    const watchdog dog(std::chrono::seconds(200));
    // f(x) needs the integral of g over [0, x], of one g with one cache, from all workers at once.
    for (int i = 0; i < effort(100); ++i) {
        std::atomic<int> calls = 0;
        const auto g = [&](double y) {
            ++calls;
            return std::cos(y);
        };
        taskquad::integrator inner(g, {.relative_tolerance = 1e-12, .rule = taskquad::clenshaw_curtis(33), .concurrency = 0});
        const auto f = [&](double x) { return inner({0.0, 1.0, 1.0 + x * x}).value; };
        const auto r = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-8, .concurrency = 8});
        CHECK(r.converged());
        CHECK(static_cast<std::size_t>(calls) == inner.cache().size());
        // The integral of sin(1 + x^2) over [0, 1]: sin 1 C + cos 1 S with the integrals C, S of cos x^2, sin x^2 over
        // [0, 1], 0.90452423790... and 0.31026830172... (Abramowitz & Stegun, 7.3, by the Fresnel integrals).
        CHECK(r.value == doctest::Approx(std::sin(1.0) * 0.9045242379002720 + std::cos(1.0) * 0.3102683017233811).epsilon(1e-10));
    }
}

TEST_CASE("integrations may run inside the tasks of a caller, on one integrator") {
    const watchdog dog(std::chrono::seconds(200));
    for (const int slots : {1, 2, 8}) {
        for (int i = 0; i < effort(40); ++i) {
            std::atomic<int> calls = 0, wrong = 0;
            const auto f = [&](double x) {
                ++calls;
                sum_in_parallel(8);
                return std::exp(x);
            };
            taskquad::integrator quad(f, {.relative_tolerance = 1e-8, .rule = taskquad::simpson()});
            const double exact = std::exp(1.0) - 1;
            TASKQUAD_TSAN_RELEASE(&quad);
            tbb::task_arena(slots).execute([&] {
                tbb::parallel_for(0, 16, [&](int) {
                    TASKQUAD_TSAN_ACQUIRE(&quad);
                    if (std::abs(quad({0.0, 1.0}).value - exact) > 1e-7) ++wrong;
                    TASKQUAD_TSAN_RELEASE(&quad);
                });
            });
            TASKQUAD_TSAN_ACQUIRE(&quad);
            CHECK(wrong == 0);
            CHECK(static_cast<std::size_t>(calls) == quad.cache().size());
        }
    }
}

TEST_CASE("thousands of runs with f that nests, throws and is stopped from outside: no deadlock, no wrong value") {
    const watchdog dog(std::chrono::seconds(400));
    int converged = 0, stopped = 0, failed = 0;
    for (const int i : seeds(3000)) {
        random_numbers random(static_cast<std::uint64_t>(i));
        const bool throws = random.below(3) == 0, stops = random.below(3) == 0, two = random.below(4) == 0;
        const int kind = random.below(4);
        const double k = random.uniform(0.5, 3);
        const auto g = [k](double x) { return std::exp(k * x) + std::sqrt(x); };
        std::atomic<int> left = throws ? 1 + random.below(150) : 1'000'000;
        const auto f = [&](double x) {
            if (--left == 0) throw thrown{};
            if (kind == 1 && sum_in_parallel(100) != 100) return -1e9;
            if (kind == 2) taskquad::integrate(g, {0.0, 1.0}, {.relative_tolerance = 1e-3});
            if (kind == 3) std::this_thread::yield();
            return g(x);
        };
        std::stop_source source;
        const taskquad::options o{.relative_tolerance = 1e-7,
                                  .rule = i % 2 == 0 ? taskquad::simpson() : taskquad::gauss_kronrod(15),
                                  .refinement = i % 4 < 2 ? taskquad::refinement::global : taskquad::refinement::local,
                                  .concurrency = many_slots(),
                                  .stop = source.get_token()};
        taskquad::integrator quad(f, o);
        // What a run returns is what the serial algorithm has after as many evaluations; where it has converged, so has that.
        const auto is_prefix = [&](const taskquad::result<>& r) {
            if (r.evaluations == 0) return std::isnan(r.value) && std::isinf(r.error);
            auto serial = o;
            serial.max_evaluations = r.evaluations;
            serial.concurrency = 1;
            serial.stop = {};
            const auto s = taskquad::integrate(g, {0.0, 1.0}, serial);
            return same_bits(s.value, r.value) && same_bits(s.error, r.error) && s.evaluations == r.evaluations &&
                   (!r.converged() || s.converged());
        };
        std::atomic<int> wrong = 0, ok = 0, cut = 0, bad = 0;
        const auto call = [&] {
            try {
                const auto r = quad({0.0, 1.0});
                if (!r.converged() && r.status != taskquad::status::stopped) ++wrong;
                if (!is_prefix(r)) ++wrong;
                ++(r.converged() ? ok : cut);
            } catch (const thrown&) {
                ++bad;
            }
        };
        std::thread other, stopper;
        if (two) other = std::thread(call);
        if (stops) {
            stopper = std::thread([&, wait = random.below(2000)] {
                std::this_thread::sleep_for(std::chrono::microseconds(wait));
                source.request_stop();
            });
        }
        call();
        if (other.joinable()) other.join();
        if (stopper.joinable()) stopper.join();
        CHECK(wrong == 0);
        CHECK(bad <= (throws ? 1 : 0));
        for (const auto& [x, value] : quad.cache()) CHECK(value == g(x));
        converged += ok;
        stopped += cut;
        failed += bad;
    }
    MESSAGE(converged << " converged, " << stopped << " stopped, " << failed << " failed");
    CHECK(converged > 0);
    CHECK(stopped > 0);
    CHECK(failed > 0);
}

TEST_CASE("a cancelled group ends the integration in it at any concurrency: soon after it, no evaluation begins") {
    const watchdog dog(std::chrono::seconds(200));
    const auto wait = [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
    for (const int n : {0, 1, 2, 8}) {
        for (const int how : {0, 1, 2, 3, 4, 5}) {
            CAPTURE(n);
            CAPTURE(how);
            std::atomic<bool> cancelled = false;
            std::atomic<int> calls = 0, late = 0;
            const auto f = [&](double x) {
                ++calls;
                if (cancelled) ++late;
                wait();
                return std::sqrt(std::abs(x - 1.0 / 3));
            };
            const taskquad::options o{.relative_tolerance = 1e-15, .concurrency = n, .time_limit = std::chrono::seconds(30)};
            auto r = taskquad::status::converged;
            tbb::task_group group;
            TASKQUAD_TSAN_RELEASE(&group);
            group.run([&] {
                TASKQUAD_TSAN_ACQUIRE(&group);
                // What direct runs serve, and what they do not.
                const taskquad::options plain{.relative_tolerance = 1e-15, .concurrency = n};
                if (how == 0) r = taskquad::integrate(f, {0.0, 1.0}, plain).status;
                if (how == 4) r = taskquad::integrate(taskquad::serial(f), {0.0, 0.25, 0.5, 0.75, 1.0}, plain).status;
                if (how == 5) r = taskquad::integrate(f, {0.0, 1.0}, o).status;
                if (how == 1) r = taskquad::integrator(f, o)({0.0, 1.0}).status;
                if (how == 2)
                    r = taskquad::integrate_as<long double>(f, {0, 1}, {.relative_tolerance = 1e-19L, .concurrency = n}).status;
                if (how == 3) {
                    const auto g = taskquad::async([&](double x, taskquad::completion<double> done) { done(f(x)); });
                    r = taskquad::integrate(g, {0.0, 1.0}, o).status;
                }
                TASKQUAD_TSAN_RELEASE(&group);
            });
            std::thread canceller([&] {
                while (calls < 30) wait();
                group.cancel();
                wait();
                cancelled = true;
            });
            canceller.join();
            group.wait();
            TASKQUAD_TSAN_ACQUIRE(&group);
            CHECK(r == taskquad::status::stopped);
            // Those that had begun to begin when it was cancelled; on a loaded machine a thread may need long for that.
            CHECK(late <= 16);
        }
    }
}

TEST_CASE("a call that waits for another's values ends when its group is cancelled") {
    const watchdog dog(std::chrono::seconds(60));
    for (const int n : {0, 1, 8}) {
        std::atomic<bool> go_on = false;
        std::atomic<int> inside = 0;
        taskquad::integrator quad(
            [&](double x) {
                ++inside;
                while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return x;
            },
            {.absolute_tolerance = 1, .rule = taskquad::simpson(), .concurrency = 8});
        std::thread first([&] { quad({0.0, 1.0}); });
        while (inside < 5) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        auto r = taskquad::status::converged;
        tbb::task_group group;
        TASKQUAD_TSAN_RELEASE(&group);
        group.run([&] {
            TASKQUAD_TSAN_ACQUIRE(&group);
            const taskquad::options o{.absolute_tolerance = 1, .rule = taskquad::simpson(), .concurrency = n};
            const auto f = [](double) -> double { throw thrown{}; };
            r = taskquad::detail::run({f, quad.cache().shape()}, {0.0, 1.0}, o, quad.cache().current()).flat.status;
            TASKQUAD_TSAN_RELEASE(&group);
        });
        std::thread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            group.cancel();
        });
        canceller.join();
        group.wait();
        TASKQUAD_TSAN_ACQUIRE(&group);
        CHECK(r != taskquad::status::failed);
        go_on = true;
        first.join();
    }
}

TEST_CASE("when an enclosing group is cancelled, the integration ends as stopped, and no partial sum is believed") {
    const watchdog dog(std::chrono::seconds(200));
    int stopped = 0;
    for (int i = 0; i < effort(400); ++i) {
        for (const int n : {0, 1, 8}) {
            const auto f = [](double x) { return sum_in_parallel(1000) * std::exp(x); };
            taskquad::integrator quad(f, {.relative_tolerance = 1e-12, .rule = taskquad::simpson(), .concurrency = n});
            tbb::task_group group;
            std::atomic<int> cut = 0;
            TASKQUAD_TSAN_RELEASE(&quad);
            group.run([&] {
                TASKQUAD_TSAN_ACQUIRE(&quad);
                cut += quad({0.0, 1.0}).status == taskquad::status::stopped ? 1 : 0;
                TASKQUAD_TSAN_RELEASE(&quad);
            });
            group.run([&, i] {
                std::this_thread::sleep_for(std::chrono::microseconds(20 * (i % 50)));
                group.cancel();
            });
            group.wait();
            TASKQUAD_TSAN_ACQUIRE(&quad);
            stopped += cut;
            for (const auto& [x, value] : quad.cache()) CHECK(value == 1000 * std::exp(x));
        }
    }
    CHECK(stopped > 0);
}

TEST_CASE("nor is one believed where the calling thread alone is at work") {
    const watchdog dog(std::chrono::seconds(200));
    int stopped = 0;
    for (int i = 0; i < effort(400); ++i) {
        const auto f = [](double x) { return sum_in_parallel(1000) * std::exp(x) / std::sqrt(x); };
        const taskquad::options o{.relative_tolerance = 1e-12, .concurrency = 1};
        taskquad::result<> r;
        bool has_begun = false;
        tbb::task_group group;
        TASKQUAD_TSAN_RELEASE(&r);
        group.run([&] {
            TASKQUAD_TSAN_ACQUIRE(&r);
            has_begun = true;
            r = taskquad::integrate(f, {0.0, 1.0}, o);
            TASKQUAD_TSAN_RELEASE(&r);
        });
        group.run([&, i] {
            std::this_thread::sleep_for(std::chrono::microseconds(20 * (i % 50)));
            group.cancel();
        });
        group.wait();
        TASKQUAD_TSAN_ACQUIRE(&r);
        // The integral of exp(t^2) from 0 to 1, twice; where the group was cancelled first, nothing was integrated at all.
        if (r.status == taskquad::status::converged && r.calls > 0)
            CHECK(r.value == doctest::Approx(2925.303491814363).epsilon(1e-11));
        if (has_begun && r.status == taskquad::status::stopped) ++stopped;
    }
    CHECK(stopped > 0);
}
