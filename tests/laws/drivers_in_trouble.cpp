#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/families.hpp"
#include "support/later.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

struct thrown {};

/// One run of any driver in which anything may go wrong.
class trouble {
public:
    explicit trouble(int seed) : random_(static_cast<std::uint64_t>(seed)), k_(random_.uniform(0.5, 3)) {
        if (random_.below(2) == 0) left_ = 1 + random_.below(200);
        lasting_ = random_.below(2) == 0;
        o_ = {.relative_tolerance = 1e-7,
              .rule = random_.below(2) == 0 ? simpson() : gauss_kronrod(15),
              .refinement = random_.below(2) == 0 ? refinement::global : refinement::local,
              .concurrency = many_slots(),
              .speculation = random_.uniform(0, 2),
              .stop = source_.get_token(),
              .failures = {.retries = random_.below(3), .non_finite = random_.below(2) == 0, .rethrow = random_.below(2) == 0}};
        if (random_.below(4) == 0) o_.time_limit = std::chrono::microseconds(1 + random_.below(3000));
    }

    void operator()() {
        std::jthread stopper;
        if (random_.below(3) == 0) {
            stopper = std::jthread([this, wait = random_.below(2000)] {
                std::this_thread::sleep_for(std::chrono::microseconds(wait));
                source_.request_stop();
            });
        }
        switch (random_.below(4)) {
            case 0:
                return run([this](double x) { return f(x); });
            case 1:
                return run([this](double x, const std::stop_token& stop) { return stop.stop_requested() ? -1e9 : f(x); });
            case 2:
                return run(batch(
                    [this](std::span<const double> x, std::span<double> y) {
                        for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
                    },
                    {.max_batch = static_cast<std::size_t>(1 + random_.below(40))}));
            default:
                later queue(2, 7, [this](double x, completion<double> done) {
                    const int lot = lots_++ % 400;
                    if (lot == 399) return;  // dropped
                    if (lot % 50 == 0) std::this_thread::sleep_for(100us);
                    try {
                        done(f(x));
                    } catch (...) {
                        done(std::current_exception());
                    }
                });
                return run(async(
                    [&](double x, completion<double> done) {
                        if (x < 0.01 && lots_ % 2 == 0) return done(f(x));
                        queue(x, std::move(done));
                    },
                    {.max_in_flight = static_cast<std::size_t>(1 + random_.below(200))}));
        }
    }

    int converged = 0, cut = 0, failed = 0, threw = 0, wrong = 0;

private:
    [[nodiscard]] double g(double x) const { return std::exp(k_ * x) + std::sqrt(x); }

    double f(double x) {
        const int now = --left_;
        if (now == 0 || (lasting_ && now < 0 && now > -4)) throw thrown{};
        return g(x);
    }

    template <class F>
    void run(F f) {
        integrator quad(std::move(f), o_);
        for (int i = 0; i < 2; ++i) {  // the second time with what the first has left in the cache
            try {
                check(quad({0.0, 1.0}));
            } catch (const thrown&) {
                ++threw;
                if (!o_.failures.rethrow) ++wrong;
            } catch (const std::runtime_error&) {  // dropped
                ++threw;
                if (!o_.failures.rethrow) ++wrong;
            }
        }
        for (const auto& [x, y] : quad.cache()) wrong += y == g(x) ? 0 : 1;
    }

    void check(const result<>& r) {
        if (r.converged()) {
            ++converged;
            wrong += is_prefix(r) ? 0 : 1;
            return;
        }
        (r.status == status::failed ? failed : cut) += 1;
        const bool possible = r.status == status::stopped || r.status == status::deadline || r.status == status::failed;
        if (!possible || !is_prefix(r) || (r.status == status::failed) != static_cast<bool>(r.failure)) ++wrong;
    }

    /// What a run returns is what the serial algorithm has after as many evaluations; where it has converged, so has that.
    [[nodiscard]] bool is_prefix(const result<>& r) const {
        if (r.evaluations == 0) return std::isnan(r.value) && std::isinf(r.error);
        const auto s = integrate([this](double x) { return g(x); }, {0.0, 1.0},
                                 {.relative_tolerance = o_.relative_tolerance,
                                  .rule = o_.rule,
                                  .refinement = o_.refinement,
                                  .max_evaluations = r.evaluations,
                                  .concurrency = 1});
        return same_bits(s.value, r.value) && same_bits(s.error, r.error) && s.evaluations == r.evaluations &&
               (!r.converged() || s.converged());
    }

    random_numbers random_;
    double k_;
    std::atomic<int> left_ = 1'000'000'000, lots_ = 0;
    bool lasting_ = false;
    std::stop_source source_;
    options o_;
};

}  // namespace

TEST_CASE("thousands of runs of every driver with failures, retries, stops, time limits, late and dropped completions") {
    const watchdog dog(500s);
    int converged = 0, cut = 0, failed = 0, threw = 0;
    for (const int seed : seeds(4000)) {
        CAPTURE(seed);
        trouble t(seed);
        t();
        CHECK(t.wrong == 0);
        converged += t.converged;
        cut += t.cut;
        failed += t.failed;
        threw += t.threw;
    }
    MESSAGE(converged << " converged, " << cut << " cut short, " << failed << " failed, " << threw << " threw");
    CHECK(converged > 0);
    CHECK(cut > 0);
    CHECK(failed > 0);
    CHECK(threw > 0);
}
