/// One call of the storm: a random problem under random options, and what may come of it.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>
#include <taskquad/taskquad.hpp>

#include "storm/ledger.hpp"
#include "support/bits.hpp"
#include "support/families.hpp"
#include "support/grain.hpp"

struct thrown {};

inline const taskquad::domain unit{0.0, 1.0};

/// Whatever the driver, without it, and without oneTBB, whose cancellation would end it: by a session.
template <class V = double, class F>
taskquad::result<V> reference(F&& f, const taskquad::domain& where, taskquad::options o) {
    o.concurrency = 1;
    o.stop = {};
    o.time_limit = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    o.observer = nullptr;
    taskquad::session<V> s(where, o);
    while (!s.done()) {
        for (const double x : s.ask()) s.tell(x, f(x));
    }
    return s.result();
}

inline bool same_value(double a, double b) { return same_bits(a, b); }
inline bool same_value(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
}

class weather {
public:
    /// `cancelled`: somebody around may cancel.
    weather(ledger& l, const char* kind, std::uint64_t seed, bool cancelled)
        : random(seed), k(random.uniform(0.5, 3)), may_stop(cancelled), ledger_(l), kind_(kind), seed_(seed) {
        using namespace taskquad;
        const rule rules[] = {gauss_kronrod(15), gauss_kronrod(21), clenshaw_curtis(17), clenshaw_curtis(), simpson()};
        constexpr int slots[] = {0, 1, 2, 8};
        constexpr grain::cost grains[] = {grain::automatic, grain::points, grain::segments};
        o = {.relative_tolerance = std::pow(10, -random.uniform(3, 8)),
             .rule = rules[random.below(5)],
             .refinement = random.below(2) == 0 ? refinement::global : refinement::local,
             .concurrency = slots[random.below(4)],
             .speculation = random.uniform(0, 2),
             .cost_of_f = grains[random.below(3)]};
        if (random.below(8) == 0) {
            o.time_limit = std::chrono::microseconds(1 + random.below(3000));
            may_be_late = true;
        }
        // Of two pieces at most.
        if (random.below(8) == 0)
            o.max_evaluations = 2 * o.rule.abscissae(o.rule.first_level()).size() + static_cast<std::uint64_t>(random.below(200));
    }

    [[nodiscard]] double g(double x) const { return std::exp(k * x) + std::sqrt(x); }

    /// Sometimes late, by a lot drawn on the spot.
    static void gust() {
        thread_local random_numbers lots(std::hash<std::thread::id>{}(std::this_thread::get_id()));
        const int lot = lots.below(256);
        if (lot < 16) std::this_thread::yield();
        if (lot == 255) std::this_thread::sleep_for(std::chrono::microseconds(lots.below(200)));
    }

    void wrong(const std::string& what) { ledger_.wrong(kind_, seed_, what); }
    void count(const std::string& what, long n = 1) { ledger_.count(what, n); }

    /// Has the result the bits of the reference, or, where it was cut short, those of the reference after as many evaluations?
    template <class V, class F>
    void judge(const taskquad::result<V>& r, F&& f) {
        using enum taskquad::status;
        count(std::string(r.converged()          ? "converged"
                          : r.status == stopped  ? "stopped"
                          : r.status == deadline ? "too late"
                                                 : "other"));
        const bool cut = r.status == stopped || r.status == deadline || r.status == failed;
        if ((r.status == stopped && !may_stop) || (r.status == deadline && !may_be_late) || (r.status == failed && !may_fail)) {
            return wrong("nobody asked for: " + std::string(to_string(r.status)));
        }
        if ((r.status == failed) != static_cast<bool>(r.failure)) return wrong("failed without a failure, or the other way round");
        if (cut && r.evaluations == 0) return;
        auto to = o;
        if (cut) to.max_evaluations = r.evaluations;
        const auto right = reference<V>(f, unit, to);
        if (!cut && right.status != r.status) return wrong("another status: " + std::string(to_string(r.status)));
        if (!same_value(r.value, right.value) || !same_bits(r.error, right.error) || r.evaluations != right.evaluations) {
            wrong("not the bits of the reference, after " + std::to_string(r.evaluations) + " evaluations");
        }
    }

    /// One integral by a call of `integrate`, which may throw what is permitted.
    template <class Call, class F>
    void one(Call&& call, F&& f) {
        try {
            judge(call(), f);
        } catch (const thrown&) {
            count("threw");
            if (!may_throw) wrong("an exception that nobody threw");
        } catch (const std::exception& e) {
            count("threw");
            if (!may_lose) wrong(e.what());
        }
    }

    template <class Cache, class F>
    void check_cache(const Cache& cache, F&& f) {
        const auto values = cache.values();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!same_value(values[i].second, f(values[i].first))) wrong("a wrong value in the cache");
            if (i > 0 && !(values[i - 1].first < values[i].first)) wrong("an abscissa twice in the cache");
        }
    }

    random_numbers random;
    double k;
    taskquad::options o;
    bool may_stop, may_be_late = false, may_fail = false, may_throw = false, may_lose = false;

private:
    ledger& ledger_;
    const char* kind_;
    std::uint64_t seed_;
};
