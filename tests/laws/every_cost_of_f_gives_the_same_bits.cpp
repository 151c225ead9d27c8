// Whatever f costs, and whatever is said of its cost: whole segments on few workers, or single points on many, give the result of
// the serial algorithm, from each abscissa once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "laws/problems.hpp"
#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/grain.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;

namespace {

/// Takes a microsecond or so.
double slowly(double y) {
    double s = y;
    for (int i = 0; i < 300; ++i) s = std::fma(s, 0.5, 1.0);
    return s < 1e300 ? y : s;
}

/// Notes where f is evaluated, and by which threads.
struct witness {
    std::mutex mutex;
    std::multiset<double> seen;
    std::set<std::thread::id> threads;
    void note(double x) {
        const std::lock_guard lock(mutex);
        seen.insert(x);
        threads.insert(std::this_thread::get_id());
    }
    std::size_t calls() {
        const std::lock_guard lock(mutex);
        return seen.size();
    }
    /// Returns when so many threads have noted something, or after a time that no machine should take.
    void wait_for_threads(std::size_t n, std::chrono::seconds at_most) {
        for (const auto until = std::chrono::steady_clock::now() + at_most; std::chrono::steady_clock::now() < until;) {
            {
                const std::lock_guard lock(mutex);
                if (threads.size() >= n) return;
            }
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        }
    }
    [[nodiscard]] bool each_once() const { return std::set<double>(seen.begin(), seen.end()).size() == seen.size(); }
};

options with(options o, grain::cost g, int concurrency) {
    o.cost_of_f = g;
    o.concurrency = concurrency;
    return o;
}

}  // namespace

TEST_CASE("1000 random problems have the bits of the serial reference, segment by segment and point by point") {
    const watchdog dog(std::chrono::seconds(500));
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        const int n = 7 + 2 * (seed % 20);
        p.options.rule = seed % 5 == 4   ? fourier_rule(fourier::sine, seed % 1000)
                         : seed % 5 == 3 ? simpson({.guarded = seed % 2 == 0})
                         : seed % 5 == 2 ? clenshaw_curtis(3 + seed % 31)
                                         : gauss_kronrod(n);
        p.options.refinement = refinement::global;
        p.options.initial_segments = 1 + seed % 3 * 20;
        const domain where = seed % 2 == 0 ? domain{0.0, 1.0} : domain{0.0, 0.4, 1.0};
        if (seed % 7 == 6) {
            const auto segments = (where.points().size() - 1) * static_cast<std::size_t>(p.options.initial_segments);
            p.options.max_evaluations = segments * p.options.rule.abscissae().size() + static_cast<std::uint64_t>(seed % 1000);
        }
        const auto expected = reference::serial(p.f, where, p.options)();
        std::atomic<std::uint64_t> calls = 0;
        const auto f = [&](double x) {
            ++calls;
            return slowly(p.f(x));
        };
        for (const int concurrency : {1, 8}) {
            CAPTURE(concurrency);
            calls = 0;
            const auto r = integrate(f, where, with(p.options, grain::segments, concurrency));
            CHECK(same_bits(r, expected));
            CHECK(r.calls == calls);
            CHECK(r.calls == r.evaluations + r.speculative);
        }
        CHECK(same_bits(integrate(f, where, with(p.options, grain::points, 1)), expected));
        CHECK(same_bits(integrate(f, where, with(p.options, grain::automatic, 0)), expected));
    }
}

TEST_CASE("where a budget ends it, each grain ends at the same place, and says so") {
    const auto f = [](double x) { return slowly(std::sqrt(std::abs(x - 0.37)) + std::cos(3000 * x)); };
    for (const rule& by : {gauss_kronrod(21), simpson(), simpson({.guarded = true}), clenshaw_curtis(9)}) {
        for (std::uint64_t most = 2; most < 120; most += most < 12 ? 1 : 31) {
            for (const bool of_segments : {true, false}) {
                CAPTURE(most);
                CAPTURE(of_segments);
                options o{.relative_tolerance = 1e-14, .rule = by, .keep_partition = true, .verify = 0};
                (of_segments ? o.max_segments : o.max_evaluations) = of_segments ? most : 21 * most;
                const auto expected = integrate(f, {-1.0, 0.2, 1.0}, with(o, grain::points, 1));
                REQUIRE(expected.status == (of_segments ? status::segment_limit : status::evaluation_limit));
                for (const int concurrency : {1, 8}) {
                    CAPTURE(concurrency);
                    const auto r = integrate(f, {-1.0, 0.2, 1.0}, with(o, grain::segments, concurrency));
                    CHECK(same_bits(r, expected));
                    CHECK(r.calls == r.evaluations + r.speculative);
                    CHECK(r.calls <= expected.evaluations * 5 / 4 + 42);
                }
            }
        }
    }
}

