#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <iterator>
#include <limits>
#include <numbers>
#include <set>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "problem/messages.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"

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
    const double z = s.ask().front();
    s.tell(z, 0.0);
    s.tell(z, -0.0);
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

namespace {

double through(const char* format, double x) {
    char text[400];
    std::snprintf(text, sizeof text, format, x);
    return std::strtod(text, nullptr);
}

/// The documented loop, with an x that is changed on its way; after 10 rounds it would spin for ever.
void ask_and_tell(const domain& where, const std::function<double(double)>& on_its_way) {
    session<double> s(where);
    for (int round = 0; round < 10 && !s.done(); ++round) {
        for (const double x : s.ask(64)) s.tell(on_its_way(x), std::exp(-x * x));
    }
    CHECK(s.done());
    CHECK(s.result().converged());
}

}  // namespace

TEST_CASE("an x that has lost digits on its way is refused with both, and nothing is changed") {
    session<double> s({0.0, 1.0});
    const auto asked = s.ask(64);
    REQUIRE(asked.size() == 21);
    CHECK_THROWS_WITH_AS(s.tell(through("%.15g", asked[0]), 1),
                         ("taskquad: session: told f(x) at x = 0.00217141848709596, which was not asked for, but " +
                          problem::text_of_17_digits(asked[0]) +
                          " was: x must come back to the last bit; write it with 17 digits, or in hexadecimal")
                             .c_str(),
                         std::invalid_argument);
    CHECK(s.result().calls == 0);
    for (const double x : asked) s.tell(x, std::exp(x));
    CHECK(s.done());
    CHECK(s.result().converged());
}

TEST_CASE("the loop of ask and tell ends whatever becomes of x on its way: by its result, or by an exception") {
    const domain domains[] = {{0.0, 1.0}, {-2.0, 0.3, 1.0}, {0.0, INFINITY}, {1e6, 1e6 + 1e-3}, {1e-9, 3e-9}};
    for (const domain& where : domains) {
        for (const char* format : {"%.17g", "%a", "%.25e"}) {
            ask_and_tell(where, [=](double x) { return through(format, x); });
        }
        const std::function<double(double)> changes[] = {
            [](double x) { return through("%.15g", x); },    [](double x) { return through("%.12e", x); },
            [](double x) { return through("%g", x); },       [](double x) { return static_cast<double>(static_cast<float>(x)); },
            [](double x) { return std::nextafter(x, 2e6); },
        };
        for (const auto& change : changes) {
            // What is rounded out of the domain is refused, too.
            CHECK_THROWS_AS(ask_and_tell(where, change), std::invalid_argument);
        }
    }
    CHECK_THROWS_AS(ask_and_tell({0.0, 1.0}, [](double x) { return through("%f", x); }), std::invalid_argument);
    CHECK_THROWS_AS(ask_and_tell({0.0, 1.0}, [](double x) { return through("%.12f", x); }), std::invalid_argument);
}

TEST_CASE("values of another run are taken beside an abscissa that is awaited, also close to a singular place") {
    const auto f = [](double x) { return 1 / std::sqrt(std::abs(x - 0.3)); };
    for (const domain& where : {domain{0.0, 1.0}, domain{0.0, 0.3, 1.0}}) {
        integrator coarse(f, {.relative_tolerance = 1e-12, .rule = gauss_kronrod(9), .max_evaluations = 3000});
        coarse(where);
        session<double> s(where, {.relative_tolerance = 1e-12, .rule = gauss_kronrod(15), .max_evaluations = 3000});
        const auto old = coarse.cache().values();
        REQUIRE(old.size() > 100);
        std::size_t told = 0;
        while (!s.done()) {
            const auto asked = s.ask(32);
            for (int k = 0; k < 100 && told < old.size(); ++k, ++told) s.tell(old[told].first, old[told].second);
            for (const double x : asked) s.tell(x, f(x));
        }
        CHECK(told > 100);
    }
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

TEST_CASE("a failure without an exception is refused, and changes nothing") {
    session<double> s(half_circle, worked_problem);
    const auto xs = s.ask(5);
    CHECK_THROWS_WITH_AS(s.fail(xs[1], nullptr), "taskquad: session: failure at x = 0.7853981633974483: the exception is null",
                         std::invalid_argument);
    CHECK(s.ask(5).empty());
    for (const double x : xs) s.tell(x, std::sin(x));
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, std::sin(x));
    }
    CHECK(s.result().evaluations == 373);
}

