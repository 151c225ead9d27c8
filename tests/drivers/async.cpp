#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/later.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson()};
const domain half_circle{0.0, std::numbers::pi};

}  // namespace

TEST_CASE("a completion may be called at once") {
    const watchdog dog(60s);
    const auto caller = std::this_thread::get_id();
    bool elsewhere = false;
    const auto f = async([&](double x, completion<double> done) {
        elsewhere = elsewhere || std::this_thread::get_id() != caller;
        done(std::sin(x));
    });
    const auto r = integrate(f, half_circle, worked_problem);
    CHECK(r.converged());
    CHECK(r.evaluations == 373);
    CHECK(r.concurrency == 64);
    CHECK_FALSE(elsewhere);
}

TEST_CASE("no more evaluations are in flight than allowed, and as many as that") {
    const watchdog dog(60s);
    std::atomic<int> in_flight = 0, most = 0;
    later queue(2, 1, [&](double x, completion<double> done) {
        std::this_thread::sleep_for(100us);
        --in_flight;
        done(std::sin(x));
    });
    const auto f = async(
        [&](double x, completion<double> done) {
            most = std::max<int>(most, ++in_flight);
            queue(x, std::move(done));
        },
        {.max_in_flight = 40});
    CHECK(integrate(f, half_circle, worked_problem).converged());
    CHECK(most == 40);
}

TEST_CASE("an exception is given to the completion, or thrown; a completion that is dropped is a failure that names x") {
    const watchdog dog(60s);
    const auto fails =
        async([](double, completion<double> done) { done(std::make_exception_ptr(std::runtime_error("no licence"))); });
    CHECK_THROWS_WITH_AS(integrate(fails, half_circle, worked_problem), "no licence", std::runtime_error);
    const auto throws = async([](double, const completion<double>&) { throw std::runtime_error("no queue"); });
    CHECK_THROWS_WITH_AS(integrate(throws, half_circle, worked_problem), "no queue", std::runtime_error);
    const auto drops = async([](double, const completion<double>&) {});
    CHECK_THROWS_WITH_AS(integrate(drops, {1.0, 2.0}, worked_problem),
                         "taskquad: the completion for f(x) at x = 1 was dropped without a value", std::runtime_error);
    later queue(1, 1, [](double, const completion<double>&) {});
    const auto drops_later = async([&](double x, completion<double> done) { queue(x, std::move(done)); }, {.max_in_flight = 1});
    CHECK_THROWS_AS(integrate(drops_later, {1.0, 2.0}, worked_problem), std::runtime_error);
}

TEST_CASE("a completion is called once") {
    const watchdog dog(60s);
    int refused = 0;
    const auto f = async([&](double x, completion<double> done) {
        CHECK_THROWS_AS(done(std::exception_ptr()), std::logic_error);
        done(std::sin(x));
        try {
            done(std::sin(x));
        } catch (const std::logic_error&) {
            ++refused;
        }
    });
    const auto r = integrate(f, half_circle, worked_problem);
    CHECK(r.converged());
    CHECK(static_cast<std::uint64_t>(refused) == r.calls);
    CHECK_THROWS_WITH_AS(async([](double, completion<double>) {}, {.max_in_flight = 0}),
                         "taskquad: async: max_in_flight is 0, must be >= 1", std::invalid_argument);
}

TEST_CASE("f that throws after it has completed has completed") {
    const watchdog dog(60s);
    integrator quad(async([](double x, completion<double> done) {
                        done(std::sin(x));
                        throw std::runtime_error("too late");
                    }),
                    worked_problem);
    const auto r = quad(half_circle);
    CHECK(r.converged());
    CHECK(quad.cache().size() == r.calls);
    const auto again = quad(half_circle);
    CHECK(again.calls == 0);
}

TEST_CASE("evaluations in flight are not awaited after a stop, and what they bring goes to the cache") {
    const watchdog dog(60s);
    std::vector<std::pair<double, completion<double>>> kept;
    integrator quad(async([&](double x, completion<double> done) { kept.emplace_back(x, std::move(done)); }),
                    {.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .time_limit = 20ms});
    const auto r = quad(half_circle);
    CHECK(r.status == status::deadline);
    CHECK(kept.size() == 5);
    CHECK(r.calls == 5);
    CHECK(quad.cache().size() == 0);
    for (auto& [x, done] : kept) done(std::sin(x));
    CHECK(quad.cache().size() == 5);

    // A value that an earlier call began to compute is awaited by a later one, not evaluated twice.
    kept.clear();
    CHECK(quad({1.0, 2.0}).status == status::deadline);
    REQUIRE(kept.size() == 5);
    auto owed = std::move(kept);
    kept.clear();
    std::jthread completes([&] {
        std::this_thread::sleep_for(5ms);
        for (auto& [x, done] : owed) done(x);
    });
    CHECK(quad({1.0, 2.0}).converged());
    CHECK(kept.empty());
}

TEST_CASE("a completion that nobody called outlives the integration, its cache, everything") {
    std::vector<completion<double>> kept;
    {
        integrator quad(async([&](double, completion<double> done) { kept.push_back(std::move(done)); }), {.time_limit = 5ms});
        CHECK(quad(half_circle).status == status::deadline);
    }
    REQUIRE(kept.size() == 21);
    kept[0](1.0);
    kept.clear();
}

TEST_CASE("asynchronous f may be asked to give up") {
    const watchdog dog(60s);
    std::stop_source source;
    std::atomic<int> told = 0;
    const auto f = async([&](double, completion<double> done, const std::stop_token& stop) {
        std::thread([done = std::move(done), stop, &told]() mutable {
            while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
            done(std::make_exception_ptr(std::runtime_error("gave up")));
            ++told;
        }).detach();
    });
    std::jthread stopper([&] {
        std::this_thread::sleep_for(20ms);
        source.request_stop();
    });
    auto o = worked_problem;
    o.stop = source.get_token();
    const auto r = integrate(f, half_circle, o);
    CHECK(r.status == status::stopped);
    while (told < static_cast<int>(r.calls)) std::this_thread::sleep_for(1ms);
}