TEST_CASE("segments are evaluated at the same time, and each abscissa once") {
    for (const int concurrency : {1, 8}) {
        witness w;
        const auto f = [&](double x) {
            w.note(x);
            std::this_thread::sleep_for(std::chrono::microseconds(50));
            // On a machine with other load the others may be long in coming: they are waited for, once there is work for them.
            if (concurrency > 1 && w.calls() > 300) w.wait_for_threads(2, std::chrono::seconds(20));
            return 1 / (1e-4 + (x - 0.3) * (x - 0.3)) + std::cos(200 * x);
        };
        const auto r =
            integrate(f, {0.0, 1.0}, with({.absolute_tolerance = 1e-9, .relative_tolerance = 0}, grain::segments, concurrency));
        CHECK(r.converged());
        CHECK(w.each_once());
        CHECK(w.seen.size() == r.calls);
        CHECK(r.calls == r.evaluations);
        CHECK(r.speculative == 0);
        CHECK((concurrency == 1 ? w.threads.size() == 1 : w.threads.size() > 1));
        CHECK(r.concurrency == concurrency);
    }
}

TEST_CASE("where more than bisection is called for, points take over, and nothing is evaluated again") {
    const auto check_by = [](const rule& by, const char* what, const auto& f, options o) {
        CAPTURE(std::string(what));
        o.rule = by;
        o.verify = 0;
        for (const int concurrency : {1, 8}) {
            CAPTURE(concurrency);
            CAPTURE(by.abscissae().size());
            witness w;
            const auto noted = [&](double x) {
                w.note(x);
                return f(x);
            };
            const auto r = integrate(noted, {0.0, 1.0}, with(o, grain::segments, concurrency));
            CHECK(same_bits(r, reference::serial(f, {0.0, 1.0}, o)()));
            CHECK(w.each_once());
            CHECK(w.seen.size() == r.calls);
            CHECK(r.calls == r.evaluations + r.speculative);
            CHECK(r.reused == 0);
        }
    };
    const auto check = [&](const char* what, const auto& f, const options& o) {
        for (const rule& by : {gauss_kronrod(21), simpson(), simpson({.guarded = true}), clenshaw_curtis(9), clenshaw_curtis(4)})
            check_by(by, what, f, o);
    };
    const options o{.relative_tolerance = 1e-10, .max_evaluations = 5000, .keep_partition = true};
    check(
        "panel", [](double x) { return std::sqrt(x); }, o);
    check(
        "cut", [](double x) { return x == 0.5 ? INFINITY : std::abs(x - 0.5); }, o);
    check(
        "no integral", [](double x) { return x > 0.7 ? std::nan("") : x; }, o);
    check(
        "noise", [](double x) { return std::exp(x) * (1 + 1e-9 * std::sin(1e9 * x)); }, o);
    check(
        "narrow", [](double x) { return 1 / std::sqrt(std::abs(x - 0.3)); },
        options{.relative_tolerance = 1e-14, .max_evaluations = 5000, .keep_partition = true});
    check(
        "budget", [](double x) { return std::cos(300 * x); },
        options{.relative_tolerance = 1e-10, .max_evaluations = 500, .keep_partition = true});
}

TEST_CASE("a domain of a few doubles is for points from the start, and its first abscissae are not evaluated again") {
    witness w;
    const double b = std::nextafter(std::nextafter(1.0, 2.0), 2.0);
    const auto f = [&](double x) {
        w.note(x);
        return x;
    };
    const auto r = integrate(f, {1.0, b}, with({.keep_partition = true}, grain::segments, 1));
    CHECK(same_bits(r, reference::serial([](double x) { return x; }, {1.0, b}, {})()));
    CHECK(w.each_once());
    CHECK(w.seen.size() == r.calls);
}

TEST_CASE("an f that becomes expensive is handed over to points") {
    witness w;
    std::atomic<int> calls = 0;
    const auto value = [](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); };
    const auto f = [&](double x) {
        w.note(x);
        if (++calls > 100) std::this_thread::sleep_for(std::chrono::microseconds(200));
        return value(x);
    };
    const options o{.relative_tolerance = 1e-12, .keep_partition = true};
    const auto r = integrate(f, {0.0, 1.0}, o);
    CHECK(same_bits(r, reference::serial(value, {0.0, 1.0}, o)()));
    CHECK(w.each_once());
    CHECK(w.seen.size() == r.calls);
}

