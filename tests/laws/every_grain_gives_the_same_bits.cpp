// Whole segments on few workers, or single points on many: the result is that of the serial algorithm, from each abscissa once.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "laws/problems.hpp"
#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
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
    [[nodiscard]] bool each_once() const { return std::set<double>(seen.begin(), seen.end()).size() == seen.size(); }
};

options with(options o, grain g, int concurrency) {
    o.grain = g;
    o.concurrency = concurrency;
    return o;
}

}  // namespace

TEST_CASE("1000 random problems have the bits of the serial reference, segment by segment and point by point") {
    const watchdog dog(std::chrono::seconds(500));
    for (int seed = 0; seed < effort(1000); ++seed) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        const int n = 7 + 2 * (seed % 20);
        p.options.rule = seed % 5 == 4   ? fourier_rule(fourier::sine, seed)
                         : seed % 5 == 3 ? simpson()
                         : seed % 5 == 2 ? clenshaw_curtis(3 + seed % 31)
                                         : gauss_kronrod(n);
        p.options.refinement = refinement::global;
        p.options.initial_segments = 1 + seed % 3 * 20;
        if (seed % 7 == 6) p.options.max_evaluations = static_cast<std::uint64_t>(1 + seed);
        const domain where = seed % 2 == 0 ? domain{0.0, 1.0} : domain{0.0, 0.4, 1.0};
        const auto expected = reference::serial(p.f, where, p.options)();
        const auto f = [&](double x) { return slowly(p.f(x)); };
        for (const int concurrency : {1, 8}) {
            CAPTURE(concurrency);
            CHECK(same_bits(integrate(f, where, with(p.options, grain::segments, concurrency)), expected));
        }
        CHECK(same_bits(integrate(f, where, with(p.options, grain::points, 1)), expected));
        CHECK(same_bits(integrate(f, where, with(p.options, grain::automatic, 0)), expected));
    }
}

TEST_CASE("segments are evaluated at the same time, and each abscissa once") {
    for (const int concurrency : {1, 8}) {
        witness w;
        const auto f = [&](double x) {
            w.note(x);
            std::this_thread::sleep_for(std::chrono::microseconds(50));  // so that there is time for others to join in
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
        for (const rule& by : {gauss_kronrod(21), simpson(), clenshaw_curtis(9), clenshaw_curtis(4)}) check_by(by, what, f, o);
    };
    const options o{.relative_tolerance = 1e-10, .max_evaluations = 20'000, .keep_partition = true};
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
        options{.relative_tolerance = 1e-14, .max_evaluations = 20'000, .keep_partition = true});
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
