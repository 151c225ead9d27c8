#include "values/verification.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "support/grain.hpp"

using namespace taskquad;

namespace {

/// A kink that the budget does not allow for.
double kink(double x) { return std::sqrt(std::abs(x - 1.0 / 3)); }

/// As in Fortran with a COMMON block: x goes through a place that all calls share. A call waits until
/// another one has come in between, the first call for longer, because workers have to wake.
class through_common_block {
public:
    explicit through_common_block(double (*f)(double), std::chrono::milliseconds patience = {}) : f_(f), patience_(patience) {}
    double operator()(double x) const {
        const int mine = ++shared_->calls;
        shared_->x = x;
        const auto until = std::chrono::steady_clock::now() + (mine == 1 ? 1000 : 1) * patience_;
        while (shared_->calls == mine && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        return f_(shared_->x);
    }

private:
    struct block {
        std::atomic<int> calls = 0;
        std::atomic<double> x;
    };
    double (*f_)(double);
    std::chrono::milliseconds patience_;
    std::shared_ptr<block> shared_ = std::make_shared<block>();
};

/// What is said of an f that is not reproducible.
template <class V>
void is_found_out(const result<V>& r, double (*f)(double)) {
    CHECK(r.status == status::not_reproducible);
    CHECK_FALSE(r.converged());
    const auto [first, second] = r.values_there;
    CHECK(first != second);
    CHECK(second == f(r.not_reproducible_at));
    CHECK(std::isfinite(r.value));
}

}  // namespace

TEST_CASE("an f whose calls disturb each other is found out where it exhausts the budget or looks like noise") {
    const std::chrono::milliseconds patience(5);
    const options tasks{.max_evaluations = 500, .concurrency = 8, .cost_of_f = grain::points};
    is_found_out(integrate(through_common_block(std::exp, patience), {0.0, 1.0}, tasks), std::exp);
    is_found_out(integrator(through_common_block(std::exp, patience), tasks)({0.0, 1.0}), std::exp);
    // Called by one thread at a time, the same f is right.
    for (const auto& r : {integrate(serial(through_common_block(std::exp)), {0.0, 1.0}, tasks),
                          integrate(through_common_block(std::exp), {0.0, 1.0}, {.concurrency = 1})}) {
        CHECK(r.converged());
        CHECK(r.value == doctest::Approx(std::expm1(1.0)));
    }
}

TEST_CASE("an f that changes from call to call is not taken for one of noise") {
    for (const auto& cost : {grain::segments, grain::points}) {
        for (const int n : {1, 8}) {
            std::atomic<int> calls = 0;
            const auto f = [&](double x) { return std::exp(x) * (1 + 1e-9 * std::sin(1000.0 * ++calls)); };
            options o{.relative_tolerance = 1e-13, .max_evaluations = 100'000, .concurrency = n, .cost_of_f = cost, .verify = 0};
            CHECK(integrate(f, {0.0, 1.0}, o).status == status::roundoff);
            o.verify.reset();
            const auto r = integrate(f, {0.0, 1.0}, o);
            CHECK(r.status == status::not_reproducible);
            CHECK(r.values_there[0] == doctest::Approx(r.values_there[1]));
            CHECK(r.values_there[0] != r.values_there[1]);
        }
    }
}

TEST_CASE("an f that remembers its last call is found out on one thread, by whole segments and by points") {
    for (const auto& cost : {grain::segments, grain::points}) {
        for (const std::uint64_t most : {100ULL, 5000ULL}) {
            double last = 0;
            const auto f = [&](double x) { return std::exp(x) + 1e-3 * std::exchange(last, x); };
            const auto r = integrate(f, {0.0, 1.0},
                                     {.relative_tolerance = 1e-12, .max_evaluations = most, .concurrency = 1, .cost_of_f = cost});
            CHECK(r.status == status::not_reproducible);
            CHECK(r.values_there[0] != r.values_there[1]);
            CHECK(std::abs(r.values_there[1] - std::exp(r.not_reproducible_at)) <= 1e-3);
        }
    }
}

TEST_CASE("what is said stands in the line of a result") {
    double last = 0;
    const auto f = [&](double x) { return std::exchange(last, x); };
    const auto r = integrate(f, {0.0, 1.0}, {.max_evaluations = 100, .concurrency = 1});
    CHECK(to_string(r).ends_with(" (not_reproducible_at is " + std::to_string(r.not_reproducible_at).substr(0, 1) +
                                 to_string(r).substr(to_string(r).rfind("not_reproducible_at is ") + 24)));
    CHECK(to_string(r).find("values_there are ") != std::string::npos);
}

TEST_CASE("a difficult f that is reproducible keeps its status, for a few calls more") {
    for (const auto& cost : {grain::segments, grain::points}) {
        for (const int n : {1, 8}) {
            CAPTURE(n);
            const options o{
                .relative_tolerance = 1e-14, .max_evaluations = 500, .concurrency = n, .speculation = 0, .cost_of_f = cost};
            std::atomic<std::uint64_t> calls = 0;
            const auto f = [&](double x) { return ++calls, kink(x); };
            const auto r = integrate(f, {0.0, 1.0}, o);
            CHECK(r.status == status::evaluation_limit);
            CHECK(r.calls == calls);
            CHECK(std::isnan(r.not_reproducible_at));
            options never = o;
            never.verify = 0;
            calls = 0;
            const auto without = integrate(f, {0.0, 1.0}, never);
            CHECK(without.calls == calls);
            CHECK(without.value == r.value);
            CHECK(without.evaluations == r.evaluations);
            if (n == 1) CHECK(r.calls == without.calls + 4);  // 1 % of 483 evaluations
        }
    }
}

TEST_CASE("by options::verify f is called again so often at the end of any run") {
    for (const auto& cost : {grain::segments, grain::points}) {
        for (const int n : {1, 8}) {
            const options o{.concurrency = n, .cost_of_f = cost, .verify = 10};
            std::atomic<int> calls = 0;
            const auto f = [&](double x) { return ++calls, std::exp(x); };
            const auto r = integrate(f, {0.0, 1.0}, o);
            CHECK(r.converged());
            CHECK(r.evaluations == 21);
            CHECK(calls == 31);
            CHECK(r.calls == 31);
            CHECK(r.speculative == 0);
            // An error that the tolerance hides: values differ in the tenth digit.
            calls = 0;
            const auto hidden = [&](double x) { return std::exp(x) * (++calls > 21 ? 1 + 1e-10 : 1); };
            CHECK(integrate(hidden, {0.0, 1.0}, o).status == status::not_reproducible);
            calls = 0;
            options rough = o;
            rough.f_relative_accuracy = 1e-9;
            CHECK(integrate(hidden, {0.0, 1.0}, rough).status != status::not_reproducible);
        }
    }
    CHECK_THROWS_WITH_AS(integrate(kink, {0.0, 1.0}, {.verify = -1}), "taskquad: options: verify is -1, must be >= 0",
                         std::invalid_argument);
}

TEST_CASE("an f that adds up in another order each time is reproducible where its terms cancel, too") {
    for (const auto& cost : {grain::segments, grain::points}) {
        std::atomic<int> calls = 0;
        // At x = 0, which is an abscissa, 5.6e-17 or 2.8e-17.
        const auto f = [&](double x) { return ++calls % 2 == 0 ? ((x + 0.1) + 0.2) - 0.3 : ((x - 0.3) + 0.2) + 0.1; };
        const options o{.absolute_tolerance = 1e-12, .concurrency = 1, .cost_of_f = cost, .verify = 21};
        CHECK(integrate(f, {-1.0, 1.0}, o).converged());
        CHECK(integrate([&](double x) { return std::array{0.0, f(x)}; }, {-1.0, 1.0}, o).converged());
        // One component says nothing of another.
        const auto beside = [&](double x) { return std::array{1e9, f(x) + 1e-9 * calls}; };
        CHECK(integrate(beside, {-1.0, 1.0}, o).status == status::not_reproducible);
    }
}

TEST_CASE("f is verified in all its forms, but for those that nobody can call") {
    std::atomic<int> calls = 0;
    const auto drifts = [&](double x) { return x + 1e-3 * ++calls; };
    const options o{.absolute_tolerance = 1, .concurrency = 2, .verify = 3};
    const auto says = [&](const auto& r) { return r.status == status::not_reproducible; };
    CHECK(says(integrate([&](argument at) { return drifts(at.x); }, {0.0, 1.0}, o)));
    CHECK(says(integrate([&](double x, const std::stop_token&) { return drifts(x); }, {0.0, 1.0}, o)));
    CHECK(says(integrate([&](double x) { return std::array{1.0, drifts(x)}; }, {0.0, 1.0}, o)));
    CHECK(says(integrate(
        [&](double x) {
            return std::vector{std::exp(-x), std::exp(-x) * drifts(x)};
        },
        {0.0, INFINITY}, options{.absolute_tolerance = 1e6, .verify = 3})));
    const auto many = [&](std::span<const double> x, std::span<double> y) {
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = drifts(x[i]);
    };
    CHECK(says(integrate(batch(many), {0.0, 1.0}, o)));
    const auto faster = [&](double x) {
        const int n = ++calls;
        return x + 1e-3 * n * n;
    };
    CHECK(says(integrate_principal_value(faster, {-1.0, 1.0}, 0.0, {.absolute_tolerance = 1e6, .verify = 3})));
    CHECK(integrate(async([&](double x, completion<double> done) { done(drifts(x)); }), {0.0, 1.0}, o).converged());
    session<double> s({0.0, 1.0}, o);
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, drifts(x));
    }
    CHECK(s.result().converged());
}

