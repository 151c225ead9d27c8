#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <utility>

#include "support/bits.hpp"

using namespace taskquad;

namespace {

const domain half_circle{0.0, std::numbers::pi};
const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .concurrency = 8};

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

auto threads() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
}

}  // namespace

TEST_CASE("ask and tell integrates, without starting a thread") {
    const auto before = threads();
    session<double> s(half_circle, worked_problem);
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, std::sin(x));
    }
    const auto r = s.result();
    CHECK(r.converged());
    CHECK(r.evaluations == 373);
    CHECK(std::abs(r.value - 2) <= 1e-10);
    CHECK(s.ask(64).empty());
    CHECK(threads() == before);
}

TEST_CASE("the result is honest at any time") {
    session<double> s(half_circle, worked_problem);
    CHECK(std::isnan(s.result().value));
    CHECK(std::isinf(s.result().error));
    CHECK(s.result().status == status::stopped);
    int told = 0;
    while (!s.done()) {
        const auto xs = s.ask(3);
        for (const double x : xs) s.tell(x, std::sin(x));
        told += static_cast<int>(xs.size());
        const auto r = s.result();
        if (r.evaluations > 0) CHECK(std::abs(r.value - 2) <= r.error);
        CHECK(r.calls == static_cast<std::uint64_t>(told));
        CHECK(r.evaluations + r.speculative == r.calls);
    }
}

TEST_CASE("values that nobody asked for are not asked for any more") {
    session<double> s(half_circle, worked_problem);
    session<double> all(half_circle, worked_problem);
    while (!all.done()) {
        for (const double x : all.ask(1)) {
            all.tell(x, std::sin(x));
            s.tell(x, std::sin(x));
        }
    }
    CHECK(s.done());
    CHECK(same_bits(s.result(), all.result()));
    session<double> t(half_circle, worked_problem);
    t.tell(1.0, std::sin(1.0));  // of no use, and harmless
    t.tell(0.0, 0.0);
    for (const double x : t.ask(5)) CHECK(x != 0);
}

TEST_CASE("a second value of the same x must agree") {
    session<double> s(half_circle, worked_problem);
    const double x = s.ask().front();
    s.tell(x, 0.5);
    s.tell(x, 0.5);
    CHECK_THROWS_AS(s.tell(x, 0.25), std::invalid_argument);
    CHECK_THROWS_WITH(s.tell(x, 0.25), "taskquad: session: told f(x) = 0.25 at x = 0, but 0.5 before");
    CHECK(s.result().calls == 1);
    const double y = s.ask().front();
    s.tell(y, std::numeric_limits<double>::quiet_NaN());
    s.tell(y, -std::numeric_limits<double>::quiet_NaN());
}

TEST_CASE("what cannot be meant is refused") {
    session<double> s({1.0, 0.0}, worked_problem);
    CHECK_THROWS_WITH(s.tell(2, 0), "taskquad: session: told f(x) at x = 2, which is not in [0, 1]");
    CHECK_THROWS_AS(s.tell(std::nan(""), 0), std::invalid_argument);
    CHECK_THROWS_WITH(s.withdraw(0.5), "taskquad: session: withdrawal at x = 0.5, which was not asked for");
    CHECK_THROWS_WITH(s.fail(0.5, std::make_exception_ptr(broken())),
                      "taskquad: session: failure at x = 0.5, which was not asked for");
    CHECK_THROWS_AS(session<double>({0.0, 1.0}, {.speculation = -1}), std::invalid_argument);
    CHECK_THROWS_AS(session<double>({0.0, 1.0}, {.speculation = std::numeric_limits<double>::infinity()}), std::invalid_argument);
    CHECK_THROWS_AS(session<double>({0.0, 1.0}, {.failures = {.retries = -1}}), std::invalid_argument);
}

TEST_CASE("what is withdrawn is given out again, what is given out is not") {
    session<double> s({0.0, 1.0}, worked_problem);
    auto first = s.ask(100);
    CHECK(first.size() == 5);
    CHECK(s.ask(100).empty());
    s.withdraw(first[2]);
    CHECK_THROWS_AS(s.withdraw(first[2]), std::invalid_argument);
    CHECK(s.ask(100) == std::vector{first[2]});
    s.tell(first[1], 1);
    s.withdraw(first[1]);  // the value is there: nothing to be given out
    CHECK(s.ask(100).empty());
}

