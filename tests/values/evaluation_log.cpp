#include <taskquad/evaluation_log.hpp>

#include <doctest/doctest.h>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_reduce.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"
#include "support/watchdog.hpp"
#include "tasks/tsan.hpp"

using namespace taskquad;

namespace {

/// Keeps what it is told in memory, as a second one is given it.
class list_of_values final : public evaluation_log {
public:
    struct line {
        std::vector<double> coordinates, value;
        value_shape shape;
        double took;
        std::string failure;
    };

    list_of_values() = default;
    explicit list_of_values(const list_of_values& before) : lines(before.lines), shape_(before.shape_) {
        for (const line& l : lines) {
            if (!l.value.empty()) know(l.coordinates, l.value);
        }
    }

    value_shape begin(const kind_of_f& f) override {
        const std::lock_guard lock(mutex_);
        kinds.push_back(f);
        return shape_;
    }
    void record(const entry& e) noexcept override {
        const std::lock_guard lock(mutex_);
        lines.push_back({{e.coordinates.begin(), e.coordinates.end()},
                         {e.value.begin(), e.value.end()},
                         e.shape,
                         e.took.count(),
                         std::string(e.failure)});
        if (!e.value.empty()) shape_ = e.shape;
    }
    void check() override {
        const std::lock_guard lock(mutex_);
        if (lines.size() > holds) throw std::runtime_error("the list is full");
    }
    void flush() override {
        {
            const std::lock_guard lock(mutex_);
            ++flushes;
        }
        check();
    }

    std::vector<line> lines;
    std::vector<kind_of_f> kinds;
    int flushes = 0;
    std::size_t holds = std::numeric_limits<std::size_t>::max();

private:
    std::mutex mutex_;
    value_shape shape_;
};

double bent(double x) { return std::exp(-x) * std::sqrt(std::abs(x - 0.3)); }

}  // namespace

TEST_CASE("what a log knows is not computed again, and the bits are those of a run without it, for every driver") {
    for (const int n : {1, 8}) {
        for (const auto& cost : {grain::points, grain::segments}) {
            options o{.relative_tolerance = 1e-6, .concurrency = n, .cost_of_f = cost};
            const auto without = integrate(bent, {0.0, 1.0}, o);
            list_of_values log;
            o.journal = &log;
            const auto first = integrate(bent, {0.0, 1.0}, o);
            CHECK(same_bits(first, without));
            CHECK(first.calls == log.lines.size());
            CHECK(log.flushes == 1);

            list_of_values later(log);
            o.journal = &later;
            const auto again = integrate(bent, {0.0, 1.0}, o);
            CHECK(same_bits(again, without));
            CHECK(again.calls == 0);
            CHECK(again.reused == again.evaluations);
            const auto called = [&](const auto& r) {
                CHECK(same_bits(r, without));
                return r.calls;
            };
            integrator quad(bent, o);
            CHECK(called(quad({0.0, 1.0})) == 0);
            CHECK(quad.cache().size() == log.lines.size());
            CHECK(called(integrate(async([](double x, completion<double> done) { done(bent(x)); }), {0.0, 1.0}, o)) == 0);
            CHECK(called(integrate(batch([](std::span<const double> x, std::span<double> y) {
                                       std::transform(x.begin(), x.end(), y.begin(), bent);
                                   }),
                                   {0.0, 1.0}, o)) == 0);
            session<double> s({0.0, 1.0}, o);
            while (!s.done()) CHECK(s.ask(64).empty());
            CHECK(called(s.result()) == 0);
            CHECK(s.result().reused == without.evaluations);
            CHECK(later.lines.size() == log.lines.size());
            // Another tolerance uses what fits.
            o.relative_tolerance = 1e-8;
            const auto more = integrate(bent, {0.0, 1.0}, o);
            CHECK(more.calls > 0);
            CHECK(more.calls == later.lines.size() - log.lines.size());
            CHECK(more.reused >= without.evaluations);
        }
    }
}

