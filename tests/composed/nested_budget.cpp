#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

domain unit(double /*x*/) { return {0.0, 1.0}; }
domain unit_of_two(double /*x*/, double /*y*/) { return {0.0, 1.0}; }

/// Slices next to the corner take thousands of evaluations each.
double singular(double x, double y) { return 1 / (x + y); }
constexpr double exact_singular = 2 * std::numbers::ln2;

}  // namespace

TEST_CASE("a nested integral keeps its budget, and what there is in the end is an answer with its error") {
    for (const rule& r : {gauss_kronrod(), clenshaw_curtis()}) {
        for (const std::uint64_t budget : {1'100U, 2'000U, 5'000U, 14'000U, 30'000U}) {
            CAPTURE(budget);
            std::uint64_t calls = 0;
            const auto f = [&](double x, double y) { return ++calls, singular(x, y); };
            const auto all = integrate_nested(f, {0.0, 1.0}, unit, {.rule = r, .max_evaluations = budget, .concurrency = 1});
            CHECK(calls <= budget);
            CHECK(all.calls == calls);
            CHECK(all.evaluations <= budget);
            CHECK(all.status == status::evaluation_limit);
            // A rule with an abscissa at x = 0, where the slice is not finite, knows nothing before it has a panel there.
            if (r.abscissae(r.first_level()).front() > -1) CHECK(std::isfinite(all.error));
            CHECK((std::isinf(all.error) || std::abs(all.value - exact_singular) <= all.error));
        }
    }
}

TEST_CASE("where a budget ends a nested integral, it ends with the same bits whatever the workers do") {
    const watchdog dog(120s);
    const auto f = [](double x, double y, double z) { return singular(x, y) / (1 + z); };
    for (const unsigned budget : {1'500U, 14'000U, 60'000U}) {
        if (budget > 1'500U && !full_effort) break;
        std::vector<nested_result> in_two, in_three;
        for (const int n : {1, 0, 8}) {
            for (const double speculation : {0.0, 1.5}) {
                const options o{.max_evaluations = budget, .concurrency = n, .speculation = speculation, .keep_partition = true};
                in_two.push_back(integrate_nested(singular, {0.0, 1.0}, unit, o));
                if (budget > 11'000) in_three.push_back(integrate_nested(f, {0.0, 1.0}, unit, unit_of_two, o));
                CHECK(in_two.back().status == status::evaluation_limit);
                CHECK(in_two.back().calls <= (n == 1 ? budget : 2 * budget));
            }
        }
        CHECK(std::ranges::all_of(in_two, [&](const auto& r) { return same_bits(r, in_two.front()); }));
        CHECK(std::ranges::all_of(in_two, [&](const auto& r) { return r.place == in_two.front().place; }));
        CHECK(std::ranges::all_of(in_three, [&](const auto& r) { return same_bits(r, in_three.front()); }));
        CHECK(std::ranges::all_of(in_three, [&](const auto& r) { return r.evaluations <= budget; }));
    }
}

TEST_CASE("a budget of what a nested integral takes suffices, and one less does not") {
    const auto f = [](double x, double y) { return std::abs(std::sin(9 * x * y)); };
    for (const int n : {1, 8}) {
        CAPTURE(n);
        options o{.relative_tolerance = 1e-6, .concurrency = 1, .speculation = 0};
        const auto free = integrate_nested(f, {0.0, 1.0}, unit, o);
        REQUIRE(free.converged());
        o.concurrency = n;
        o.max_evaluations = free.calls;
        CHECK(same_bits(integrate_nested(f, {0.0, 1.0}, unit, o), free));
        o.max_evaluations = free.calls - 1;
        const auto limited = integrate_nested(f, {0.0, 1.0}, unit, o);
        CHECK(limited.status == status::evaluation_limit);
        CHECK(std::abs(limited.value - free.value) <= limited.error + free.error);
    }
}

TEST_CASE("workers make few calls more than a budget allows for") {
    const watchdog dog(120s);
    std::atomic<std::uint64_t> calls = 0;
    const auto f = [&](double x, double y) {
        ++calls;
        std::this_thread::sleep_for(20us);
        return singular(x, y);
    };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.max_evaluations = 5'000, .concurrency = 8, .verify = 0});
    CHECK(r.status == status::evaluation_limit);
    CHECK(r.calls == calls);
    CHECK(r.calls == r.evaluations + r.speculative);
    CHECK(calls <= 7'500);
}

TEST_CASE("a single slice may use up a budget, and is named") {
    const auto f = [](double x, double y) { return x + std::sin(1e6 * y); };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.relative_tolerance = 1e-9, .max_evaluations = 20'000});
    CHECK(r.status == status::evaluation_limit);
    CHECK(r.place.size() == 1);
}

TEST_CASE("a budget that is less than the first estimates of a nested integral take is refused, with what they take") {
    const auto refused = [](std::uint64_t needed, double exact, const auto& integral) {
        const std::string message = "taskquad: options: max_evaluations is " + std::to_string(needed - 1) +
                                    ", must be >= " + std::to_string(needed) + ", which the first estimates over this domain take";
        CHECK_THROWS_WITH_AS(integral(needed - 1), message.c_str(), std::invalid_argument);
        const auto r = integral(needed);
        CHECK(r.evaluations == needed);
        CHECK(std::isfinite(r.value));
        CHECK(std::abs(r.value - exact) <= r.error);
    };
    int calls = 0;
    // 21 slices, each with 21 abscissae, and one beside either end.
    refused(21 * 23, exact_singular, [&](std::uint64_t budget) {
        const auto f = [&](double x, double y) { return ++calls, singular(x, y); };
        calls = 0;
        try {
            return integrate_nested(f, {0.0, 1.0}, unit, {.max_evaluations = budget, .concurrency = 1});
        } catch (...) {
            CHECK(calls == 0);
            throw;
        }
    });
    refused(33 * 33, std::numbers::e - 1, [](std::uint64_t budget) {
        const auto f = [](double x, double y) { return std::exp(x) + std::abs(y - 0.3) - 0.29; };
        return integrate_nested(f, {0.0, 1.0}, unit, {.rule = clenshaw_curtis(), .max_evaluations = budget});
    });
    refused(21 * 23 * 23, exact_singular / 2, [](std::uint64_t budget) {
        return integrate_nested([](double x, double y, double z) { return singular(x, y) * z; }, {0.0, 1.0}, unit, unit_of_two,
                                {.max_evaluations = budget});
    });
}

TEST_CASE("a slice whose limits need more than the budget ends the run with the same bits whatever the workers do") {
    const auto with_many_pieces = [](int pieces) {
        std::vector<double> points;
        for (int i = 0; i <= pieces; ++i) points.push_back(static_cast<double>(i) / pieces);
        return domain(points);
    };
    // None of the first slices is there.
    const auto limits = [&](double x) { return with_many_pieces(x > 0.61 && x < 0.62 ? 2'000 : 1); };
    const auto f = [](double x, double y) { return std::abs(x - 0.613) + y; };
    const auto g = [](double x, double y, double z) { return std::abs(x - 0.613) + y + z; };
    std::vector<nested_result> in_two, in_three;
    for (const int n : {1, 0, 8}) {
        in_two.push_back(integrate_nested(f, {0.0, 1.0}, limits, {.max_evaluations = 4'000, .concurrency = n}));
        const options of_three{.rule = gauss_kronrod(11), .max_evaluations = 20'000, .concurrency = n};
        in_three.push_back(integrate_nested(g, {0.0, 1.0}, limits, unit_of_two, of_three));
    }
    for (const auto& all : {in_two, in_three}) {
        CHECK(all.front().status == status::evaluation_limit);
        CHECK(std::ranges::all_of(all, [&](const auto& r) { return same_bits(r, all.front()); }));
        REQUIRE(all.front().place.size() == 1);
        CHECK(all.front().place.front() > 0.61);
        CHECK(std::ranges::all_of(all, [&](const auto& r) { return r.place == all.front().place; }));
    }
}

TEST_CASE("a slice of no width needs nothing of a budget that is used up") {
    const auto below = [](double x) { return domain{0.0, std::max(0.0, 0.5 - x)}; };
    const auto f = [](double x, double y) { return 1 + x + y; };
    options o{.relative_tolerance = 1e-3, .concurrency = 1};
    const auto free = integrate_nested(f, {0.0, 0.5, 1.0}, below, o);
    o.max_evaluations = free.calls;
    CHECK(free.calls == 21 * 23);
    for (const int n : {1, 8}) {
        o.concurrency = n;
        CHECK(same_bits(integrate_nested(f, {0.0, 0.5, 1.0}, below, o), free));
    }
}

TEST_CASE("after a failure for good no round is begun") {
    // Where x > 0.5 each value is another one. The slices before that would be more exact in another round.
    int calls = 0, last_of_failure = 0;
    double failing = 0;
    const auto f = [&](double x, double y) {
        ++calls;
        if (x < 0.5) return std::abs(x - y);
        if (failing == 0) failing = x;
        if (x == failing) last_of_failure = calls;
        return std::abs(x - y) + 1e-3 * calls;
    };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = 1, .verify = 1});
    CHECK(r.status == status::not_reproducible);
    CHECK(r.not_reproducible_at == failing);
    CHECK(calls == last_of_failure);
}

TEST_CASE("a stop after the first estimates leaves their answer, and before that none, as the message says") {
    for (const int at : {100, 2'000}) {
        CAPTURE(at);
        std::stop_source source;
        int calls = 0;
        const auto f = [&](double x, double y) {
            if (++calls == at) source.request_stop();
            return singular(x, y);
        };
        const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = 1, .stop = source.get_token()});
        CHECK(r.status == status::stopped);
        CHECK(calls == at);
        CHECK(std::isnan(r.value) == (at == 100));
        CHECK(std::isinf(r.error) == (at == 100));
        CHECK((std::isinf(r.error) || std::abs(r.value - exact_singular) <= r.error));
        CHECK(to_string(r).find("cache") == std::string::npos);
        CHECK(to_string(r).find("NaN: on nothing yet") != std::string::npos);
    }
}

TEST_CASE("no slice is begun in vain unless options::speculation says so") {
    const auto f = [](double x, double y) { return std::sqrt(std::abs(x - y * y)); };
    const auto run = [&](std::optional<double> speculation) {
        return integrate_nested(f, {0.0, 1.0}, domain{0.0, 1.0},
                                {.relative_tolerance = 1e-3, .concurrency = 8, .speculation = speculation});
    };
    const auto r = run({});
    CHECK(r.converged());
    CHECK(r.calls == run(0).calls);
}
