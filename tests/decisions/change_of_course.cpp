// One course of an integration ends, and another one begins: what is known meanwhile, and what is looked at ahead.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/rectangles.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/courses.hpp"

using namespace taskquad;

namespace {

/// Values arrive in any order; `after` sees the engine after each.
template <class After>
void run(decisions::engine& e, const courses::task& t, std::size_t outstanding, After&& after) {
    end_in_any_order(e, outstanding, outstanding, [&](decisions::point_id p) {
        const auto at = e.at(p);
        const auto y = t.f({at.coordinates, at.count});
        e.tell(p, std::span(y));
        after();
    });
}

double distance(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum);
}

bool is_finite(std::span<const double> value) {
    bool finite = !value.empty();
    for (const double y : value) finite = finite && std::isfinite(y);
    return finite;
}

}  // namespace

TEST_CASE("at every moment at which a run that changes its course may be stopped, there is a value, if there has been one") {
    // Of the pole, the first boxes have not met, and of the hat nobody has met, what nearly all of the integral is; nor, before the
    // look, the kink.
    const auto is_seen = [](const courses::task& t) {
        return t.name != "pole" && t.name != "hat" && t.name != "kink that is first seen by a look";
    };
    constexpr double most = 4;  // errors, which an estimate that is not to be accepted yet may be off
    for (const courses::task& t : courses::all()) {
        CAPTURE(t.name);
        for (const std::size_t outstanding : {1U, 8U}) {
            CAPTURE(outstanding);
            decisions::engine e(t.kind(t.o), t.o, static_cast<int>(outstanding));
            std::uint64_t evaluations = 0;
            bool had_one = false, always = true, never_fewer = true;
            double worst = 0;
            run(e, t, outstanding, [&] {
                const auto r = e.outcome();
                const auto value = e.components();
                never_fewer = never_fewer && r.evaluations >= evaluations;
                evaluations = r.evaluations;
                always = always && (is_finite(value) || !had_one);
                had_one = had_one || is_finite(value);
                if (is_finite(value)) worst = std::max(worst, distance(value, t.exact) / r.error);
            });
            CHECK(had_one);
            CHECK(always);
            CHECK(never_fewer);
            if (is_seen(t)) CHECK(worst <= most);
        }
    }
}

namespace {

struct kept_step {
    decisions::approximation::step::kind what;
    std::array<double, 8> numbers;
};

void take_steps(decisions::engine& e, std::vector<kept_step>& list) {
    while (const auto s = e.first_step()) {
        list.push_back(
            {s->what,
             {s->first.a, s->first.b, s->first.integral, s->first.error, s->last.a, s->last.b, s->last.integral, s->last.error}});
        e.drop_step();
    }
}

}  // namespace

TEST_CASE("an observer is shown all steps of all courses in their order, also where nobody has looked before a change") {
    observer somebody;
    for (courses::task& t : courses::all()) {
        CAPTURE(t.name);
        t.o.observer = &somebody;
        std::vector<kept_step> at_once, in_the_end;
        decisions::engine watched(t.kind(t.o), t.o, 1), neglected(t.kind(t.o), t.o, 1);
        run(watched, t, 1, [&] { take_steps(watched, at_once); });
        run(neglected, t, 1, [] {});
        take_steps(neglected, in_the_end);
        // Errors may have grown meanwhile.
        const auto is_same = [](const kept_step& s, const kept_step& u) {
            return s.what == u.what && s.numbers[0] == u.numbers[0] && s.numbers[1] == u.numbers[1] &&
                   same_bits(s.numbers[2], u.numbers[2]) && s.numbers[5] == u.numbers[5];
        };
        CHECK(std::ranges::equal(at_once, in_the_end, is_same));
        CHECK(!neglected.first_step());
    }
}

