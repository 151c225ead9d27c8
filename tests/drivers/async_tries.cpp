// Evaluations of asynchronous f that take too long, and are begun again: how often, and how that ends.
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "support/calls_of_f.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .speculation = 1};
const domain half_circle{0.0, std::numbers::pi};

std::exception_ptr failure(const char* why) { return std::make_exception_ptr(std::runtime_error(why)); }

}  // namespace

TEST_CASE("the failure of the last call counts, and retries begin anew") {
    const watchdog dog(60s);
    calls_of_f all([&](const call_for_x& c, completion<double> done) {
        if (c.number % 2 == 1) return c.owed.push_back(std::move(done));
        if (c.number > 2) return done(c.x);
        c.owed.front()(failure("first"));
        c.owed.clear();
        done(failure("second"));
    });
    const async_limits limits{.max_in_flight = 1, .overdue = 1ms};
    CHECK_THROWS_WITH_AS(integrate(all.f(limits), {0.0, 1.0}, worked_problem), "second", std::runtime_error);
    CHECK(all.all == 2);

    all.at.clear();
    all.all = 0;
    auto o = worked_problem;
    o.failures.retries = 1;
    const auto r = integrate(all.f(limits), {0.0, 1.0}, o);
    CHECK(r.value == 0.5);
    CHECK(r.calls == 20);  // the five points of Simpson's rule on the first segment, four times each
    CHECK(all.all == 20);
    for (const auto& [x, of] : all.at) CHECK(of.calls == 4);
}

TEST_CASE("a late value of an x that has failed goes nowhere") {
    const watchdog dog(60s);
    calls_of_f all([&](const call_for_x& c, completion<double> done) {
        c.owed.push_back(std::move(done));
        if (c.number == 1 && c.x == 0) return;
        if (c.number == 1) return c.owed.front()(c.x);
        c.owed.front()(failure("no licence"));
        throw std::runtime_error("no queue");
    });
    auto o = worked_problem;
    o.failures.rethrow = false;
    integrator quad(all.f({.max_in_flight = 8, .overdue = 1ms}), o);
    const auto r = quad({0.0, 1.0});
    CHECK(r.status == status::failed);
    CHECK(r.failed_at == 0);
    const auto known = quad.cache().size();
    all.at[0].owed.back()(17);
    CHECK(quad.cache().size() == known);
}

TEST_CASE("f is called as often as that at most, each time when the call before is overdue") {
    const watchdog dog(60s);
    for (const int tries : {1, 2, 4}) {
        std::map<double, std::chrono::steady_clock::time_point> before;
        calls_of_f all([&](const call_for_x& c, completion<double> done) {
            const auto now = std::chrono::steady_clock::now();
            if (c.number > 1) CHECK(now - before[c.x] >= 5ms);  // 10 ms since it was begun, a moment before f was called
            before[c.x] = now;
            c.owed.push_back(std::move(done));
        });
        auto o = worked_problem;
        o.time_limit = 300ms;
        const auto r = integrate(all.f({.max_in_flight = 8, .overdue = 10ms, .tries = tries}), half_circle, o);
        CHECK(r.status == status::deadline);
        CHECK(r.calls == all.all);
        CHECK(all.at.size() >= 5);  // Simpson's rule needs five; guesses take their time
        for (const auto& [x, of] : all.at) CHECK(of.calls == tries);
    }
}

TEST_CASE("nothing is begun again when the integration is done, or is to end") {
    const watchdog dog(60s);
    // A linear f: five values are needed, and up to three others are guesses. All answers come in one call.
    calls_of_f all([&](const call_for_x& c, completion<double> done) {
        c.owed.push_back(std::move(done));
        if (c.number == 1) return;
        for (auto& [x, of] : all.at) {
            const double quarters = 4 * x;
            if (quarters == std::floor(quarters)) of.owed.front()(x);
        }
    });
    const async_limits limits{.max_in_flight = 8, .overdue = 5ms, .tries = 100};
    const auto r = integrate(all.f(limits), {0.0, 1.0}, worked_problem);
    CHECK(r.value == 0.5);
    CHECK(all.all == all.at.size() + 1);
    CHECK(r.calls == all.all);
    std::this_thread::sleep_for(20ms);
    CHECK(all.all == all.at.size() + 1);

    std::stop_source source;
    calls_of_f stopping([&](const call_for_x& c, completion<double> done) {
        c.owed.push_back(std::move(done));
        if (c.number > 1) source.request_stop();
    });
    auto o = worked_problem;
    o.stop = source.get_token();
    CHECK(integrate(stopping.f(limits), half_circle, o).status == status::stopped);
    CHECK(stopping.all == stopping.at.size() + 1);
}

TEST_CASE("each call has the stop token") {
    const watchdog dog(60s);
    std::vector<std::pair<std::stop_token, completion<double>>> given;
    std::set<double> places;
    const auto f = async(
        [&](double x, completion<double> done, std::stop_token stop) {
            given.emplace_back(std::move(stop), std::move(done));
            places.insert(x);
        },
        {.max_in_flight = 8, .overdue = 1ms, .tries = 3});
    auto o = worked_problem;
    o.time_limit = 200ms;
    CHECK(integrate(f, half_circle, o).status == status::deadline);
    CHECK(given.size() == 3 * places.size());
    for (const auto& [stop, done] : given) CHECK(stop.stop_requested());
}

TEST_CASE("limits of async that cannot be meant are refused") {
    const auto f = [](double x, completion<double> done) { done(x); };
    CHECK_THROWS_WITH_AS(async(f, {.overdue = 0s}), "taskquad: async: overdue is 0 s, must be > 0 (do not set it for no limit)",
                         std::invalid_argument);
    CHECK_THROWS_WITH(async(f, {.overdue = -1500ms}),
                      "taskquad: async: overdue is -1.5 s, must be > 0 (do not set it for no limit)");
    CHECK_THROWS_WITH(async(f, {.overdue = std::chrono::duration<double>(std::nan(""))}),
                      "taskquad: async: overdue is nan s, must be > 0 (do not set it for no limit)");
    CHECK_THROWS_WITH_AS(async(f, {.tries = 0}), "taskquad: async: tries is 0, must be >= 1", std::invalid_argument);
    CHECK(integrate(async(f, {.overdue = std::chrono::duration<double>(1e300)}), {0.0, 1.0}).value == 0.5);
}
