#include <taskquad/nested.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "composed/valley.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;
using std::numbers::pi;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

domain unit(double /*x*/) { return {0.0, 1.0}; }
domain unit_of_two(double /*x*/, double /*y*/) { return {0.0, 1.0}; }

}  // namespace

TEST_CASE("integrals over a triangle, a disc, a plane and a ball") {
    const watchdog dog(std::chrono::seconds(60));
    const options o{.relative_tolerance = 1e-8, .concurrency = 4};
    const auto triangle = integrate_nested([](double x, double y) { return std::exp(x + y); }, {0.0, 1.0},
                                           [](double x) {
                                               return domain{0.0, 1 - x};
                                           },
                                           o);
    CHECK(triangle.converged());
    CHECK(std::abs(triangle.value - 1) <= 1e-8);
    CHECK(triangle.calls >= 21 * 23);

    const auto half = [](double x) { return std::sqrt(std::max(0.0, 1 - x * x)); };
    const auto disc = integrate_nested([](double, double) { return 1.0; }, {-1.0, 1.0},
                                       [&](double x) {
                                           return domain{-half(x), half(x)};
                                       },
                                       o);
    CHECK(std::abs(disc.value - pi) <= 1e-8 * pi);
    CHECK(std::abs(disc.value - pi) <= disc.error);

    constexpr double inf = INFINITY;
    const auto plane = integrate_nested([](double x, double y) { return std::exp(-x * x - y * y + x * y); }, {-inf, inf},
                                        [](double) {
                                            return domain{-inf, inf};
                                        },
                                        {.relative_tolerance = 1e-6});
    CHECK(std::abs(plane.value - 2 * pi / std::sqrt(3.0)) <= 1e-6 * plane.value);

    const auto ball = integrate_nested([](double, double, double z) { return z * z; }, {-1.0, 1.0},
                                       [&](double x) {
                                           return domain{-half(x), half(x)};
                                       },
                                       [&](double x, double y) {
                                           const double h = std::sqrt(std::max(0.0, 1 - x * x - y * y));
                                           return domain{-h, h};
                                       },
                                       {.relative_tolerance = 1e-5, .concurrency = 4});
    CHECK(std::abs(ball.value - 4 * pi / 15) <= 1e-5 * ball.value);
}

TEST_CASE("the error contains that of the inner integrals, and the result does not depend on the workers") {
    // The inner integral is noisy: known to 1e-7 only.
    const auto f = [](double x, double y) { return std::exp(x * y) * (1 + 1e-7 * std::sin(1e9 * (x + y * y))); };
    options o{.relative_tolerance = 1e-10, .concurrency = 1, .f_relative_accuracy = 1e-7};
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, o);
    CHECK(r.status == status::roundoff);
    CHECK(r.error > 1e-8);
    CHECK(std::abs(r.value - 1.3179021514544038949) <= r.error);  // Ei(1) - gamma: DLMF 6.6.2
    o.concurrency = 8;
    CHECK(same_bits(integrate_nested(f, {0.0, 1.0}, unit, o), r));
}

TEST_CASE("what f throws inside reaches the caller, and wrong options are refused") {
    const auto f = [](double, double y) -> double { throw std::runtime_error(y > 0 ? "inner" : "?"); };
    CHECK_THROWS_WITH_AS(integrate_nested(f, {0.0, 1.0}, unit), "inner", std::runtime_error);
    CHECK_THROWS_AS(integrate_nested([](double, double) { return 1.0; }, {0.0, 1.0}, unit, {.relative_tolerance = -1}),
                    std::invalid_argument);
}