TEST_CASE("a failure is retried, then ends the session with what was finished") {
    auto o = worked_problem;
    o.failures.retries = 2;
    session<double> s(half_circle, o);
    double bad = -1;
    int failures = 0;
    while (!s.done()) {
        for (const double x : s.ask(4)) {
            if (bad < 0 && s.result().evaluations > 50) bad = x;
            if (x == bad) {
                ++failures;
                s.fail(x, std::make_exception_ptr(broken()));
            } else {
                s.tell(x, std::sin(x));
            }
        }
    }
    CHECK(failures == 3);
    const auto r = s.result();
    CHECK(r.status == status::failed);
    CHECK(r.failed_at == bad);
    CHECK_THROWS_AS(std::rethrow_exception(r.failure), broken);
    CHECK(std::abs(r.value - 2) <= r.error);
    CHECK(r.evaluations > 50);
}

TEST_CASE("a failure of a guess ends nothing, unless the value turns out to be needed") {
    auto o = worked_problem;
    o.concurrency = 64;
    o.speculation = 1;
    // The first five are needed, the others are guesses.
    session<double> s(half_circle, o);
    const auto xs = s.ask(50);
    REQUIRE(xs.size() == 50);
    for (std::size_t i = 5; i < 50; ++i) s.fail(xs[i], std::make_exception_ptr(broken()));
    CHECK_FALSE(s.done());
    for (std::size_t i = 0; i < 5; ++i) s.tell(xs[i], xs[i]);  // linear: no guess is needed
    CHECK(s.done());
    CHECK(s.result().converged());

    session<double> t(half_circle, o);
    const auto ys = t.ask(50);
    t.fail(ys[5], std::make_exception_ptr(broken()));
    for (std::size_t i = 0; i < 5; ++i) t.tell(ys[i], std::sin(ys[i]));
    CHECK(t.done());
    CHECK(t.result().status == status::failed);
    CHECK(t.result().failed_at == ys[5]);
}

TEST_CASE("a value that is not finite may be a failure") {
    auto o = worked_problem;
    o.failures = {.retries = 1, .non_finite = true};
    session<double> s(half_circle, o);
    const double x = s.ask().front();
    s.tell(x, std::numeric_limits<double>::infinity());
    CHECK(s.ask(1).front() == x);
    s.tell(x, std::numeric_limits<double>::infinity());
    CHECK(s.done());
    CHECK_THROWS_WITH_AS(std::rethrow_exception(s.result().failure), "taskquad: f(x) at x = 0 is inf", std::range_error);
}

TEST_CASE("a session looks at the stop token and the time limit, can be moved, and an empty domain is done") {
    std::stop_source source;
    auto o = worked_problem;
    o.stop = source.get_token();
    session<double> s(half_circle, o);
    session<double> moved = std::move(s);
    const auto xs = moved.ask(5);
    source.request_stop();
    CHECK(moved.done());
    for (const double x : xs) moved.tell(x, std::sin(x));
    CHECK(moved.result().status == status::stopped);
    CHECK(moved.result().evaluations == 5);

    auto late = worked_problem;
    late.time_limit = std::chrono::nanoseconds(1);
    session<double> t(half_circle, late);
    CHECK(t.ask().empty());
    CHECK(t.result().status == status::deadline);

    session<double> nothing({1.0, 1.0}, worked_problem);
    CHECK(nothing.done());
    CHECK(nothing.ask().empty());
    CHECK(nothing.result().converged());
    CHECK(nothing.result().value == 0);
}

TEST_CASE("with one worker a session asks for exactly what the serial algorithm evaluates") {
    auto o = worked_problem;
    o.concurrency = 1;
    session<double> s(half_circle, o);
    std::uint64_t asked = 0;
    while (!s.done()) {
        for (const double x : s.ask(64)) {
            s.tell(x, std::sin(x));
            ++asked;
        }
    }
    CHECK(asked == 373);
    CHECK(s.result().evaluations == 373);
}
