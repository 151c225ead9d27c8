// Sessions whose workers are lost, or slow.
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/witness.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

const domain half_circle{0.0, std::numbers::pi};
const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .concurrency = 8};

/// Longer than the clock needs to go on.
void a_moment() { std::this_thread::sleep_for(2ms); }

result<> plain() {
    session<double> s(half_circle, worked_problem);
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, std::sin(x));
    }
    return s.result();
}

}  // namespace

TEST_CASE("what was given out too long ago comes back, the longest first, and then its clock begins anew") {
    session<double> s(half_circle, worked_problem);
    std::vector<double> given;
    for (int i = 0; i < 5; ++i) {
        const auto x = s.ask(1);
        REQUIRE(x.size() == 1);
        given.push_back(x.front());
        a_moment();
    }
    CHECK(s.overdue(1h).empty());
    CHECK(s.overdue(std::chrono::duration<double>(std::numeric_limits<double>::infinity())).empty());
    CHECK(s.overdue(1ns) == given);
    CHECK(s.overdue(1h).empty());
    // All were given out anew at the same time: the order remains.
    a_moment();
    CHECK(s.overdue(1ms) == given);
    CHECK(s.overdue(1h).empty());
    // None of them is given out by `ask` for that.
    CHECK(s.ask(64).empty());
}

TEST_CASE("the clock begins anew when an abscissa comes back, and not for the others") {
    session<double> s(half_circle, worked_problem);
    const double first = s.ask(1).front();
    std::this_thread::sleep_for(30ms);
    const double second = s.ask(1).front();
    CHECK(s.overdue(20ms) == std::vector{first});
    // By its first clock it would be overdue; the second one has waited longer by now.
    a_moment();
    CHECK(s.overdue(1us) == std::vector{second, first});
}

TEST_CASE("what is told, has failed or is withdrawn is not overdue") {
    auto o = worked_problem;
    o.failures.retries = 1;
    session<double> s(half_circle, o);
    const auto given = s.ask(64);
    REQUIRE(given.size() == 5);
    s.tell(given[0], std::sin(given[0]));
    s.fail(given[1], std::make_exception_ptr(std::runtime_error("no licence")));
    s.withdraw(given[2]);
    a_moment();
    CHECK(s.overdue(1ns) == std::vector{given[3], given[4]});
    // Given out again, by `ask`, they are.
    CHECK(s.ask(64).size() == 2);
    a_moment();
    const auto late = s.overdue(1ns);
    REQUIRE(late.size() == 4);
    CHECK(late[0] == given[3]);
    CHECK(late[1] == given[4]);
}

TEST_CASE("the first value counts; the same once more is nothing new, another one is refused, a late failure ignored") {
    session<double> s(half_circle, worked_problem);
    const auto given = s.ask(64);
    a_moment();
    CHECK(s.overdue(1ns).size() == given.size());
    for (const double x : given) s.tell(x, std::sin(x));
    for (const double x : given) s.tell(x, std::sin(x));
    CHECK_THROWS_AS(s.tell(given[1], 0.25), std::invalid_argument);
    s.fail(given[2], std::make_exception_ptr(std::runtime_error("no licence")));
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, std::sin(x));
    }
    // Also when all is done.
    s.tell(given[0], std::sin(given[0]));
    CHECK_THROWS_AS(s.tell(given[1], 0.25), std::invalid_argument);
    CHECK(same_bits(s.result(), plain()));
    CHECK(s.result().calls == 373);
}

TEST_CASE("with workers that are lost and slow, the result has the same bits, and the observer sees each abscissa once") {
    witness w;
    auto o = worked_problem;
    o.observer = &w;
    session<double> s(half_circle, o);
    int given = 0, lost = 0;
    std::vector<double> slow;
    while (!s.done()) {
        const auto late = s.overdue(1ms);
        for (const double x : late) s.tell(x, std::sin(x));
        for (const double x : s.ask(8)) {
            if (++given % 7 == 0) {
                ++lost;
            } else if (given % 5 == 0) {
                slow.push_back(x);
            } else {
                s.tell(x, std::sin(x));
            }
        }
        if (given % 3 == 0) {
            for (const double x : slow) s.tell(x, std::sin(x));  // some of which others have told meanwhile
            slow.clear();
        }
        a_moment();
    }
    CHECK(lost > 20);
    CHECK(same_bits(s.result(), plain()));
    REQUIRE(w.seen.size() == s.result().calls);
    for (std::size_t i = 0; i < w.seen.size(); ++i) {
        CHECK(w.seen[i].attempt == 1);
        CHECK(w.seen[i].begin <= w.seen[i].end);
        for (std::size_t j = 0; j < i; ++j) {
            CHECK(w.seen[i].x != w.seen[j].x);
            const bool overlap = w.seen[i].begin < w.seen[j].end && w.seen[j].begin < w.seen[i].end;
            CHECK_FALSE((w.seen[i].worker == w.seen[j].worker && overlap));
        }
    }
}

TEST_CASE("for the observer an evaluation that was overdue has begun when it was given out first") {
    witness w;
    auto o = worked_problem;
    o.observer = &w;
    session<double> s(half_circle, o);
    const double x = s.ask(1).front();
    std::this_thread::sleep_for(5ms);
    CHECK(s.overdue(1ms) == std::vector{x});
    s.tell(x, std::sin(x));
    REQUIRE(w.seen.size() == 1);
    CHECK(w.seen.front().end - w.seen.front().begin >= 5ms);
}

TEST_CASE("where the observer throws, nothing that is overdue has been given out") {
    struct : observer {
        verdict on_progress(const progress& /*p*/) override {
            if (throws) throw std::runtime_error("no paper");
            return verdict::proceed;
        }
        [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return {}; }
        bool throws = false;
    } printer;
    auto o = worked_problem;
    o.observer = &printer;
    session<double> s(half_circle, o);
    const auto given = s.ask(64);
    std::this_thread::sleep_for(30ms);
    printer.throws = true;
    CHECK_THROWS_WITH(static_cast<void>(s.overdue(20ms)), "no paper");
    printer.throws = false;
    CHECK(s.overdue(20ms) == given);
}

TEST_CASE("nothing is overdue when all is done, or nothing was to be integrated") {
    std::stop_source source;
    auto o = worked_problem;
    o.stop = source.get_token();
    session<double> s(half_circle, o);
    CHECK(s.ask(64).size() == 5);
    a_moment();
    source.request_stop();
    CHECK(s.overdue(1ns).empty());
    session<double> nothing({1.0, 1.0}, worked_problem);
    CHECK(nothing.overdue(1ns).empty());
}

TEST_CASE("what is overdue after no time, or less, is refused") {
    session<double> s(half_circle, worked_problem);
    CHECK_THROWS_WITH_AS(static_cast<void>(s.overdue(0s)), "taskquad: session: overdue after 0 s, must be > 0",
                         std::invalid_argument);
    CHECK_THROWS_WITH(static_cast<void>(s.overdue(-1500ms)), "taskquad: session: overdue after -1.5 s, must be > 0");
    CHECK_THROWS_WITH(static_cast<void>(s.overdue(std::chrono::duration<double>(std::nan("")))),
                      "taskquad: session: overdue after nan s, must be > 0");
}
