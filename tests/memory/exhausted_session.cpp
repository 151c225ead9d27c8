// A session to which memory is refused, at each allocation in turn, by an operator new of its own: therefore a program of its own.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"

namespace {

constexpr long never = std::numeric_limits<long>::max();
long until_refused = never;  ///< allocations
long refusals = 0;           ///< how many follow each other
bool refused = false;

void* allocate(std::size_t bytes, std::size_t alignment) {
    if (until_refused != never && --until_refused < 0 && until_refused >= -refusals) {
        refused = true;
        throw std::bad_alloc();
    }
    if (void* const memory = std::aligned_alloc(alignment, (bytes / alignment + 1) * alignment)) return memory;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return allocate(bytes, static_cast<std::size_t>(alignment)); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept { std::free(memory); }

using namespace taskquad;

namespace {

/// The calls of a user who makes each again until there is memory. Only what a session allocates is refused.
class user {
public:
    explicit user(long allocations) : left_(allocations) {}

    template <class Call>
    auto operator()(Call call) {
        while (true) {
            try {
                const during_a_call now(left_);
                return call();
            } catch (const std::bad_alloc&) {
            }
        }
    }

private:
    struct during_a_call {
        explicit during_a_call(long& left) : left_(left) { until_refused = left; }
        during_a_call(const during_a_call&) = delete;
        during_a_call& operator=(const during_a_call&) = delete;
        ~during_a_call() { left_ = std::exchange(until_refused, never); }
        long& left_;
    };
    long left_;
};

/// What an observer is shown, with the places of estimates, which may come in another order, by themselves.
class witness final : public observer {
public:
    verdict on_evaluation(const evaluation& e) override { return evaluations.push_back({e.x, double(e.attempt)}), proceed(); }
    verdict on_estimate(const segment<>& s) override { return estimates.push_back({s.a, s.b}), proceed(); }
    verdict on_split(const segment<>& left, const segment<>& right) override {
        return splits.push_back({left.a, right.b}), proceed();
    }
    void on_end(const result<>& /*r*/) override { ++ends; }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return interval; }

    using list = std::vector<std::array<double, 2>>;
    list evaluations, estimates, splits;
    int ends = 0;
    std::chrono::milliseconds interval = {};

private:
    static verdict proceed() { return verdict::proceed; }
};

template <class Value>
struct run {
    result<Value> outcome;
    std::vector<double> told;  ///< abscissae, in order
    witness seen;
    bool ended = false;
};

/// One evaluation in seven fails the first time, and one in five is withdrawn once.
template <class Value, class F>
run<Value> integrate_with(const F& f, options o, long allocations, bool observed) {
    run<Value> r;
    // What an observer allocates is not refused here.
    for (auto* const list : {&r.seen.evaluations, &r.seen.estimates, &r.seen.splits}) list->reserve(1000);
    // A picture of progress takes a session of many segments a millisecond.
    if (o.relative_tolerance < 1e-2) r.seen.interval = std::chrono::hours(1);
    if (observed) o.observer = &r.seen;
    const auto no_licence = std::make_exception_ptr(std::runtime_error("no licence"));
    user calls(allocations);
    session<Value> s({0.0, 1.0}, o);
    std::vector<double> troubled;
    for (int idle = 0; idle < 3 && !r.ended; r.ended = calls([&] { return s.done(); })) {
        const auto xs = calls([&] { return s.ask(4); });
        // All that is in flight, whatever has been refused.
        REQUIRE(calls([&] { return s.overdue(std::chrono::nanoseconds(1)); }).size() == xs.size());
        idle = xs.empty() ? idle + 1 : 0;
        for (const double x : xs) {
            const auto bits = static_cast<std::uint64_t>(std::llround(x * 1e6));
            const bool first = std::find(troubled.begin(), troubled.end(), x) == troubled.end();
            if (first && (bits % 7 == 0 || bits % 5 == 0)) troubled.push_back(x);
            if (first && bits % 7 == 0) {
                calls([&] { s.fail(x, no_licence); });
            } else if (first && bits % 5 == 0) {
                calls([&] { s.withdraw(x); });
            } else {
                const Value y = f(x);
                calls([&] { s.tell(x, y); });
                r.told.push_back(x);
            }
        }
    }
    r.outcome = calls([&] { return s.result(); });
    return r;
}

template <class Value, class F>
void survives(const F& f, const options& o) {
    for (const bool observed : {false, true}) {
        auto calm = integrate_with<Value>(f, o, never, observed);
        REQUIRE(calm.outcome.converged());
        REQUIRE(calm.seen.estimates.size() < 1000);
        std::sort(calm.seen.estimates.begin(), calm.seen.estimates.end());
        for (refusals = 1; refusals <= 3; refusals += 2) {
            long moments = 0;
            for (refused = true; refused; moments += to_next_moment) {
                refused = false;
                auto r = integrate_with<Value>(f, o, moments, observed);
                CAPTURE(observed);
                CAPTURE(refusals);
                CAPTURE(moments);
                REQUIRE(r.ended);
                REQUIRE(r.outcome.value == calm.outcome.value);
                REQUIRE(same_bits(r.outcome.error, calm.outcome.error));
                REQUIRE(r.outcome.status == calm.outcome.status);
                REQUIRE(r.outcome.evaluations == calm.outcome.evaluations);
                REQUIRE(r.outcome.calls == r.told.size());
                std::sort(r.told.begin(), r.told.end());
                REQUIRE(std::adjacent_find(r.told.begin(), r.told.end()) == r.told.end());
                REQUIRE(r.seen.splits == calm.seen.splits);
                REQUIRE(r.seen.ends == calm.seen.ends);
                std::sort(r.seen.estimates.begin(), r.seen.estimates.end());
                if (o.speculation == 0) REQUIRE(r.seen.estimates == calm.seen.estimates);
                std::sort(r.seen.evaluations.begin(), r.seen.evaluations.end());
                REQUIRE(std::adjacent_find(r.seen.evaluations.begin(), r.seen.evaluations.end()) == r.seen.evaluations.end());
            }
            CHECK(moments > 50);
        }
    }
}

double peak(double x) { return 1 / (1e-2 + (x - 0.3) * (x - 0.3)); }

}  // namespace

TEST_CASE("a session of real values gets over an allocation that fails, whichever it is") {
    survives<double>(peak, {.relative_tolerance = 1e-2, .rule = simpson(), .speculation = 0, .failures = {.retries = 2}});
    survives<double>([](double x) { return std::sqrt(x); }, {.relative_tolerance = 1e-5, .failures = {.retries = 2}});
}

TEST_CASE("so does one that guesses") {
    survives<double>(
        peak, {.relative_tolerance = 1e-2, .rule = simpson(), .concurrency = 16, .speculation = 1, .failures = {.retries = 2}});
}

TEST_CASE("so does one of several components, and of local refinement") {
    using list = std::vector<std::complex<double>>;
    const auto f = [](double x) { return list{{peak(x), x}, {1, std::sqrt(x)}}; };
    survives<list>(f, {.relative_tolerance = 5e-3, .rule = clenshaw_curtis(), .failures = {.retries = 2}, .keep_partition = true});
    survives<list>(f, {.relative_tolerance = 5e-3, .rule = simpson(), .refinement = refinement::local, .failures = {.retries = 2}});
}

TEST_CASE("so does one that locates an inner place, and one that is halved after all") {
    const options located{.relative_tolerance = 1e-4, .failures = {.retries = 2}, .inner_places = inner_places::located};
    survives<double>([](double x) { return std::pow(std::abs(x - 0.4), 0.3); }, located);
    survives<double>([](double x) { return std::abs(x - 0.499) + std::sin(3 * x); }, located);
}

TEST_CASE("a guess that has failed for good is not forgotten") {
    const options o{.absolute_tolerance = 1e-6, .rule = simpson(), .concurrency = 64, .speculation = 1};
    refusals = 1;
    refused = true;
    for (long moments = 0; refused; ++moments) {
        refused = false;
        session<double> s({0.0, 1.0}, o);
        const auto xs = s.ask(50);
        s.fail(xs[5], std::make_exception_ptr(std::runtime_error("no licence")));
        user calls(moments);
        for (std::size_t i = 0; i < 5; ++i) calls([&] { s.tell(xs[i], peak(xs[i])); });
        CAPTURE(moments);
        REQUIRE(calls([&] { return s.done(); }));
        REQUIRE(s.result().status == status::failed);
        REQUIRE(s.result().failed_at == xs[5]);
    }
}