TEST_CASE("an integral over two dimensions that has failed says why, and where") {
    const auto f = [](double x, double y) -> double {
        if (x > 0.9 && y > 0.5) throw std::runtime_error("no licence");
        return x * y;
    };
    const auto is_bad = [](const nested_result& r) {
        CHECK(r.status == status::failed);
        REQUIRE(r.place.size() >= 2);
        CHECK(r.place[0] == r.failed_at);
        CHECK(r.place[0] > 0.9);
        CHECK(r.place[1] > 0.5);
        REQUIRE(r.failure);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(r.failure), "no licence", std::runtime_error);
        CHECK(std::isnan(r.value));
        CHECK(std::isinf(r.error));
    };
    for (const int n : {1, 4}) {
        CAPTURE(n);
        std::atomic<std::uint64_t> calls = 0;
        const auto counted = [&](double x, double y) {
            ++calls;
            return f(x, y);
        };
        const auto r = integrate_nested(counted, {0.0, 1.0}, unit, {.concurrency = n, .failures = {.rethrow = false}});
        is_bad(r);
        CHECK(r.calls == calls);  // those of the slice that has failed are among them
    }
    // So has one over three.
    const auto g = [&](double x, double y, double z) { return f(x, y) + z; };
    const auto r = integrate_nested(g, {0.0, 1.0}, unit, unit_of_two, {.relative_tolerance = 1e-4, .failures = {.rethrow = false}});
    is_bad(r);
    CHECK(r.place.size() == 3);
}

TEST_CASE("of calls that fail at the same time the one that is told of is named with its place") {
    const watchdog dog(60s);
    const auto words = [](double x, double y) { return std::to_string(x) + ", " + std::to_string(y); };
    const auto f = [&](double x, double y) -> double {
        std::this_thread::sleep_for(100us + std::chrono::microseconds(static_cast<int>(1e5 * x * y) % 50));
        if (y > 0.4) throw std::runtime_error(words(x, y));
        return x + y;
    };
    for (const int retries : {0, 1}) {
        for (int i = 0; i < effort(20); ++i) {
            const options o{.concurrency = 8, .failures = {.retries = retries, .rethrow = false}, .cost_of_f = 1ms};
            const auto r = integrate_nested(f, {0.0, 1.0}, unit, o);
            REQUIRE(r.status == status::failed);
            REQUIRE(r.place.size() == 2);
            const std::string there = words(r.place[0], r.place[1]);
            CHECK_THROWS_WITH_AS(std::rethrow_exception(r.failure), there.c_str(), std::runtime_error);
        }
    }
}

TEST_CASE("an f of two or three coordinates that gives other values when it is called again is named with its place and values") {
    int calls = 0;
    const auto f = [&](double x, double y) { return x + y + ++calls; };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = 1, .verify = 1});
    REQUIRE(r.status == status::not_reproducible);
    REQUIRE(r.place.size() == 2);
    CHECK(r.not_reproducible_at == r.place[0]);
    CHECK(r.values_there[1] == r.place[0] + r.place[1] + calls);
    CHECK(r.values_there[0] < r.values_there[1]);
    const auto g = [&](double x, double y, double z) { return f(x, y) + z; };
    const auto of_three = integrate_nested(g, {0.0, 1.0}, unit, unit_of_two, {.concurrency = 1, .verify = 1});
    REQUIRE(of_three.status == status::not_reproducible);
    REQUIRE(of_three.place.size() == 3);
    CHECK(of_three.not_reproducible_at == of_three.place[0]);
    CHECK(of_three.values_there[0] < of_three.values_there[1]);
}

TEST_CASE("functions of coordinates that are not there are refused before anything is called") {
    const auto refused = [](const char* what, const auto& call) { CHECK_THROWS_WITH_AS(call(), what, std::invalid_argument); };
    double (*const none)(double, double) = nullptr;
    domain (*const nowhere)(double) = nullptr;
    const std::function<double(double, double, double)> empty;
    const std::function<domain(double, double)> without_limits;
    const auto f = [](double, double) -> double { throw std::logic_error("called"); };
    const auto g = [](double, double, double) -> double { throw std::logic_error("called"); };
    refused("taskquad: f is a null pointer", [&] { integrate_nested(none, {0.0, 1.0}, unit); });
    refused("taskquad: y_range is a null pointer", [&] { integrate_nested(f, {0.0, 1.0}, nowhere); });
    refused("taskquad: f is an empty function object", [&] { integrate_nested(empty, {0.0, 1.0}, unit, unit_of_two); });
    refused("taskquad: y_range is a null pointer", [&] { integrate_nested(g, {0.0, 1.0}, nowhere, unit_of_two); });
    refused("taskquad: z_range is an empty function object", [&] { integrate_nested(g, {0.0, 1.0}, unit, without_limits); });
}

