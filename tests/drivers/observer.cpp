#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/later.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

const domain half_circle{0.0, std::numbers::pi};

/// Writes down everything, and checks that nobody else does so at the same time.
class witness : public observer {
public:
    verdict on_evaluation(const evaluation& e) override {
        const visit v(*this);
        evaluations.push_back(e);
        return verdict::proceed;
    }
    verdict on_estimate(const segment<>& s) override {
        const visit v(*this);
        estimates.push_back(s);
        return verdict::proceed;
    }
    verdict on_split(const segment<>& left, const segment<>& right) override {
        const visit v(*this);
        splits.emplace_back(left, right);
        return verdict::proceed;
    }
    verdict on_progress(const progress& p) override {
        const visit v(*this);
        progresses.push_back(p);
        return stop_at > 0 && p.evaluations >= stop_at ? verdict::stop : verdict::proceed;
    }
    void on_end(const result<>& r) override {
        ++ends;
        last = r;
    }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return interval; }

    std::vector<evaluation> evaluations;
    std::vector<segment<>> estimates;
    std::vector<std::pair<segment<>, segment<>>> splits;
    std::vector<progress> progresses;
    int ends = 0;
    result<> last;
    std::chrono::milliseconds interval{0};
    std::uint64_t stop_at = 0;
    std::atomic<int> inside = 0;
    bool alone = true;

private:
    struct visit {
        explicit visit(witness& w) : w_(w) { w_.alone = w_.alone && ++w_.inside == 1; }
        ~visit() { --w_.inside; }
        visit(const visit&) = delete;
        visit& operator=(const visit&) = delete;
        witness& w_;
    };
};

options worked_problem(witness& w, int concurrency) {
    return {.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .concurrency = concurrency, .observer = &w};
}

void check_account(const witness& w, const result<>& r) {
    CHECK(w.alone);
    CHECK(w.ends == 1);
    CHECK(w.last.value == r.value);
    CHECK(w.evaluations.size() == r.calls);
    CHECK(w.splits.size() == r.segments - 1);
    CHECK(w.estimates.size() >= 2 * r.segments - 1);
    std::set<double> xs;
    std::map<int, double> busy_until;
    for (const evaluation& e : w.evaluations) {
        xs.insert(e.x);
        CHECK(e.value == std::sin(e.x));
        CHECK(e.attempt == 1);
        CHECK(!e.failure);
        CHECK(e.begin.count() >= 0);
        CHECK(e.end >= e.begin);
        CHECK(e.worker >= 0);
        CHECK(e.worker < std::max(r.concurrency, 1));
    }
    CHECK(xs.size() == r.calls);
    for (const auto& [left, right] : w.splits) CHECK(left.b == right.a);
    double error = 0;
    for (const progress& p : w.progresses) {
        CHECK(p.evaluations <= r.evaluations);
        CHECK(p.target == 1e-10);
        CHECK(p.elapsed.count() >= 0);
        CHECK(p.remaining.count() >= 0);
        CHECK(p.needed >= p.evaluations);
        error = p.error;
    }
    CHECK(error >= 0);
}

}  // namespace

TEST_CASE("an observer sees every evaluation, estimate and split, from one thread at a time") {
    const watchdog dog(60s);
    for (const int n : {1, 8}) {
        CAPTURE(n);
        witness w;
        const auto f = [](double x) {
            std::this_thread::sleep_for(20us);
            return std::sin(x);
        };
        const auto r = integrate(f, half_circle, worked_problem(w, n));
        check_account(w, r);
        CHECK(w.progresses.size() > 20);
        if (n == 1) CHECK(w.progresses.front().evaluations <= 5);
    }
}

TEST_CASE("so does the observer of batches, of asynchronous integrands, and of a session") {
    const watchdog dog(60s);
    {
        witness w;
        const auto f = batch(
            [](std::span<const double> x, std::span<double> y) {
                for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::sin(x[i]);
            },
            {.max_batch = 10});
        check_account(w, integrate(f, half_circle, worked_problem(w, 2)));
    }
    {
        witness w;
        later queue(2, 1, [](double x, completion<double> done) { done(std::sin(x)); });
        const auto f = async([&](double x, completion<double> done) { queue(x, std::move(done)); });
        const auto r = integrate(f, half_circle, worked_problem(w, 1));
        CHECK(w.evaluations.size() <= r.calls);
        CHECK(w.splits.size() == r.segments - 1);
    }
    {
        witness w;
        session<double> s(half_circle, worked_problem(w, 8));
        while (!s.done()) {
            for (const double x : s.ask(8)) s.tell(x, std::sin(x));
        }
        check_account(w, s.result());
    }
}

TEST_CASE("an observer may stop the run") {
    for (const int n : {1, 8}) {
        witness w;
        w.stop_at = 50;
        const auto r = integrate([](double x) { return std::sin(x); }, half_circle, worked_problem(w, n));
        CHECK(r.status == status::stopped);
        CHECK(r.evaluations >= 50);
        CHECK(r.evaluations < 373);
        CHECK(w.ends == 1);
    }
}

