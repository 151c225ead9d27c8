#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/watchdog.hpp"

using namespace std::chrono_literals;
using namespace taskquad;

TEST_CASE("what another call delivers is taken up while the caller is in a long evaluation of its own") {
    const watchdog dog(60s);
    for (const int concurrency : {8, 16}) {
        CAPTURE(concurrency);
        std::atomic<bool> a_may_end = false, left_goes_on = false, waited_in_vain = false;
        std::atomic<int> of_a = 0, of_b = 0;
        const auto f = [&](double x) {
            // Those of the first call, by Simpson's rule on [-1, 0].
            if (x == -1 || x == -0.75 || x == -0.5 || x == -0.25 || (x == 0 && of_a < 5)) {
                ++of_a;
                while (!a_may_end) std::this_thread::sleep_for(1ms);
                return std::exp(x);
            }
            // The second has these on the right for itself; they last until the left is refined.
            if (x > 0) {
                ++of_b;
                for (int i = 0; i < 5'000 && !left_goes_on; ++i) std::this_thread::sleep_for(1ms);
                if (!left_goes_on) waited_in_vain = true;
                return std::exp(x);
            }
            left_goes_on = true;
            return std::exp(x);
        };
        // The first has five evaluations and no more; the second bisects on the left as soon as it knows about those.
        options o{.absolute_tolerance = 1e-15,
                  .relative_tolerance = 0,
                  .rule = simpson({.guarded = true}),
                  .concurrency = 8,
                  .speculation = 0,
                  .max_segments = 1};
        integrator quad(f, o);
        std::thread first([&] { quad({-1.0, 0.0}); });
        while (of_a < 5) std::this_thread::sleep_for(1ms);
        o.concurrency = concurrency;
        o.max_segments = 8;
        o.speculation = 0.5;  // while the right is not known, the left is refined on suspicion
        std::thread opens([&] {
            while (of_b < 1) std::this_thread::sleep_for(1ms);
            std::this_thread::sleep_for(20ms);
            a_may_end = true;
        });
        (void)detail::run({f, quad.cache().shape()}, {-1.0, 0.0, 1.0}, o, quad.cache().current());
        CHECK(left_goes_on);
        CHECK_FALSE(waited_in_vain);
        opens.join();
        first.join();
    }
}