TEST_CASE("what fails at a point is tried again there, and nowhere else") {
    int calls = 0;
    const auto f = [&](double x, double y, double z) -> double {
        ++calls;
        throw std::runtime_error(x + y + z > 0 ? "never" : "?");
    };
    const options o{.concurrency = 1, .failures = {.retries = 3, .rethrow = false}};
    CHECK(integrate_nested(f, {0.0, 1.0}, unit, unit_of_two, o).status == status::failed);
    CHECK(calls == 1 + 3);
}

TEST_CASE("where an inner integral is not finite, the outer x of that is named") {
    const auto f = [](double x, double y) { return x > 0.9 ? NAN : x * y; };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit);
    CHECK(r.status == status::non_finite);
    CHECK(r.non_finite_at > 0.9);
    CHECK(r.non_finite_at <= 1);
    REQUIRE(r.place.size() == 2);
    CHECK(r.place[0] == r.non_finite_at);
    CHECK(r.place[1] >= 0);
}

TEST_CASE("a quarter plane takes a few thousand evaluations, whichever tolerance is given") {
    const auto f = [](double x, double y) { return std::pow(1 + x + y, -3); };
    const auto half = [](double) { return domain{0.0, infinity}; };
    for (const options& o : {options{.relative_tolerance = 1e-6}, options{.absolute_tolerance = 1e-6, .relative_tolerance = 0}}) {
        const auto r = integrate_nested(f, {0.0, infinity}, half, o);
        CHECK(r.converged());
        CHECK(std::abs(r.value - 0.5) <= 1e-6 * 0.5);
        CHECK(r.evaluations <= 20'000);
    }
    // As many digits as there are, where an absolute tolerance used to meet noise far out.
    const auto r = integrate_nested(f, {0.0, infinity}, half, {.absolute_tolerance = 1e-10, .relative_tolerance = 0});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 0.5) <= 1e-10);
}

TEST_CASE("no point is evaluated twice, and all are counted, whatever f costs and however many workers there are") {
    const watchdog dog(60s);
    for (const int n : {1, 8}) {
        for (const auto cost : {0us, 2us}) {
            CAPTURE(n);
            CAPTURE(cost.count());
            std::mutex mutex;
            std::map<std::pair<double, double>, int> times;
            const auto f = [&](double x, double y) {
                const auto until = std::chrono::steady_clock::now() + cost;
                while (std::chrono::steady_clock::now() < until) {
                }
                const std::lock_guard lock(mutex);
                ++times[{x, y}];
                return valley(x, y);
            };
            const auto r = integrate_nested(f, across, along, {.relative_tolerance = 1e-5, .concurrency = n});
            CHECK(std::ranges::all_of(times, [](const auto& t) { return t.second == 1; }));
            CHECK(r.calls == times.size());
            CHECK(r.speculative == r.calls - r.evaluations);
            CHECK(r.reused == 0);
        }
    }
}

