// Evaluations of asynchronous f that take too long, and are begun again: which answer counts.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <numbers>
#include <random>
#include <set>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "support/bits.hpp"
#include "support/calls_of_f.hpp"
#include "support/later.hpp"
#include "support/watchdog.hpp"
#include "support/witness.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson()};
const domain half_circle{0.0, std::numbers::pi};

result<> plain() {
    return integrate([](double x) { return std::sin(x); }, half_circle, worked_problem);
}

std::exception_ptr failure(const char* why) { return std::make_exception_ptr(std::runtime_error(why)); }

}  // namespace

TEST_CASE("f is called again where a worker never answers: the same bits, each call counted, each x seen once") {
    const watchdog dog(60s);
    later queue(2, 1, [](double x, completion<double> done) { done(std::sin(x)); });
    int lost = 0;
    calls_of_f all([&](const call_for_x& c, completion<double> done) {
        if (c.number == 1 && all.all % 9 == 0) {
            ++lost;
            c.owed.push_back(std::move(done));
        } else {
            queue(c.x, std::move(done));
        }
    });
    witness w;
    auto o = worked_problem;
    o.observer = &w;
    const auto r = integrate(all.f({.max_in_flight = 8, .overdue = 2ms}), half_circle, o);
    CHECK(lost > 20);
    CHECK(same_bits(r, plain()));
    CHECK(r.evaluations == 373);
    CHECK(r.calls == all.all);
    CHECK(r.calls >= all.at.size() + static_cast<std::size_t>(lost) - 8);
    CHECK(w.seen.size() >= 373);
    CHECK(w.seen.size() <= all.at.size());
    for (std::size_t i = 0; i < w.seen.size(); ++i) {
        CHECK(w.seen[i].attempt == 1);
        CHECK(same_bits(w.seen[i].value, std::sin(w.seen[i].x)));
        for (std::size_t j = 0; j < i; ++j) {
            CHECK(w.seen[i].x != w.seen[j].x);
            const bool overlap = w.seen[i].begin < w.seen[j].end && w.seen[j].begin < w.seen[i].end;
            CHECK_FALSE((w.seen[i].worker == w.seen[j].worker && overlap));
        }
    }
}

TEST_CASE("the first answer counts, whichever call it is of, and another one is ignored") {
    const watchdog dog(60s);
    for (const bool of_first_call : {true, false}) {
        CAPTURE(of_first_call);
        int answered_twice = 0;
        calls_of_f all([&](const call_for_x& c, completion<double> done) {
            if (c.number == 1 && all.all % 9 == 0) return c.owed.push_back(std::move(done));
            if (c.number == 1) return done(std::sin(c.x));
            auto& first = of_first_call ? c.owed.front() : done;
            auto& second = of_first_call ? done : c.owed.front();
            first(std::sin(c.x));
            second(1e6);
            ++answered_twice;
        });
        integrator quad(all.f({.max_in_flight = 8, .overdue = 1ms}), worked_problem);
        const auto r = quad(half_circle);
        CHECK(answered_twice > 20);
        CHECK(same_bits(r, plain()));
        for (const auto& [x, y] : quad.cache().values()) CHECK(same_bits(y, std::sin(x)));
        CHECK(quad(half_circle).calls == 0);
    }
}

TEST_CASE("a failure is ignored while another call for the same x is out, however it fails") {
    const watchdog dog(60s);
    const std::function<void(completion<double>)> failing[] = {
        [](completion<double> done) { done(failure("no licence")); },
        [](completion<double> done) { done(std::numeric_limits<double>::infinity()); },
        [](const completion<double>&) {},
        [](const completion<double>&) { throw std::runtime_error("no queue"); },
        [](completion<double> done) {
            done(failure("no licence"));
            throw std::runtime_error("no queue");
        },
    };
    auto o = worked_problem;
    o.failures.non_finite = true;
    for (const auto& fail : failing) {
        for (const bool first_fails : {true, false}) {
            if (first_fails && &fail >= std::end(failing) - 2) continue;  // f throws in the call that fails
            int ignored = 0;
            later queue(1, 1, [](double x, completion<double> done) {
                std::this_thread::sleep_for(100us);
                done(std::sin(x));
            });
            calls_of_f all([&](const call_for_x& c, completion<double> done) {
                if (c.number == 1 && all.all % 30 == 0) return c.owed.push_back(std::move(done));
                if (c.number == 1) return done(std::sin(c.x));
                ++ignored;
                if (first_fails) std::swap(c.owed.front(), done);
                queue(c.x, std::move(c.owed.front()));
                fail(std::move(done));
            });
            const auto f = all.f({.max_in_flight = 8, .overdue = 1ms});
            CHECK(same_bits(integrate(f, half_circle, o), plain()));
            CHECK(ignored > 5);
        }
    }
}

TEST_CASE("whatever comes of the calls for one x, and whenever, the bits are the same") {
    const watchdog dog(120s);
    const auto whole = plain();
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        std::atomic<std::uint64_t> calls = 0;
        {
            std::mutex mutex;
            std::mt19937_64 random(seed);
            later queue(4, seed, [&](double x, completion<double> done) {
                const auto dice = [&] {
                    const std::lock_guard lock(mutex);
                    return random() % 16;
                }();
                if (dice < 4) std::this_thread::sleep_for(std::chrono::microseconds(100 * (dice + 1)));
                if (dice == 5) return done(failure("no licence"));
                if (dice != 6) done(std::sin(x));
            });
            auto o = worked_problem;
            o.failures.retries = 1000;
            const auto f = async(
                [&](double x, completion<double> done) {
                    ++calls;
                    queue(x, std::move(done));
                },
                {.max_in_flight = 8, .overdue = 200us, .tries = 3});
            const auto r = integrate(f, half_circle, o);
            CHECK(same_bits(r, whole));
            CHECK(r.calls == calls);
            CHECK(r.calls > 373);
        }
    }
}

TEST_CASE("over a box, too, f is called again for a point whose answer is overdue: the same bits, each point seen once") {
    const watchdog dog(60s);
    using point = std::array<double, 2>;
    const auto peak = [](const point& x) { return 1 / (0.1 + x[0] * x[0] + x[1] * x[1]); };
    const box square{{0.0, 1.0}, {0.0, 1.0}};
    for (const auto& how : {automatic(), adaptive_boxes()}) {
        options o{.relative_tolerance = 1e-6, .cubature = how};
        const auto expected = integrate(peak, square, o);
        witness w;
        o.observer = &w;
        std::map<point, int> calls;
        std::vector<completion<double>> lost;
        std::uint64_t all = 0;
        const auto f = async(
            [&](const point& x, completion<double> done) {
                const bool is_first = ++calls[x] == 1;
                is_first && ++all % 9 == 0 ? lost.push_back(std::move(done)) : done(peak(x));
            },
            {.max_in_flight = 8, .overdue = 2ms});
        const auto r = integrate(f, square, o);
        CHECK(lost.size() > 10);
        CHECK(same_bits(r, expected));
        CHECK(r.calls >= calls.size() + lost.size() - 8);
        std::set<std::vector<double>> seen;
        for (const evaluation& e : w.seen) {
            CHECK(seen.insert(e.place).second);
            CHECK(same_bits(e.value, peak({e.place[0], e.place[1]})));
        }
        CHECK(seen.size() >= r.evaluations);
    }
}
