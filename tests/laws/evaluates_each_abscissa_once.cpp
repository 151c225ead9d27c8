#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "laws/problems.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

namespace {

/// Counts, inside f, how often each abscissa is evaluated.
class counted {
public:
    explicit counted(std::function<double(double)> f) : f_(with_random_delays(std::move(f))) {}
    double operator()(double x) {
        {
            const std::lock_guard lock(mutex_);
            ++times_[x];
        }
        return f_(x);
    }
    [[nodiscard]] int most() const {
        int most = 0;
        for (const auto& [x, n] : times_) most = std::max(most, n);
        return most;
    }
    [[nodiscard]] std::size_t distinct() const { return times_.size(); }

private:
    std::function<double(double)> f_;
    std::mutex mutex_;
    std::map<double, int> times_;
};

problem shared_points(int seed) {
    auto p = random_problem(static_cast<std::uint64_t>(seed));
    p.options.rule = seed % 2 == 0 ? taskquad::simpson() : taskquad::clenshaw_curtis(9);
    p.options.max_evaluations = 3000;
    p.options.concurrency = many_slots();
    return p;
}

}  // namespace

TEST_CASE("with shared points, no abscissa of 200 random integrands is evaluated twice by 8 slots") {
    const watchdog dog(std::chrono::seconds(300));
    for (const int seed : seeds(200)) {
        CAPTURE(seed);
        const auto p = shared_points(seed);
        counted f(p.f);
        const auto r = taskquad::integrate(f, {0.0, 1.0}, p.options);
        CHECK(f.most() == 1);
        CHECK(f.distinct() == r.calls);
        CHECK(r.reused == 0);
    }
}

TEST_CASE("nor by two calls on one integrator at the same time, and they share the work") {
    const watchdog dog(std::chrono::seconds(300));
    std::uint64_t reused = 0;
    for (const int seed : seeds(200)) {
        CAPTURE(seed);
        const auto p = shared_points(seed);
        const auto expected = taskquad::integrate(p.f, {0.0, 1.0}, p.options);
        counted f(p.f);
        taskquad::integrator quad(std::ref(f), p.options);
        taskquad::result<> one, two;
        std::thread other([&] { two = quad({0.0, 1.0}); });
        one = quad({0.0, 1.0});
        other.join();
        CHECK(f.most() == 1);
        CHECK(same_bits(one, expected));
        CHECK(same_bits(two, expected));
        CHECK(one.calls + two.calls == f.distinct());
        CHECK(quad.cache().size() == f.distinct());
        reused += one.reused + two.reused;
    }
    CHECK(reused > 0);
}

TEST_CASE("two calls with one slot each, on one integrator, wait for each other's values without evaluating them again") {
    const watchdog dog(std::chrono::seconds(300));
    for (const int seed : seeds(200)) {
        CAPTURE(seed);
        auto p = shared_points(seed);
        p.options.concurrency = 1;
        p.options.max_evaluations = 500;
        counted f(p.f);
        taskquad::integrator quad(std::ref(f), p.options);
        std::thread other([&] { quad({0.0, 1.0}); });
        quad({0.0, 1.0});
        other.join();
        CHECK(f.most() == 1);
    }
}

TEST_CASE("zero is one abscissa, whatever its sign") {
    counted f([](double x) { return x; });
    taskquad::integrator quad(std::ref(f), {.absolute_tolerance = 1, .rule = taskquad::simpson()});
    quad({-0.0, 1.0});
    quad({0.0, 1.0});
    quad({-1.0, -0.0});
    CHECK(f.most() == 1);
    CHECK(f.distinct() == 9);
}