TEST_CASE("a nested integral has the same bits for any number of workers, any cost of f, and with or without speculation") {
    const watchdog dog(500s);
    const auto deep = [](double, double) { return domain{-1.0, 1.0}; };
    // A part of the ways where a sanitizer slows everything down.
    const int every = effort(20) < 20 ? 4 : 1;
    int way = 0;
    for (const refinement how : {refinement::global, refinement::local}) {
        for (const rule& rule : {gauss_kronrod(), clenshaw_curtis()}) {
            for (const unsigned budget : {10'000'000U, 9'000U}) {
                if (way++ % every != 0) continue;
                std::vector<nested_result> in_two, in_three;
                for (const int n : {1, 0, 8}) {
                    for (const auto cost : {0us, 5us}) {
                        for (const double speculation : {0.0, 2.0}) {
                            const options o{.relative_tolerance = 1e-4,
                                            .rule = rule,
                                            .refinement = how,
                                            .max_evaluations = budget,
                                            .concurrency = n,
                                            .speculation = speculation,
                                            .keep_partition = true};
                            const auto wait = [cost] {
                                const auto until = std::chrono::steady_clock::now() + cost;
                                while (std::chrono::steady_clock::now() < until) {
                                }
                            };
                            const auto f = [&](double x, double y) { return wait(), valley(x, y); };
                            const auto g = [&](double x, double y, double z) { return wait(), valley(x, y) / (1.1 + z); };
                            in_two.push_back(integrate_nested(f, across, along, o));
                            options of_three = o;
                            of_three.max_evaluations = std::max(budget, 40'000U);  // 33^3 are the least
                            if (cost == 0us) in_three.push_back(integrate_nested(g, {-1.0, 2.0}, along, deep, of_three));
                        }
                    }
                }
                CHECK(std::ranges::all_of(in_two, [&](const auto& r) { return same_bits(r, in_two.front()); }));
                CHECK(std::ranges::all_of(in_three, [&](const auto& r) { return same_bits(r, in_three.front()); }));
            }
        }
    }
}

TEST_CASE("a slice that is interrupted, as one that nobody is sure to want, goes on as if nothing had happened") {
    int calls = 0, last = 0;
    std::stop_source source;
    detail::purse purse(std::size_t{1} << 24, 10'000'000);
    const auto line_at = [&](double x) {
        return detail::line_of(
            [&, x](double y) {
                if (++calls == last) source.request_stop();
                return valley(x, y);
            },
            {-2.0, 14.0}, purse);
    };
    const options o{.relative_tolerance = 1e-6, .concurrency = 1};
    const auto whole = detail::slice_of_slices(across, 1, line_at, purse)->integrate(o, {});
    REQUIRE(whole.converged());
    const int needed = calls;
    for (last = 1; last < needed; last += needed / 9) {
        CAPTURE(last);
        calls = 0;
        source = {};
        const auto slices = detail::slice_of_slices(across, 1, line_at, purse);
        CHECK(slices->integrate(o, source.get_token()).status == status::stopped);
        CHECK(calls == last);
        CHECK(same_bits(slices->integrate(o, {}), whole));
        CHECK(calls == needed);
    }
}

TEST_CASE("what has been asked to end before it called f is no call") {
    const watchdog dog(std::chrono::seconds(60));
    for (int i = 0; i < 8; ++i) {
        std::atomic<std::uint64_t> calls = 0;
        const auto f = [&](double x, double y) {
            ++calls;
            const auto until = std::chrono::steady_clock::now() + 3us;
            while (std::chrono::steady_clock::now() < until) {
            }
            return 0.4 * x + y < 0.7 ? std::exp(x * y) : 1.0;
        };
        options o{.relative_tolerance = 1e-4, .concurrency = 8, .speculation = 1.5};
        o.cost_of_f = 30us;
        const auto r = integrate_nested(f, {0.0, 1.0}, unit, o);
        CHECK(r.calls == calls);
        CHECK(r.calls == r.evaluations + r.speculative);
    }
}

TEST_CASE("a slice catches up on all rounds that it has missed, unless only the last one counts") {
    struct peak final : detail::slice {
        peak(double y, bool straight, std::vector<double>& a) : value(y), is_one_line(straight), asked(a) {}
        nested_result integrate(const options& o, const std::stop_token& /*ended*/) override {
            asked.push_back(o.relative_tolerance);
            nested_result r;
            r.status = status::roundoff;  // so that each round asks for more
            r.value = value;
            r.error = 1e-13 * value;
            r.evaluations = r.calls = 1;
            return r;
        }
        [[nodiscard]] std::uint64_t first_estimates(const options& /*o*/) override { return 1; }
        [[nodiscard]] bool is_affordable(const options& /*o*/) override { return true; }
        [[nodiscard]] std::uint64_t spent() const override { return 1; }
        [[nodiscard]] std::uint64_t obtained() const override { return 1; }
        void begin_anew() override {}
        [[nodiscard]] bool is_straight(const options& /*o*/) const override { return is_one_line; }
        double value;
        bool is_one_line;
        std::vector<double>& asked;
    };
    for (const bool straight : {false, true}) {
        CAPTURE(straight);
        std::map<double, std::vector<double>> asked;
        const auto at = [&](double x) -> std::unique_ptr<detail::slice> {
            return std::make_unique<peak>(1 / (1e-6 + (x - 0.3) * (x - 0.3)), straight, asked[x]);
        };
        detail::purse purse(0, 1000);
        const auto r = detail::integrate_slices({0.0, 1.0}, at, {.concurrency = 1}, purse, detail::recorded_calls(nullptr, 2));
        CHECK(r.converged());
        std::size_t late = 0;
        std::vector<double> all;
        for (const auto& [x, by] : asked) all = by.size() > all.size() ? by : all;
        REQUIRE(all.size() == 3);
        for (const auto& [x, by] : asked) {
            if (by.size() < all.size()) ++late;
            if (!straight) CHECK(std::equal(by.begin(), by.end(), all.begin()));
            CHECK(by.back() == all.back());
        }
        CHECK((late > 0) == straight);
    }
}

TEST_CASE("where slices are as wrong as they may be, and of any sign, they are asked for less") {
    struct rough final : detail::slice {
        explicit rough(double at) : x(at) {}
        nested_result integrate(const options& o, const std::stop_token& /*ended*/) override {
            nested_result r;
            r.error = o.absolute_tolerance > 0 ? o.absolute_tolerance : 0.1;
            r.value = std::exp(x) + r.error * std::sin(1e9 * x);
            r.evaluations = r.calls = 1;
            return r;
        }
        [[nodiscard]] std::uint64_t first_estimates(const options& /*o*/) override { return 1; }
        [[nodiscard]] bool is_affordable(const options& /*o*/) override { return true; }
        [[nodiscard]] std::uint64_t spent() const override { return 1; }
        [[nodiscard]] std::uint64_t obtained() const override { return 1; }
        void begin_anew() override {}
        [[nodiscard]] bool is_straight(const options& /*o*/) const override { return true; }
        double x;
    };
    const auto at = [](double x) -> std::unique_ptr<detail::slice> { return std::make_unique<rough>(x); };
    detail::purse purse(0, 1000);
    const auto r =
        detail::integrate_slices({0.0, 1.0}, at, {.relative_tolerance = 1e-6}, purse, detail::recorded_calls(nullptr, 2));
    CHECK(r.converged());
    CHECK(std::abs(r.value - (std::numbers::e - 1)) <= r.error);
}

TEST_CASE("an integral that comes out far smaller than it seemed is integrated again") {
    // |x - y| over the unit square has the mean 1/3.
    const auto f = [](double x, double y) { return std::abs(x - y) - 1.0 / 3 + 3e-6; };
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.relative_tolerance = 1e-3, .rule = clenshaw_curtis()});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 3e-6) <= 3e-9);
}