TEST_CASE("of a sparse grid an observer is shown the terms, which add up to the value") {
    observer somebody;
    for (courses::task& t : courses::from_sparse_grid()) {
        if (t.exact.size() > 1) continue;
        CAPTURE(t.name);
        t.o.observer = &somebody;
        t.o.cubature = sparse_grid();
        t.o.max_evaluations = 3'000;
        for (const std::size_t outstanding : {1U, 8U}) {
            std::vector<kept_step> steps;
            decisions::engine e(t.kind(t.o), t.o, static_cast<int>(outstanding));
            run(e, t, outstanding, [&] { take_steps(e, steps); });
            const auto r = e.outcome();
            double sum = 0;
            for (const kept_step& s : steps) {
                CHECK(s.what == decisions::approximation::step::kind::estimate);
                CHECK(s.numbers[0] == 0);
                CHECK(s.numbers[1] == 0);
                CHECK(s.numbers[3] == std::abs(s.numbers[2]));
                sum += s.numbers[2];
            }
            CHECK(steps.size() == r.segments);
            if (std::isfinite(r.value)) CHECK(sum == doctest::Approx(r.value));
        }
    }
}

namespace {

/// Values arrive one by one, until the course ends. `after` is called after each decision.
template <class After>
void advance_all(decisions::course& c, const courses::task& t, After&& after) {
    while (true) {
        const auto p = c.state->next();
        if (!p) return;
        const auto at = c.state->at(*p);
        const auto y = t.f({at.coordinates, at.count});
        c.state->tell(*p, std::span(y));
        bool news = false;
        while (const auto s = c.state->take_known()) {
            c.decisions->known(*s);
            news = true;
        }
        if (news && c.decisions->advance()) return;
        if (news) after();
    }
}

}  // namespace

TEST_CASE("nobody guesses what comes after boxes have begun again") {
    int guesses = 0, ends = 0, waiting = 0;
    for (int number = 0; number < 20; ++number) {
        const double a = 0.05 * number + 0.03, b = 0.9 - 0.04 * number;
        const auto f = courses::scalar(
            [=](auto x) { return 1 / std::sqrt(x[0]) + 0.3 / (0.02 + std::pow(x[0] - a, 2) + std::pow(x[1] - b, 2)); });
        const courses::task t{"", 2, f, {}, {.relative_tolerance = 1e-5, .cubature = adaptive_boxes()}};
        auto c = decisions::course_of(t.kind(t.o), t.o, 64);
        advance_all(c, t, [&] {
            for (const auto s : c.state->leaves()) {
                if ((*c.state)[s].gives_way) ++waiting;
            }
            c.decisions->imagine();
            while (const auto g = c.decisions->next_guess(true)) {
                ++guesses;
                if (g->region != decisions::no_region && (*c.state)[g->region].gives_way) ++ends;
            }
        });
    }
    CHECK(guesses > 100);
    CHECK(waiting > 0);
    CHECK(ends == 0);
}

namespace {

/// Those at the left side say that there is a better way.
class rectangles_that_give_way final : public rectangles {
public:
    using rectangles::rectangles;
    void decide(region& r, const region* parent, std::span<const region> siblings) override {
        rectangles::decide(r, parent, siblings);
        r.gives_way = r.place[0] == 0 && r.depth > 0;
    }
};

struct rounds {
    std::size_t count = 0;
    result<> r;
};

/// In rounds of so many evaluations, as far as that many are wanted.
rounds in_rounds(std::unique_ptr<regions::kind> k, const options& o, int workers) {
    decisions::engine e(std::move(k), o, workers);
    rounds all;
    for (; !e.done(); ++all.count) {
        std::vector<decisions::point_id> flight;
        while (flight.size() < static_cast<std::size_t>(workers)) {
            const auto p = e.next();
            if (!p) break;
            flight.push_back(*p);
        }
        for (const auto p : flight) {
            const double* const x = e.at(p).coordinates;
            e.tell(p, 1 / std::sqrt(x[0] + 1e-4) + 1 / (0.01 + std::pow(std::sin(9 * (x[0] + x[1])), 2)));
        }
    }
    all.r = e.outcome();
    return all;
}

}  // namespace

TEST_CASE("where the budget does not allow all to begin again, regions that give way are refined like others, and as early") {
    // 805 points are in the first estimates of 40 columns, and twice as many columns would begin with 2,000.
    const options o{.absolute_tolerance = 1e-3, .relative_tolerance = 0, .max_evaluations = 2'800, .speculation = 0};
    for (const int workers : {1, 8, 64}) {
        CAPTURE(workers);
        const auto plain = in_rounds(std::make_unique<rectangles>(40), o, workers);
        const auto giving_way = in_rounds(std::make_unique<rectangles_that_give_way>(40), o, workers);
        CHECK(same_bits(giving_way.r, plain.r));
        CHECK(giving_way.count == plain.count);
    }
}