TEST_CASE("what f throws while segments are evaluated reaches the caller") {
    for (const int concurrency : {1, 8}) {
        const auto f = [](double x) {
            return x > 0.8 && x < 0.81 ? throw std::runtime_error("no such x") : slowly(std::cos(500 * x));
        };
        CHECK_THROWS_WITH_AS(integrate(f, {0.0, 1.0}, with({}, grain::segments, concurrency)), "no such x", std::runtime_error);
    }
    const auto at_once = [](double) -> double { throw std::runtime_error("never"); };
    CHECK_THROWS_WITH_AS(integrate(at_once, {0.0, 1.0}), "never", std::runtime_error);
}

TEST_CASE("a serial integrand stays serial, segment by segment") {
    std::atomic<int> inside = 0;
    bool overlapped = false;
    const auto f = serial([&](double x) {
        if (++inside > 1) overlapped = true;
        const double y = slowly(std::cos(300 * x));
        --inside;
        return y;
    });
    CHECK(integrate(f, {0.0, 1.0}, with({}, grain::segments, 8)).converged());
    CHECK(!overlapped);
}

namespace {

/// By the engine on the calling thread, and by tasks; each abscissa once.
template <class F>
void check_that_tasks_agree(const char* what, const F& f, const domain& where, options o) {
    CAPTURE(std::string(what));
    o.keep_partition = true;
    o.verify = 0;
    const auto expected = integrate(f, where, with(o, grain::points, 8));
    const auto r = integrate(f, where, with(o, grain::segments, 1));
    CHECK(same_bits(r.error, expected.error));
    CHECK(r.evaluations == expected.evaluations);
    CHECK(r.status == expected.status);
    CHECK(r.partition.size() == expected.partition.size());
    CHECK(r.calls == r.evaluations);
    CHECK(r.concurrency == 1);
    const auto same = [](const auto& a, const auto& b) {
        if constexpr (requires { a.size(); }) {
            return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
        } else {
            return same_bits(a, b);
        }
    };
    CHECK(same(r.value, expected.value));
    for (std::size_t i = 0; i < r.partition.size(); ++i) CHECK(same(r.partition[i].integral, expected.partition[i].integral));
}

}  // namespace

TEST_CASE("whatever segments do not serve is done on the calling thread with the same bits") {
    const options o{.relative_tolerance = 1e-9};
    const auto peak = [](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); };
    check_that_tasks_agree(
        "panels", [](double x) { return std::pow(x, -0.9) + std::log(1 - x); }, {0.0, 1.0}, o);
    check_that_tasks_agree(
        "a half line", [](double x) { return std::exp(-x) / std::sqrt(x); }, {0.0, INFINITY}, o);
    check_that_tasks_agree(
        "the line", [](double x) { return 1 / (1 + x * x); }, {-INFINITY, 2.0, INFINITY}, o);
    check_that_tasks_agree("distances",
                           with_distances([](double, double from_a, double to_b) { return 1 / std::sqrt(from_a * to_b); }),
                           {1.0, 2.0}, o);
    check_that_tasks_agree(
        "an array",
        [&](double x) {
            return std::array{peak(x), std::cos(50 * x)};
        },
        {0.0, 1.0}, o);
    check_that_tasks_agree(
        "a vector",
        [&](double x) {
            return std::vector{peak(x), std::cos(50 * x)};
        },
        {0.0, 1.0}, o);
    check_that_tasks_agree(
        "a cut", [](double x) { return x == 0.5 ? INFINITY : 1 / std::sqrt(std::abs(x - 0.5)); }, {0.0, 1.0}, o);
    // The values are far from denormal, the integral rounds to 0.
    check_that_tasks_agree(
        "a product that vanishes", [](double x) { return x < 1.7e-300 ? 0 : 1e-300; }, {1e-300, 2e-300}, o);
    options by_levels = o;
    by_levels.rule = clenshaw_curtis();
    check_that_tasks_agree("levels", peak, {0.0, 1.0}, by_levels);
    options locally = o;
    locally.refinement = refinement::local;
    check_that_tasks_agree("local refinement", peak, {0.0, 1.0}, locally);
    options at_most = o;
    at_most.max_evaluations = 700;
    at_most.verify = 0;
    check_that_tasks_agree(
        "a budget", [](double x) { return std::cos(300 * x) / std::sqrt(x); }, {0.0, 1.0}, at_most);
    options to_be_stopped = o;
    const std::stop_source nobody;
    to_be_stopped.stop = nobody.get_token();
    to_be_stopped.time_limit = std::chrono::hours(1);
    check_that_tasks_agree("a stop token and a time limit", peak, {0.0, 1.0}, to_be_stopped);
}