TEST_CASE("a norm of the user's is refused: values are numbers") {
    options o;
    o.norm = norm([](std::span<const double> v) { return 1000 * std::abs(v.front()); });
    CHECK_THROWS_WITH_AS(integrate_nested([](double x, double y) { return x * y; }, {0.0, 1.0}, unit, o),
                         "taskquad: options: norm is a function, but the values of a nested integral are numbers",
                         std::invalid_argument);
}

TEST_CASE("an integral that cancels, or is zero, is integrated as far as there are digits") {
    const auto odd = integrate_nested([](double x, double y) { return std::sin(x) * std::exp(y); }, {-1.0, 1.0}, unit);
    CHECK(odd.status == status::roundoff);
    CHECK(std::abs(odd.value) <= odd.error);
    CHECK(odd.error < 1e-11);
    CHECK(odd.calls < 20'000);
    const auto zero = integrate_nested([](double, double) { return 0.0; }, {0.0, 1.0}, unit);
    CHECK(zero.converged());
    CHECK(zero.value == 0);
    const auto empty = integrate_nested([](double, double) { return 1.0; }, {1.0, 1.0}, unit);
    CHECK(empty.converged());
    CHECK(empty.calls == 0);
}

TEST_CASE("without memory for values a nested integral has the same bits, at the price of evaluations") {
    options o{.relative_tolerance = 1e-7, .concurrency = 1};
    const auto r = integrate_nested(valley, across, along, o);
    o.max_cache_bytes = 0;
    const auto forgetful = integrate_nested(valley, across, along, o);
    CHECK(same_bits(r, forgetful));
    CHECK(r.calls == r.evaluations);
    CHECK(forgetful.calls > r.calls);
}

TEST_CASE("wrong limits of an inner integral are named") {
    const auto wrong = [](double x) { return x > 0.5 ? domain{0.0, NAN} : domain{0.0, 1.0}; };
    const auto f = [](double x, double y) { return x * y; };
    CHECK_THROWS_WITH_AS(integrate_nested(f, {0.0, 1.0}, wrong), doctest::Contains("taskquad: domain"), std::invalid_argument);
    const auto r = integrate_nested(f, {0.0, 1.0}, wrong, {.failures = {.rethrow = false}});
    CHECK(r.status == status::failed);
    REQUIRE(r.place.size() == 1);
    CHECK(r.place[0] > 0.5);
}

TEST_CASE("a stop or the end of the time ends a nested integral in the middle of a slice") {
    const watchdog dog(60s);
    for (const int n : {1, 4}) {
        CAPTURE(n);
        std::stop_source source;
        std::atomic<int> calls = 0, after = 0;
        const auto f = [&](double x, double y) {
            if (++calls == 50) source.request_stop();
            if (calls > 50) ++after;
            std::this_thread::sleep_for(1ms);
            return x * y;
        };
        const auto r = integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = n, .stop = source.get_token()});
        CHECK(r.status == status::stopped);
        CHECK(after <= n);  // those that had begun
        CHECK(r.calls == static_cast<std::uint64_t>(calls));

        calls = 100;
        const auto late = integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = n, .time_limit = 30ms});
        CHECK(late.status == status::deadline);
        CHECK(calls - 100 <= n * 30 + n);
    }
}