TEST_CASE("whatever calls f records it") {
    const auto recorded_and_reused = [](const auto& run) {
        list_of_values log;
        const auto first = run(log);
        CHECK(first.converged());
        list_of_values later(log);
        const auto again = run(later);
        CHECK(same_bits(again, first));
        CHECK(log.lines.size() > 0);
        CHECK(later.lines.size() == log.lines.size());
        if (again.evaluations == log.lines.size()) CHECK(again.calls == 0);
    };
    recorded_and_reused([](list_of_values& log) {
        session<double> s({0.0, 1.0}, {.journal = &log});
        while (!s.done()) {
            for (const double x : s.ask(8)) s.tell(x, std::exp(x));
        }
        return s.result();
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate([](double x) { return std::vector{x, std::exp(x)}; }, {0.0, 1.0}, {.journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate([](double x) { return std::exp(std::complex(0.0, x)); }, {0.0, 1.0}, {.journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate([](argument at) { return std::sqrt(at.from_a * at.to_b); }, {1.0, 3.0}, {.journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate_principal_value([](double x) { return std::exp(x); }, {-1.0, 2.0}, 0.5, {.journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate_nested([](double x, double y) { return 1 / (1 + x + y); }, {0.0, 1.0}, {0.0, 1.0}, {.journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate_nested([](double x, double y, double z) { return std::exp(x * y * z); }, {0.0, 1.0}, {0.0, 1.0},
                                {0.0, 1.0}, {.relative_tolerance = 1e-4, .journal = &log});
    });
    recorded_and_reused([](list_of_values& log) {
        return integrate_fourier([](double x) { return 1 / (1 + x * x); }, 0.0, fourier::cosine, 1.0, {.journal = &log});
    });
}

TEST_CASE("what f is, and what came of each call, is said") {
    list_of_values of_distances, of_complex;
    (void)integrate([](argument at) { return std::array{at.x, 1.0, 2.0}; }, {0.0, 1.0}, {.journal = &of_distances});
    (void)integrate([](double x) { return std::vector{std::complex(x, 1.0)}; }, {0.0, 1.0}, {.journal = &of_complex});
    REQUIRE(of_distances.kinds.size() == 1);
    CHECK(of_distances.kinds[0].coordinates == 3);
    CHECK(of_distances.kinds[0].takes_distances);
    CHECK(of_distances.kinds[0].components == 3);
    CHECK_FALSE(of_distances.kinds[0].complex);
    CHECK(of_distances.lines.front().coordinates.size() == 3);
    REQUIRE(of_complex.kinds.size() == 1);
    CHECK(of_complex.kinds[0].coordinates == 1);
    CHECK(of_complex.kinds[0].components == 0);
    CHECK(of_complex.kinds[0].complex);

    list_of_values of_failures;
    std::atomic<int> calls = 0;
    const auto fragile = [&](double x) { return ++calls == 5 ? throw std::runtime_error("no licence") : std::exp(x); };
    for (const int n : {1, 8}) {
        calls = 0;
        const std::size_t before = of_failures.lines.size();
        const auto r = integrate(fragile, {0.0, 1.0 + n}, {.concurrency = n, .journal = &of_failures, .failures = {.retries = 1}});
        CHECK(r.converged());
        CHECK(of_failures.lines.size() - before == r.calls);
        CHECK(std::ranges::count(of_failures.lines, "no licence", &list_of_values::line::failure) == (n == 1 ? 1 : 2));
    }
    for (const auto& l : of_failures.lines) CHECK(l.took >= 0);
}

TEST_CASE("a log that fails ends the run, and the caller gets its exception") {
    for (const int n : {1, 8}) {
        list_of_values log;
        log.holds = 5;
        std::atomic<int> calls = 0;
        const options o{.relative_tolerance = 1e-12, .concurrency = n, .journal = &log};
        const auto f = [&](double x) { return ++calls, bent(x); };
        CHECK_THROWS_WITH(integrate(f, {0.0, 1.0}, o), "the list is full");
        CHECK(calls <= 5 + 2 * n);
        CHECK(log.lines.size() == static_cast<std::size_t>(calls));
        CHECK(log.flushes == 1);
        // All that was computed is known all the same.
        log.holds = std::numeric_limits<std::size_t>::max();
        const int before = calls;
        const auto r = integrate(f, {0.0, 1.0}, o);
        CHECK(r.reused == static_cast<std::uint64_t>(before));
    }
}

TEST_CASE("values that an integrator had before become known to a log that it is given later") {
    integrator quad(bent, {.relative_tolerance = 1e-4, .concurrency = 1});
    const auto first = quad({0.0, 1.0});
    list_of_values log;
    const auto again = quad({0.0, 1.0}, {.relative_tolerance = 1e-4, .concurrency = 1, .journal = &log});
    CHECK(same_bits(again, first));
    CHECK(again.calls == 0);
    CHECK(log.lines.size() == first.evaluations);
}

TEST_CASE("a value that f has computed while its group was being cancelled may be wrong, and is not kept") {
    const watchdog dog(std::chrono::seconds(60));
    const auto kept_by = [](const auto& integral) {
        list_of_values log;
        tbb::task_group group;
        std::atomic<int> calls = 0;
        const auto count = [&] {
            if (++calls == 30) group.cancel();
            return tbb::parallel_reduce(
                tbb::blocked_range<int>(0, 64, 1), 0.0,
                [](const auto& some, double sum) {
                    std::this_thread::sleep_for(std::chrono::microseconds(2));
                    return sum + static_cast<double>(some.size());
                },
                std::plus<>{});
        };
        TASKQUAD_TSAN_RELEASE(&log);
        group.run([&] {
            TASKQUAD_TSAN_ACQUIRE(&log);
            integral(count, &log);
            TASKQUAD_TSAN_RELEASE(&log);
        });
        group.wait();
        TASKQUAD_TSAN_ACQUIRE(&log);
        CHECK(calls >= 30);
        return log.lines;
    };
    for (const int n : {0, 1, 8}) {
        CAPTURE(n);
        const auto nested = kept_by([n](const auto& count, evaluation_log* log) {
            const auto f = [&](double, double) { return count(); };
            return integrate_nested(f, {0.0, 1.0}, domain{0.0, 1.0}, {.concurrency = n, .journal = log}).value;
        });
        const auto principal_value = kept_by([n](const auto& count, evaluation_log* log) {
            const auto f = [&](double) { return count(); };
            return integrate_principal_value(f, {-1.0, 2.0}, 0.0, {.concurrency = n, .journal = log}).value;
        });
        const auto is_whole = [](const list_of_values::line& l) { return l.value == std::vector{64.0}; };
        CHECK(std::ranges::all_of(nested, is_whole));
        CHECK(std::ranges::all_of(principal_value, is_whole));
    }
}

TEST_CASE("an observer of a nested integral is told in the end how many values were known") {
    struct witness final : observer {
        void on_end(const result<>& r) override { last = r; }
        result<> last;
    };
    const auto f = [](double x, double y) { return std::abs(x - y); };
    list_of_values log;
    const auto first = integrate_nested(f, {0.0, 1.0}, domain{0.0, 1.0}, {.relative_tolerance = 1e-4, .journal = &log});
    list_of_values later(log);
    witness w;
    const auto r =
        integrate_nested(f, {0.0, 1.0}, domain{0.0, 1.0}, {.relative_tolerance = 1e-4, .observer = &w, .journal = &later});
    CHECK(same_bits(r, first));
    CHECK(r.reused == first.calls);
    CHECK(w.last.calls == r.calls);
    CHECK(w.last.reused == r.reused);
}
