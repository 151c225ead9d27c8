#include "decisions/engine.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <deque>
#include <numbers>
#include <utility>
#include <vector>

#include "reference/serial.hpp"
#include "regions/regions.hpp"
#include "support/bits.hpp"
#include "support/families.hpp"

using namespace taskquad;

namespace {

/// Of segments.
class engine : public decisions::engine {
public:
    engine(const domain& where, const options& o, int workers) : decisions::engine(regions::regions_of(where, o), o, workers) {}
};

struct outcome {
    result<> r;
    int rounds = 0;  ///< of unit time, with `workers` evaluations in flight
    std::uint64_t told = 0;
};

/// Virtual workers: all values given out are told a unit of time later, in random order.
outcome drive(double (*f)(double), const domain& where, const options& o, int workers, std::uint64_t seed) {
    engine e(where, o, workers);
    random_numbers random(seed);
    outcome out;
    while (!e.done()) {
        std::vector<decisions::point_id> flight;
        while (static_cast<int>(flight.size()) < workers) {
            const auto p = e.next();
            if (!p) break;
            flight.push_back(*p);
        }
        REQUIRE(!flight.empty());
        while (!flight.empty()) {
            const auto i = static_cast<std::size_t>(random.below(static_cast<int>(flight.size())));
            e.tell(flight[i], f(e.x(flight[i])));
            flight.erase(flight.begin() + static_cast<std::ptrdiff_t>(i));
            ++out.told;
        }
        ++out.rounds;
    }
    out.r = e.outcome();
    return out;
}

const options worked_problem{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .keep_partition = true};

}  // namespace

TEST_CASE("without any thread, the worked problem takes the rounds that its tree allows") {
    auto local = worked_problem;
    local.refinement = refinement::local;
    // Level by level the tree has 5, 4, 8, 16, 32, 64, 128, 216 new abscissae: 12 waves of 64, 60 of 8.
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, local, 64, 1).rounds <= 12);
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, local, 8, 1).rounds <= 61);
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, local, 1, 1).rounds == 473);
    // Simulated: 11 and 48.
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, worked_problem, 64, 1).rounds <= 11);
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, worked_problem, 8, 1).rounds <= 48);
    CHECK(drive(std::sin, {0.0, std::numbers::pi}, worked_problem, 1, 1).rounds == 373);
}

TEST_CASE("the order in which values arrive changes nothing") {
    const auto once = drive(std::sin, {0.0, std::numbers::pi}, worked_problem, 1, 0);
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        const auto again = drive(std::sin, {0.0, std::numbers::pi}, worked_problem, 1 + static_cast<int>(seed * seed), seed);
        CHECK(same_bits(once.r, again.r));
        CHECK(again.told == again.r.evaluations);
    }
}

TEST_CASE("an engine that is stopped is honest about what it has, and makes use of what still arrives") {
    engine e({0.0, std::numbers::pi}, worked_problem, 8);
    CHECK(std::isinf(e.outcome().error));
    CHECK(std::isnan(e.outcome().value));
    std::vector<decisions::point_id> flight;
    while (const auto p = e.next()) flight.push_back(*p);
    e.stop(status::deadline);
    CHECK(e.done());
    CHECK_FALSE(e.next());
    for (const auto p : flight) e.tell(p, std::sin(e.x(p)));
    const auto r = e.outcome();
    CHECK(r.status == status::deadline);
    CHECK(r.evaluations == 5);
    CHECK(std::abs(r.value - 2) <= r.error);
    CHECK(r.error < 1e-2);
}

TEST_CASE("certain work goes on while one evaluation is late") {
    // One abscissa of the right half never arrives; everything that is certain on the left is asked for nevertheless.
    engine e({0.0, 1.0, 2.0}, worked_problem, 8);
    std::optional<decisions::point_id> late;
    int told = 0;
    while (const auto p = e.next()) {
        if (e.x(*p) > 1.6 && !late) {
            late = p;
        } else {
            e.tell(*p, std::sin(9 * e.x(*p)));
            ++told;
        }
    }
    REQUIRE(late);
    CHECK(told > 100);
    e.tell(*late, std::sin(9 * e.x(*late)));
    CHECK(e.next());
}

TEST_CASE("guesses do not change what is certain") {
    for (int seed = 0; seed < 100; ++seed) {
        CAPTURE(seed);
        random_numbers random(static_cast<std::uint64_t>(seed));
        const auto f = random_integrand(seed % families, random);
        const options o{.absolute_tolerance = std::pow(10.0, -random.uniform(2, 9)),
                        .relative_tolerance = 0,
                        .rule = seed % 2 == 0 ? simpson() : gauss_kronrod(15),
                        .refinement = seed % 4 < 2 ? refinement::global : refinement::local,
                        .max_evaluations = 50'000,
                        .speculation = 3};
        engine e({0.0, 1.0}, o, 64);
        std::vector<decisions::point_id> certain, flight;
        while (!e.done()) {
            while (flight.size() < 64) {
                auto p = e.next();
                if (p) certain.push_back(*p);
                if (!p) p = e.guess();
                if (!p) break;
                flight.push_back(*p);
            }
            const auto i = static_cast<std::size_t>(random.below(static_cast<int>(flight.size())));
            e.tell(flight[i], f(e.x(flight[i])));
            flight.erase(flight.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (!e.outcome().converged()) continue;
        std::size_t needless = 0;
        for (const auto p : certain) needless += e.point(p).committed ? 0U : 1U;
        CHECK(needless == 0);
    }
}

TEST_CASE("how many evaluations are left is foretold within a factor of 2.5, by one worker or many, with either refinement") {
    for (const auto refinement : {refinement::global, refinement::local}) {
        for (const int workers : {1, 64}) {
            options o = worked_problem;
            o.refinement = refinement;
            engine e({0.0, std::numbers::pi}, o, workers);
            std::vector<std::pair<int, double>> forecasts;
            int told = 0;
            while (const auto p = e.next()) {
                e.tell(*p, std::sin(e.x(*p)));
                if (++told % 30 == 0) forecasts.emplace_back(told, e.evaluations_left());
            }
            REQUIRE(e.done());
            CHECK(forecasts.size() >= 10);
            for (const auto& [at, left] : forecasts) {
                CAPTURE(workers);
                CHECK(left >= 0.8 * (told - at));
                CHECK(left <= 2.5 * (told - at));
            }
        }
    }
}