TEST_CASE("a call that throws when it is made again says nothing, and a stop or the end of the time ends it") {
    std::atomic<int> calls = 0;
    const auto f = [&](double x) { return ++calls > 21 ? throw std::runtime_error("no licence") : std::exp(x); };
    const auto r = integrate(f, {0.0, 1.0}, {.concurrency = 1, .verify = 5});
    CHECK(r.converged());
    CHECK(calls == 26);
    std::stop_source source;
    int again = 0;
    const auto stops = [&](double x) {
        if (++again == 23) source.request_stop();
        return std::exp(x);
    };
    CHECK(integrate(stops, {0.0, 1.0}, {.concurrency = 1, .stop = source.get_token(), .verify = 5}).converged());
    CHECK(again == 23);
}

TEST_CASE("doubtful samples are those beside which the values bend, one of each region in turn, and none twice") {
    using values::most_doubtful, values::sample, values::samples_of_region;
    const samples_of_region first{{{{0}, {1}}, {{1}, {9}}, {{2}, {1}}, {{3}, {1}}}, {1, 9, 1, 1}};
    const samples_of_region second{{{{3}, {1}}, {{4}, {1}}, {{5}, {7}}, {{6}, {1}}}, {1, 1, 7, 1}};
    const std::vector both{first, second};
    const auto x = [&](std::size_t n) {
        std::vector<double> list;
        for (const sample& s : most_doubtful(both, n)) list.push_back(s.coordinates[0]);
        return list;
    };
    CHECK(x(0).empty());
    CHECK(x(2) == std::vector<double>{1, 5});
    CHECK(x(4) == std::vector<double>{1, 5, 2, 4});
    CHECK(x(100).size() == 7);
}
