#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/bits.hpp"

using namespace taskquad;

namespace {

/// Calls f on 8 slots until all of them are within f; then a stop is requested, and each f returns what `late` says.
template <class Late>
auto stopped_within_f(const Late& late) {
    using value = std::invoke_result_t<const Late&, double>;
    std::stop_source source;
    std::atomic<int> within = 0;
    integrator quad(
        [&](double x, const std::stop_token& stop) -> value {
            if (++within == 8) source.request_stop();
            while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::microseconds(50));
            return late(x);
        },
        {.concurrency = 8, .stop = source.get_token()});
    const auto r = quad({0.0, 1.0});
    CHECK(r.status == status::stopped);
    CHECK(r.calls == 8);
    return quad.cache().values();
}

}  // namespace

TEST_CASE("values that come after the stop are kept where f says that they are whole, and not where it does not") {
    using number = std::optional<double>;
    CHECK(stopped_within_f([](double x) { return std::exp(x); }).empty());
    CHECK(stopped_within_f([](double) { return number(); }).empty());
    const auto kept = stopped_within_f([](double x) { return number(std::exp(x)); });
    CHECK(kept.size() == 8);
    for (const auto& [x, value] : kept) CHECK(value == std::exp(x));
    const auto some = stopped_within_f([](double x) { return x < 0.5 ? number(x) : number(); });
    for (const auto& [x, value] : some) CHECK(x < 0.5);
    using pair = std::array<double, 2>;
    CHECK(stopped_within_f([](double x) { return std::optional<pair>({x, 1}); }).size() == 8);
    // What f throws then is not used, as ever.
    CHECK(stopped_within_f([](double x) -> number { throw x; }).empty());
}

TEST_CASE("an f of optional values has the bits of one of values") {
    const auto f = [](double x) { return std::sqrt(std::abs(x - 0.3)); };
    const auto optionally = [&](double x, const std::stop_token&) { return std::optional(f(x)); };
    for (const int n : {1, 8}) {
        const options o{.relative_tolerance = 1e-9, .concurrency = n, .keep_partition = true};
        CHECK(same_bits(integrate(optionally, {0.0, 1.0}, o), integrate(f, {0.0, 1.0}, o)));
        CHECK(same_bits(integrate(serial(optionally), {0.0, 1.0}, o), integrate(f, {0.0, 1.0}, o)));
    }
}

TEST_CASE("an f that gives up though nobody asked it to has failed") {
    const auto f = [](double x, const std::stop_token&) { return x < 0.5 ? std::optional(x) : std::nullopt; };
    for (const int n : {1, 8}) {
        try {
            (void)integrate(f, {0.0, 1.0}, {.concurrency = n});
            FAIL("no exception");
        } catch (const std::runtime_error& e) {
            const std::string said = e.what();
            CHECK(said.starts_with("taskquad: f(x) at x = "));
            CHECK(said.ends_with(" has given up, and returned nothing, though no stop was requested"));
        }
        const auto r = integrate(f, {0.0, 1.0}, {.concurrency = n, .failures = {.rethrow = false}});
        CHECK(r.status == status::failed);
        CHECK(r.failed_at >= 0.5);
    }
    using list = std::optional<std::vector<double>>;
    CHECK_THROWS_AS(integrate([](double, const std::stop_token&) { return list(); }, {1.0, 1.0}), std::runtime_error);
}