TEST_CASE("an f that becomes expensive, and needs more than bisection, is handed over to tasks") {
    witness w;
    std::atomic<int> calls = 0;
    const auto value = [](argument at) { return 1 / std::sqrt(at.from_a) + std::log(at.to_b); };
    const auto f = [&](argument at) {
        w.note(std::min(at.from_a, at.to_b));
        if (++calls > 40) std::this_thread::sleep_for(std::chrono::microseconds(500));
        return value(at);
    };
    const options o{.relative_tolerance = 1e-10, .concurrency = 2, .speculation = 0};
    const auto r = integrate(f, {0.0, 1.0}, o);
    CHECK(same_bits(r.value, integrate(value, {0.0, 1.0}, with(o, grain::points, 1)).value));
    CHECK(w.seen.size() == r.calls);
    CHECK(r.calls == r.evaluations + r.speculative);
    CHECK(r.reused == 0);
    if (std::thread::hardware_concurrency() > 1) CHECK(r.concurrency == 2);  // else it stays on the calling thread
}

TEST_CASE("failures, retries, stops and observers are what they are with tasks, on the calling thread") {
    const auto once_in_a_while = [](int& calls) {
        return [&calls](double x) { return ++calls % 7 == 3 ? throw std::runtime_error("not now") : 1 / std::sqrt(x); };
    };
    int calls = 0;
    options o{.relative_tolerance = 1e-9, .concurrency = 1, .cost_of_f = grain::segments};
    CHECK_THROWS_WITH_AS(integrate(once_in_a_while(calls), {0.0, 1.0}, o), "not now", std::runtime_error);
    CHECK(calls == 3);
    o.failures.retries = 1;
    calls = 0;
    const auto r = integrate(once_in_a_while(calls), {0.0, 1.0}, o);
    CHECK(r.value == doctest::Approx(2));
    CHECK(r.calls == static_cast<std::uint64_t>(calls));
    o.failures = {.rethrow = false};
    calls = 0;
    const auto failed = integrate(once_in_a_while(calls), {0.0, 1.0}, o);
    CHECK(failed.status == status::failed);
    CHECK(failed.failure != nullptr);
    o.failures = {.non_finite = true};
    CHECK_THROWS_AS(integrate([](double x) { return x > 0.9 ? NAN : 1 / std::sqrt(x); }, {0.0, 1.0}, o), std::range_error);

    o.failures = {};
    std::stop_source stop;
    o.stop = stop.get_token();
    const auto until = [&](double x) {
        if (++calls == 100) stop.request_stop();
        return std::cos(300 * x);
    };
    calls = 0;
    const auto stopped = integrate(until, {0.0, 1.0}, o);
    CHECK(stopped.status == status::stopped);
    CHECK(calls == 100);
    CHECK(stopped.calls == 100);
    o.stop = {};
    o.time_limit = std::chrono::milliseconds(1);
    const auto slow = [](double x) {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        return std::cos(300 * x);
    };
    CHECK(integrate(slow, {0.0, 1.0}, o).status == status::deadline);
}

TEST_CASE("an observer on the calling thread sees every evaluation, estimate and split") {
    struct counting : observer {
        std::uint64_t evaluations = 0, splits = 0, ends = 0;
        verdict on_evaluation(const evaluation& e) override {
            ++evaluations;
            CHECK(e.worker == 0);
            CHECK(e.end >= e.begin);
            return verdict::proceed;
        }
        verdict on_split(const segment<>&, const segment<>&) override {
            ++splits;
            return verdict::proceed;
        }
        void on_end(const result<>&) override { ++ends; }
    } seen;
    options o{.relative_tolerance = 1e-9, .concurrency = 1};
    o.observer = &seen;
    const auto r = integrate([](double x) { return std::sqrt(std::abs(x - 0.3)); }, {0.0, 1.0}, o);
    CHECK(seen.evaluations == r.calls);
    CHECK(seen.splits == r.segments - 1);
    CHECK(seen.ends == 1);
}
