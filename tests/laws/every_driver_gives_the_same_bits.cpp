#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "laws/problems.hpp"
#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/later.hpp"
#include "support/watchdog.hpp"

namespace {

constexpr double speculations[] = {0, 0.5, 3};

/// Somebody who asks for a random number, tells in random order, loses workers, and knows values that nobody asked for.
taskquad::result<> ask_and_tell(const problem& p, const taskquad::options& o, random_numbers& random) {
    taskquad::session<double> s({0.0, 1.0}, o);
    std::vector<double> flights;
    const int most = 1 + random.below(100);
    while (!s.done()) {
        for (const double x : s.ask(static_cast<std::size_t>(random.below(most)) + (flights.empty() ? 1 : 0))) flights.push_back(x);
        for (int n = random.below(most) + 1; n > 0 && !flights.empty(); --n) {
            std::swap(flights[static_cast<std::size_t>(random.below(static_cast<int>(flights.size())))], flights.back());
            const double x = flights.back();
            flights.pop_back();
            const int lot = random.below(50);
            if (lot == 0) {
                s.withdraw(x);
            } else if (lot == 1) {
                const double y = random.uniform();
                s.tell(y, p.f(y));
                flights.push_back(x);
            } else {
                s.tell(x, p.f(x));
                if (lot == 2) s.tell(x, p.f(x));
            }
        }
    }
    return s.result();
}

}  // namespace

TEST_CASE("1000 random problems have the bits of the serial reference with ask and tell, whatever the order and the speculation") {
    const watchdog dog(std::chrono::seconds(500));
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        random_numbers random(static_cast<std::uint64_t>(seed) + 1000);
        const auto expected = reference::serial(p.f, {0.0, 1.0}, p.options)();
        for (const double w : speculations) {
            p.options.concurrency = random.below(100);
            p.options.speculation = w;
            CHECK(same_bits(ask_and_tell(p, p.options, random), expected));
        }
    }
}

TEST_CASE("1000 random problems have the bits of the serial reference in batches of at most 1, 7, 64, and any number") {
    const watchdog dog(std::chrono::seconds(500));
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        const auto expected = reference::serial(p.f, {0.0, 1.0}, p.options)();
        const std::size_t caps[] = {1, 7, 64, std::numeric_limits<std::size_t>::max()};
        for (std::size_t i = 0; i < 4; ++i) {
            CAPTURE(i);
            p.options.speculation = speculations[(static_cast<std::size_t>(seed) + i) % 3];
            p.options.concurrency = seed % 2 == 0 ? 1 : 4;
            std::atomic<std::size_t> largest = 0;
            const auto f = taskquad::batch(
                [&](std::span<const double> x, std::span<double> y) {
                    std::transform(x.begin(), x.end(), y.begin(), p.f);
                    for (std::size_t seen = largest; x.size() > seen && !largest.compare_exchange_weak(seen, x.size());) {
                    }
                },
                {.max_batch = caps[i]});
            const auto r = taskquad::integrate(f, {0.0, 1.0}, p.options);
            CHECK(same_bits(r, expected));
            CHECK(largest <= caps[i]);
        }
    }
}

TEST_CASE("1000 random problems have the bits of the serial reference when values come asynchronously, in random order") {
    const watchdog dog(std::chrono::seconds(500));
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        const auto expected = reference::serial(p.f, {0.0, 1.0}, p.options)();
        later queue(2, static_cast<std::uint64_t>(seed), [&](double x, taskquad::completion<double> done) { done(p.f(x)); });
        p.options.speculation = speculations[seed % 3];
        const auto in_flight = 1 + static_cast<std::size_t>(seed) * static_cast<std::size_t>(seed) % 500;
        const auto r =
            taskquad::integrate(taskquad::async([&](double x, taskquad::completion<double> done) { queue(x, std::move(done)); },
                                                {.max_in_flight = in_flight}),
                                {0.0, 1.0}, p.options);
        CHECK(same_bits(r, expected));
    }
}