TEST_CASE("an observer sees the outer integral, each slice that is worked on, and one end, that of the whole") {
    struct witness : observer {
        verdict on_evaluation(const evaluation& e) override {
            ++seen;
            return e.x > 0.99 && stops ? verdict::stop : verdict::proceed;
        }
        void on_end(const result<>& r) override {
            ++ends;
            last = r;
        }
        bool stops = false;
        int seen = 0, ends = 0;
        result<> last;
    } w;
    // From right to left, and with inner errors.
    const auto f = [](double x, double y) { return std::exp(x * y) * (1 + 1e-7 * std::sin(1e9 * (x + y * y))); };
    options o{.relative_tolerance = 1e-5, .observer = &w, .f_relative_accuracy = 1e-7};
    const auto r = integrate_nested(f, {1.0, 0.0}, unit, o);
    CHECK(r.value < 0);
    CHECK(w.ends == 1);
    CHECK(same_bits(w.last, r));
    CHECK(w.last.calls == r.calls);
    CHECK(w.seen >= 21);
    CHECK(w.seen <= 2 * 21);  // those that had to be more exact are seen twice

    w.stops = true;
    CHECK(integrate_nested(f, {1.0, 0.0}, unit, o).status == status::stopped);
}

TEST_CASE("what the type of f says is known to integrals that are made of others") {
    std::set<std::thread::id> threads;
    std::mutex mutex;
    const auto note = [&] {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        std::this_thread::sleep_for(50us);
    };
    const auto f = serial([&](double x, double y) { return note(), std::exp(x * y); });
    CHECK(integrate_nested(f, {0.0, 1.0}, unit, {.concurrency = 8}).concurrency == 1);
    const auto g = serial([&](double x) { return note(), std::exp(-x); });
    CHECK(integrate_fourier(g, 0.0, fourier::cosine, 1.0, {.concurrency = 8}).concurrency == 1);
    CHECK(integrate_principal_value(g, {-1.0, 2.0}, 0.0, {.concurrency = 8}).concurrency == 1);
    CHECK(threads.size() == 1);

    // Values of float have 7 digits, which is not found out by some thousand evaluations in vain.
    const auto rough = [](double x, double y) { return static_cast<float>(std::exp(x * y)); };
    const auto r = integrate_nested(rough, {0.0, 1.0}, unit, {.relative_tolerance = 1e-6});
    CHECK(r.converged());
    CHECK(r.evaluations == 21 * 23);
    CHECK(integrate_nested(rough, {0.0, 1.0}, unit, {.relative_tolerance = 1e-10}).calls <= 21 * 23);
    const auto tail = [](double x) { return static_cast<float>(std::exp(-x)); };
    CHECK(integrate_fourier(tail, 0.0, fourier::cosine, 1.0, {.relative_tolerance = 1e-9}).calls < 5'000);
    CHECK(integrate_principal_value(tail, {-1.0, 1.0}, 0.0, {.relative_tolerance = 1e-9}).calls < 5'000);
}
