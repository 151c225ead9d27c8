#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a nested result is printed with all coordinates of its place") {
    const auto f = [](double x, double y) -> double {
        if (x > 0.9 && y > 0.5) throw std::runtime_error("no licence");
        return x * y;
    };
    const auto failed = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.concurrency = 1, .failures = {.rethrow = false}});
    REQUIRE(failed.place.size() == 2);
    std::ostringstream x, y, printed;
    x.precision(17);
    y.precision(17);
    printed << failed;
    CHECK(printed.str() == to_string(failed));
    CHECK(contains(to_string(failed), "(at x = 0.9"));
    nested_result limited;
    limited.status = status::evaluation_limit;
    limited.place = {0.25, 0.5};
    CHECK(contains(to_string(limited), "(the end came at x = 0.25, y = 0.5)"));
    CHECK(contains(to_string(failed), ", y = 0."));
    CHECK(!contains(to_string(failed), "(failed_at"));

    int calls = 0;
    const auto changing = [&](double a, double b, double c) { return a + b + c + ++calls; };
    const auto other = integrate_nested(changing, {0, 1}, {0, 1}, {0, 1}, {.concurrency = 1, .verify = 1});
    CHECK(contains(to_string(other), ", z = 0."));
    CHECK(contains(to_string(other), "values_there are "));
    CHECK(contains(to_string(integrate_nested(f, {0.0, 0.5}, {0.0, 1.0})), "converged"));
}

TEST_CASE("a value that is a failure since it is not finite is named with both coordinates") {
    const auto f = [](double x, double y) { return x > 0.5 && y > 0.75 ? NAN : x * y; };
    for (const int retries : {0, 2}) {
        const options o{.concurrency = 1, .failures = {.retries = retries, .non_finite = true, .rethrow = false}};
        const auto r = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, o);
        CHECK(r.status == status::failed);
        REQUIRE(r.place.size() == 2);
        CHECK(r.place[0] > 0.5);
        CHECK(r.place[1] > 0.75);
        CHECK_THROWS_AS(std::rethrow_exception(r.failure), std::range_error);
    }
    CHECK_THROWS_AS(integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.failures = {.non_finite = true}}), std::range_error);
}

TEST_CASE("calls that compare values are no speculation") {
    std::uint64_t calls = 0;
    const auto f = [&](double x, double y) { return ++calls, std::exp(x * y); };
    const auto plain = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.concurrency = 1});
    calls = 0;
    const auto r = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.concurrency = 1, .verify = 2});
    CHECK(r.converged());
    CHECK(r.evaluations == plain.evaluations);
    CHECK(r.speculative == 0);
    CHECK(r.calls == calls);
    CHECK(r.calls == r.evaluations + 2 * 21);
}

TEST_CASE("an observer is told of the whole, or nothing: no forecast of a round, one clock, evaluations of f") {
    const watchdog dog(60s);
    struct witness final : observer {
        verdict on_progress(const progress& p) override {
            seen.push_back(p);
            return verdict::proceed;
        }
        verdict on_evaluation(const evaluation& e) override {
            ended.push_back(e.end);
            return verdict::proceed;
        }
        void on_end(const result<>& r) override { last = r; }
        [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return 0ms; }
        std::vector<progress> seen;
        std::vector<std::chrono::duration<double>> ended;
        result<> last;
    } w;
    const auto f = [](double x, double y) { return std::abs(x - y) + std::exp(x); };
    const auto r = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0},
                                    {.relative_tolerance = 1e-7, .concurrency = 1, .observer = &w, .cost_of_f = 1us});
    REQUIRE(r.converged());
    REQUIRE(w.seen.size() > 10);
    std::size_t known = 0;
    for (std::size_t i = 0; i < w.seen.size(); ++i) {
        const progress& p = w.seen[i];
        CHECK(std::isinf(p.remaining.count()));
        CHECK(p.needed == p.evaluations);
        CHECK(p.evaluations <= r.calls);
        if (i > 0) CHECK(p.evaluations >= w.seen[i - 1].evaluations);
        if (i > 0) CHECK(p.elapsed >= w.seen[i - 1].elapsed);
        // What one round has found is not forgotten in the next one.
        if (std::isfinite(p.error)) ++known;
        if (known > 0) CHECK(std::isfinite(p.error));
        if (known > 0) CHECK(p.target == 1e-7 * std::abs(p.integral));
    }
    CHECK(w.seen.back().evaluations > 0.9 * static_cast<double>(r.calls));
    CHECK(std::ranges::is_sorted(w.ended));
    CHECK(w.last.elapsed == r.elapsed);
    CHECK(w.ended.back() <= r.elapsed);
}