TEST_CASE("what is refused does not say what size values have") {
    const auto o = options{.rule = simpson(), .concurrency = 1};
    session<std::vector<double>> s({0.0, 1.0}, o);
    CHECK_THROWS_WITH(s.tell(5.0, {1, 2, 3}), "taskquad: session: told f(x) at x = 5, which is not in [0, 1]");
    CHECK_THROWS_WITH(s.tell(0.5, {}), "taskquad: f(x) at x = 0.5 has no components");
    s.tell(0.5, {1, 2});
    CHECK_THROWS_WITH(s.tell(0.25, {1, 2, 3}), "taskquad: f(x) at x = 0.25 has size 3, but other values have 2");
    CHECK_THROWS_WITH(s.tell(0.5, {1, 3}), "taskquad: session: told f(x) = 3 at x = 0.5, but 2 before");
    while (!s.done()) {
        for (const double x : s.ask(64)) s.tell(x, {1, 2});
    }
    CHECK(s.result().value == std::vector<double>{1, 2});

    session<std::vector<std::complex<double>>> z({0.0, 1.0}, o);
    CHECK_THROWS_AS(z.tell(-1.0, {1, 2, 3}), std::invalid_argument);
    while (!z.done()) {
        for (const double x : z.ask(64)) z.tell(x, {{1, 2}});
    }
    CHECK(z.result().value == std::vector<std::complex<double>>{{1, 2}});
}

namespace {

/// Writes down what it sees but for progress, whose moments are the clock's, and throws at one call.
class angry final : public observer {
public:
    explicit angry(int calls) : left_(calls) {}
    verdict on_evaluation(const evaluation& e) override { return note({0, e.x, e.value, double(e.attempt)}); }
    verdict on_estimate(const segment<>& s) override { return note({1, s.a, s.b, s.integral}); }
    verdict on_split(const segment<>& left, const segment<>& right) override { return note({2, left.a, left.b, right.b}); }
    verdict on_progress(const progress& /*p*/) override { return count(); }
    void on_end(const result<>& r) override { note({3, r.value, r.error, double(r.calls)}); }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return {}; }

    [[nodiscard]] bool has_thrown() const { return left_ < 0; }
    [[nodiscard]] const auto& seen() const { return seen_; }

private:
    verdict note(const std::array<double, 4>& what) {
        seen_.push_back(what);
        for (double& y : seen_.back()) {
            if (std::isnan(y)) y = -1;
        }
        return count();
    }
    verdict count() {
        if (left_ >= 0 && left_-- == 0) throw broken();
        return verdict::proceed;
    }
    int left_;
    std::vector<std::array<double, 4>> seen_;
};

/// Makes a call again that has thrown.
template <class Call>
auto insistently(Call call) {
    try {
        return call();
    } catch (const broken&) {
        return call();
    }
}

/// One evaluation in three fails the first time.
auto by_fits_and_starts(angry& a) {
    auto o = worked_problem;
    o.absolute_tolerance = 1e-4;
    o.observer = &a;
    o.failures.retries = 1;
    session<double> s(half_circle, o);
    std::set<double> failed;
    int given = 0, idle = 0;
    while (idle < 3 && !insistently([&] { return s.done(); })) {
        const auto xs = insistently([&] { return s.ask(4); });
        idle = xs.empty() ? idle + 1 : 0;
        for (const double x : xs) {
            if (++given % 3 == 0 && failed.insert(x).second) {
                insistently([&] { s.fail(x, std::make_exception_ptr(std::runtime_error("no licence"))); });
            } else {
                insistently([&] { s.tell(x, std::sin(x)); });
            }
        }
    }
    return s.result();
}

}  // namespace

TEST_CASE("wherever an observer throws, the session is where it would be, and what it saw nothing of is shown later") {
    angry calm(-1);
    const auto whole = by_fits_and_starts(calm);
    REQUIRE(whole.converged());
    int moments = 0;
    for (bool more = true; more; moments += to_next_moment) {
        angry a(moments);
        const auto r = by_fits_and_starts(a);
        more = a.has_thrown();
        CAPTURE(moments);
        REQUIRE(same_bits(r, whole));
        REQUIRE(r.calls == whole.calls);
        REQUIRE(a.seen() == calm.seen());
    }
    CHECK(moments > 60);
}
