/// What an observer, a norm or a rule throws, at whichever of its calls, reaches the caller; and then the same objects work, and
/// are right.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/tripwire.hpp"
#include "support/watchdog.hpp"

using namespace tripwires;
using namespace std::chrono_literals;

namespace {

struct wired_observer final : observer {
    verdict on_evaluation(const evaluation& /*e*/) override { return pass(place::on_evaluation); }
    verdict on_estimate(const segment<>& /*s*/) override { return pass(place::on_estimate); }
    verdict on_split(const segment<>& /*left*/, const segment<>& /*right*/) override { return pass(place::on_split); }
    verdict on_progress(const progress& /*p*/) override { return pass(place::on_progress); }
    void on_end(const result<>& /*r*/) override { wire.pass(place::on_end); }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override {
        wire.pass(place::progress_interval);
        return 0ms;
    }
    static verdict pass(place p) {
        wire.pass(p);
        return verdict::proceed;
    }
};

constexpr std::array methods{place::on_evaluation, place::on_estimate, place::on_split,
                             place::on_progress,   place::on_end,      place::progress_interval};

options with(observer& o, const rule& r) {
    options with = all_needed;
    with.rule = r;
    with.observer = &o;
    return with;
}

const norm wired_norm([](std::span<const double> y) {
    wire.pass(place::norm);
    double sum = 0;
    for (const double c : y) sum += std::abs(c);
    return sum;
});

std::array<double, 2> two(double x) { return {std::exp(x), root(x)}; }

/// Simpson's rule against the midpoint's and the trapezium's.
struct wired_rule {
    [[nodiscard]] static std::vector<double> abscissae() { return {-1, 0, 1}; }
    estimate<> operator()(std::span<const double> f, double h) const {
        wire.pass(place::rule);
        return of(f, h);
    }
    static estimate<> of(std::span<const double> f, double h) {
        return {h / 3 * (f[0] + 4 * f[1] + f[2]), std::abs(h / 3 * (f[0] - 2 * f[1] + f[2]))};
    }
};

struct wired_halves : wired_rule {
    static void halves(std::span<const double> f, std::span<const double, 2> h, std::span<estimate<>, 2> out) {
        wire.pass(place::halves);
        out[0] = of(f.first(3), h[0]);
        out[1] = of(f.last(3), h[1]);
    }
};

struct wired_weight : wired_rule {
    [[nodiscard]] static double weight(double x) {
        wire.pass(place::weight);
        return std::exp(-x * x);
    }
    [[nodiscard]] static estimate<> weighted(std::span<const double> f, double h, double c) {
        wire.pass(place::weighted);
        const std::array product{f[0] * std::exp(-(c - h) * (c - h)), f[1] * std::exp(-c * c), f[2] * std::exp(-(c + h) * (c + h))};
        return of(product, h);
    }
};

/// The same rule once with a second level, the trapezium's rule of five abscissae and Simpson's.
struct wired_levels {
    [[nodiscard]] static int levels() { return 2; }
    [[nodiscard]] static int first_level(bool /*initial*/) {
        wire.pass(place::first_level);
        return 0;
    }
    [[nodiscard]] static std::vector<double> abscissae(int level) {
        return level == 0 ? std::vector<double>{-1, 0, 1} : std::vector<double>{-1, -0.5, 0, 0.5, 1};
    }
    estimate<> operator()(std::span<const double> f, double h, int level) const {
        wire.pass(place::rule);
        if (level == 0) {
            auto e = wired_rule::of(f, h);
            e.raise = true;
            return e;
        }
        const double fine = h / 6 * (f[0] + 4 * f[1] + 2 * f[2] + 4 * f[3] + f[4]), coarse = h / 3 * (f[0] + 4 * f[2] + f[4]);
        return {fine, std::abs(fine - coarse)};
    }
};

options with(const rule& r) {
    options with = all_needed;
    with.absolute_tolerance = 1e-2;
    with.rule = r;
    return with;
}

}  // namespace

TEST_CASE("what an observer throws, in whichever method and whichever call, reaches the caller") {
    const watchdog dog(500s);
    wired_observer o;
    for (const place p : methods) {
        CAPTURE(static_cast<int>(p));
        int calls = 0;
        for (const auto& objects : drivers(root, with(o, simpson()))) calls += at_every_moment(p, objects);
        // Where the first segment is the last, too.
        for (const auto& objects : drivers(smooth, with(o, gauss_kronrod(21)))) calls += at_every_moment(p, objects);
        CHECK(calls > 0);
    }
}