TEST_CASE("progress is shown at most as often as the observer wants") {
    witness w;
    w.interval = 20ms;
    const auto f = [](double x) {
        std::this_thread::sleep_for(200us);
        return std::sin(x);
    };
    const auto r = integrate(f, half_circle, worked_problem(w, 1));
    CHECK(!w.progresses.empty());
    CHECK(static_cast<double>(w.progresses.size()) <= r.elapsed / 20ms);
    // What is left, at the pace so far, is foretold within a factor of three, half way through.
    const auto& p = w.progresses[w.progresses.size() / 2];
    const double truth =
        p.elapsed.count() * static_cast<double>(r.evaluations - p.evaluations) / static_cast<double>(p.evaluations);
    CHECK(p.remaining.count() > truth / 3);
    CHECK(p.remaining.count() < truth * 3);
}

TEST_CASE("progress counts what is in flight while f is being called, and what is needed of the first estimate") {
    for (const int n : {1, 8}) {
        CAPTURE(n);
        witness w;
        const auto f = [](double x) {
            std::this_thread::sleep_for(1ms);
            return std::exp(x);
        };
        CHECK(integrate(f, {0.0, 1.0}, {.concurrency = n, .speculation = 0, .observer = &w, .cost_of_f = 1ms}).converged());
        REQUIRE(!w.progresses.empty());
        const auto most = std::ranges::max(w.progresses, {}, &progress::in_flight);
        CHECK(most.in_flight == static_cast<std::uint64_t>(n));
        CHECK(w.progresses.front().needed == 21);
        CHECK(w.progresses.front().in_flight == static_cast<std::uint64_t>(n));
    }
}

TEST_CASE("progress is never shown with the longest of all intervals, and at every turn with one that is not positive") {
    const auto f = [](double x) { return std::sin(x); };
    witness never;
    never.interval = std::chrono::milliseconds::max();
    CHECK(integrate(f, half_circle, worked_problem(never, 1)).converged());
    CHECK(never.progresses.empty());

    witness always;
    CHECK(integrate(f, half_circle, worked_problem(always, 1)).converged());
    CHECK(always.progresses.size() > 20);
    for (const auto interval : {std::chrono::milliseconds(-1), std::chrono::milliseconds::min()}) {
        witness w;
        w.interval = interval;
        CHECK(integrate(f, half_circle, worked_problem(w, 1)).converged());
        CHECK(w.progresses.size() == always.progresses.size());
    }
}

TEST_CASE("an observer that throws ends the run with its exception") {
    struct angry : observer {
        verdict on_split(const segment<>&, const segment<>&) override { throw std::runtime_error("seen enough"); }
    };
    for (const int n : {1, 8}) {
        angry a;
        CHECK_THROWS_WITH_AS(integrate([](double x) { return std::sin(x); }, half_circle,
                                       {.rule = simpson(), .concurrency = n, .observer = &a, .failures = {.rethrow = false}}),
                             "seen enough", std::runtime_error);
    }
}

TEST_CASE("failed attempts reach the observer, with x and the number of the attempt") {
    witness w;
    int calls = 0;
    const auto f = [&](double x) {
        if (x == 0 && ++calls <= 2) throw std::runtime_error("broken");
        return std::sin(x);
    };
    auto o = worked_problem(w, 1);
    o.failures.retries = 2;
    CHECK(integrate(f, half_circle, o).converged());
    std::vector<int> attempts;
    for (const auto& e : w.evaluations) {
        if (e.x != 0) continue;
        attempts.push_back(e.attempt);
        CHECK(static_cast<bool>(e.failure) == (e.attempt < 3));
    }
    CHECK(attempts == std::vector{1, 2, 3});
}

TEST_CASE("where tasks go on with what the calling thread has begun, the observer sees one integration") {
    // Cheap at first, then expensive.
    const watchdog dog(60s);
    witness w;
    std::atomic<int> calls = 0;
    const auto f = [&](double x) {
        if (++calls > 100) std::this_thread::sleep_for(200us);
        return std::sin(x);
    };
    auto o = worked_problem(w, std::min(2, static_cast<int>(std::thread::hardware_concurrency())));
    o.speculation = 0;
    const auto r = integrate(f, half_circle, o);
    CHECK(r.concurrency == o.concurrency);
    check_account(w, r);
    std::set<std::pair<double, double>> estimated, split;
    for (const segment<>& s : w.estimates) estimated.emplace(s.a, s.b);
    for (const auto& [left, right] : w.splits) split.emplace(left.a, right.b);
    CHECK(estimated.size() == w.estimates.size());
    CHECK(split.size() == w.splits.size());
    // One clock: what arrives late began late, but for what was in flight.
    const auto is_early = [&](const evaluation& e) { return e.begin < w.evaluations[50].end; };
    CHECK(std::count_if(w.evaluations.begin() + 100, w.evaluations.end(), is_early) <= o.concurrency);
}

TEST_CASE("tasks that go on with what the calling thread has begun end at its deadline, not at one of their own") {
    const watchdog dog(60s);
    for (const domain& where : {domain{0.0, 1.0}, domain{0.0, std::numeric_limits<double>::infinity()}}) {
        // The first evaluation takes most of the time, and shows that f is expensive.
        std::atomic<int> calls = 0;
        const auto f = [&](double x) {
            std::this_thread::sleep_for(calls++ == 0 ? 800ms : 1ms);
            return std::abs(std::sin(1e6 * x)) * std::exp(-x);
        };
        const auto r = integrate(f, where, {.relative_tolerance = 1e-14, .concurrency = 2, .time_limit = 1s});
        CHECK(r.status == status::deadline);
        CHECK(r.elapsed >= 1s);
        CHECK(r.elapsed < 1700ms);
    }
}