TEST_CASE("what an observer throws reaches the caller of an asynchronous integration, too") {
    const watchdog dog(500s);
    wired_observer o;
    for (const place p : methods) {
        CAPTURE(static_cast<int>(p));
        for (const bool at_once : {true, false}) {
            CHECK(at_every_moment(p, asynchronous_driver(root, with(o, simpson()), at_once)) > 0);
            at_every_moment(p, asynchronous_driver(smooth, with(o, gauss_kronrod(21)), at_once));
        }
    }
}

TEST_CASE("a session in which an observer throws goes on, or has ended") {
    const watchdog dog(500s);
    wired_observer o;
    for (const place p : methods) {
        CAPTURE(static_cast<int>(p));
        session_at_every_moment(p, root, with(o, simpson()));
        session_at_every_moment(p, smooth, with(o, gauss_kronrod(21)));
    }
}

TEST_CASE("an observer that throws when it hears of a failure leaves the session as it was: the failure may be told again") {
    wired_observer o;
    options with_retries = with(o, simpson());
    with_retries.failures.retries = 5;
    session<> s(where, with_retries);
    const auto e = std::make_exception_ptr(std::runtime_error("no licence"));
    for (const double x : s.ask(4)) {
        wire.set(place::on_evaluation, 1);
        CHECK_THROWS_AS(s.fail(x, e), tripped);
        wire.set(place::nowhere, 0);
        // Either it has been counted, and is unknown now, or it has not.
        try {
            s.fail(x, e);
        } catch (const std::invalid_argument&) {
        }
    }
    int rounds = 0;
    while (!s.done() && ++rounds < 1000) {
        const auto wanted = s.ask(4);
        REQUIRE(!wanted.empty());
        for (const double x : wanted) s.tell(x, root(x));
    }
    CHECK(s.result().converged());
}

TEST_CASE("what a norm throws reaches the caller") {
    const watchdog dog(500s);
    options o = all_needed;
    o.norm = wired_norm;
    for (const auto& objects : drivers(two, o)) CHECK(at_every_moment(place::norm, objects) > 0);
    for (const auto& objects : drivers(root, o)) at_every_moment(place::norm, objects);
    options one_segment = o;
    one_segment.rule = gauss_kronrod(21);
    for (const auto& objects : drivers(two, one_segment)) at_every_moment(place::norm, objects);
    for (const bool at_once : {true, false}) at_every_moment(place::norm, asynchronous_driver(two, o, at_once));
    session_at_every_moment(place::norm, two, o);
}

TEST_CASE("what a user's rule throws, in whichever function, reaches the caller") {
    const watchdog dog(500s);
    for (const bool at_once : {true, false}) {
        at_every_moment(place::rule, asynchronous_driver(root, with(wired_rule()), at_once));
        at_every_moment(place::rule, asynchronous_driver(root, with(wired_levels()), at_once));
    }
    for (const auto& objects : drivers(root, with(wired_rule()))) CHECK(at_every_moment(place::rule, objects) > 0);
    for (const auto& objects : drivers(two, with(wired_rule()))) CHECK(at_every_moment(place::rule, objects) > 0);
    for (const auto& objects : drivers(root, with(wired_halves()))) {
        at_every_moment(place::rule, objects);
        at_every_moment(place::halves, objects);
    }
    for (const auto& objects : drivers(root, with(wired_weight()))) {
        for (const place p : {place::rule, place::weight, place::weighted}) at_every_moment(p, objects);
    }
    for (const auto& objects : drivers(root, with(wired_levels()))) {
        for (const place p : {place::rule, place::first_level}) at_every_moment(p, objects);
    }
    for (const place p : {place::rule, place::first_level}) session_at_every_moment(p, root, with(wired_levels()));
    session_at_every_moment(place::rule, root, with(wired_rule()));
}

TEST_CASE("what a rule throws while it is looked at reaches whoever makes it") {
    int calls = 0;
    for (const place p : {place::rule, place::halves, place::weight, place::weighted, place::first_level}) {
        const std::array<std::function<void()>, 3> makes{[] { rule{wired_halves()}; }, [] { rule{wired_weight()}; },
                                                         [] { rule{wired_levels()}; }};
        for (const auto& make : makes) {
            for (int k = 1;; ++k, ++calls) {
                wire.set(p, k);
                bool reached = false;
                try {
                    make();
                } catch (const tripped&) {
                    reached = true;
                }
                const bool thrown = wire.has_tripped();
                wire.set(place::nowhere, 0);
                CHECK(reached == thrown);
                if (!thrown) break;
            }
        }
    }
    CHECK(calls > 0);
}
