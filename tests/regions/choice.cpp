// A sparse grid, and boxes from where it comes to nothing, through one engine.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <taskquad/box.hpp>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/regions.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/box_draws.hpp"
#include "support/box_families.hpp"
#include "support/broken_session.hpp"
#include "support/courses.hpp"
#include "support/effort.hpp"

using namespace taskquad;

namespace {

using courses::scalar;
using courses::task;
using place = std::vector<double>;

struct answer {
    result<> flat;
    std::vector<double> components;
    std::uint64_t calls;
    int restarts = 0;  ///< from boxes to boxes

    [[nodiscard]] bool is_same(const answer& other) const {
        bool same = same_bits(flat, other.flat) && components.size() == other.components.size();
        for (std::size_t i = 0; same && i < components.size(); ++i) same = same_bits(components[i], other.components[i]);
        return same;
    }
};

/// With so many values outstanding that arrive in any order.
answer by_engine(const task& t, std::size_t outstanding, double speculation = 0) {
    options o = t.o;
    o.speculation = speculation;
    decisions::engine e(t.kind(o), o, static_cast<int>(outstanding));
    std::set<place> seen;
    bool once = true;
    int restarts = 0;
    bool was_of_boxes = false;
    const regions::kind* over = &e.state().kind();
    tell_in_any_order(e, outstanding, outstanding, [&](const detail::point_view& at) {
        const regions::kind* const before = std::exchange(over, &e.state().kind());
        if (before != over && was_of_boxes) ++restarts;
        was_of_boxes = over->foundation() == foundation::boxes;
        once = seen.insert({at.coordinates, at.coordinates + at.count}).second && once;
        return t.f({at.coordinates, at.count});
    });
    CHECK(once);
    return {e.outcome(), e.components(), seen.size(), restarts};
}

/// `break_at`: the numbers of the values after which the engine is taken to be half way through a decision, and is replaced.
answer by_session(const task& t, std::size_t n, const std::set<std::size_t>& break_at) {
    options o = t.o;
    o.concurrency = static_cast<int>(n);
    detail::flat_session::state s([&t](const options& own) { return t.kind(own); }, o,
                                  {.coordinates = t.dimensions, .components = t.f(place(t.dimensions)).size(), .complex = false});
    const std::size_t asked = tell_and_break(s, n, n, break_at, t.f);
    return {s.so_far().flat, s.engine().components(), asked};
}

}  // namespace

TEST_CASE("boxes go on from a sparse grid to the same bits, in whichever order values come, and nothing is evaluated twice") {
    for (const task& t : courses::all()) {
        const auto expected = by_engine(t, 1);
        CHECK(expected.flat.cubature == foundation::boxes);
        CHECK(expected.flat.converged());
        CHECK(expected.calls == expected.flat.evaluations);
        for (const std::size_t outstanding : {2U, 8U, 64U}) {
            for (const double speculation : {0.0, 2.0}) CHECK(by_engine(t, outstanding, speculation).is_same(expected));
        }
    }
}

TEST_CASE("so they do in a session whose engine is replaced before, at and after the change") {
    for (task t : courses::from_sparse_grid()) {
        const auto expected = by_engine(t, 1);
        const std::size_t all = expected.calls;
        std::set<std::size_t> breaks{20, all / 2, all - 2};
        for (std::size_t told = 60; told < 700; told += 47) breaks.insert(told);
        for (const std::size_t n : {1U, 8U, 64U}) {
            t.o.speculation = n == 8 ? 2 : 0;
            CHECK(by_session(t, n, breaks).is_same(expected));
        }
    }
}

TEST_CASE("a sparse grid is looked at once more before it is believed, all at once, with the same bits and nothing in vain") {
    const auto smooth = scalar([](auto x) { return std::exp(courses::sum(x) / 3); });
    for (const std::size_t d : {2U, 3U, 5U}) {
        task t{"smooth", d, smooth, {}, {.absolute_tolerance = 1e-3, .relative_tolerance = 0}};
        const auto expected = by_engine(t, 1);
        CHECK(expected.flat.converged());
        CHECK(expected.flat.cubature == foundation::sparse_grid);
        for (const std::size_t outstanding : {2U, 8U, 64U, 512U}) {
            const auto r = by_engine(t, outstanding);
            CHECK(r.is_same(expected));
            CHECK(r.calls == r.flat.evaluations);
            CHECK(by_session(t, outstanding, {20, expected.calls / 2, expected.calls - 3}).is_same(expected));
        }
        t.o.cubature = sparse_grid();
        const auto alone = by_engine(t, 1);
        CHECK(alone.flat.value == expected.flat.value);
        CHECK(alone.flat.evaluations < expected.flat.evaluations);
        // A budget that does not allow for the look.
        t.o.cubature = automatic();
        t.o.max_evaluations = alone.flat.evaluations + 1;
        const auto early = by_engine(t, 1);
        CHECK(early.flat.status == status::evaluation_limit);
        CHECK(early.flat.value == alone.flat.value);
        CHECK(by_engine(t, 64).is_same(early));
    }
}

TEST_CASE("what the sparse grid has taken counts, and boxes find what they would find alone") {
    for (task t : courses::from_sparse_grid()) {
        const auto both = by_engine(t, 1);
        t.o.cubature = adaptive_boxes();
        const auto alone = by_engine(t, 1);
        CHECK(both.flat.segments == alone.flat.segments);
        CHECK(both.flat.error == alone.flat.error);
        CHECK(both.components == alone.components);
        CHECK(both.flat.evaluations > alone.flat.evaluations);
        CHECK(both.flat.evaluations < alone.flat.evaluations + 3000);
    }
}

namespace {

/// Random problems that end on either kind, or on both: of the nine families, and of the nineteen.
task problem_of_chance(int number) {
    const auto n = static_cast<std::size_t>(number);
    options o{.absolute_tolerance = number % 2 == 0 ? 3e-2 : 1e-2,
              .relative_tolerance = 0,
              .cubature = number % 4 == 3 ? adaptive_boxes() : automatic(),
              .max_evaluations = 30'000};
    if (number % 3 == 0) {
        const std::size_t d = 2 + n / 57 % 3;
        if (const auto p = box_draws::drawn(n / 3 % box_draws::families, d, 7, n)) {
            o.absolute_tolerance *= std::abs(p->exact);
            return {p->name, d, scalar(p->f), {p->exact}, o};
        }
    }
    random_numbers random(n);
    if (number % 10 == 4) {
        const auto p = box_draws::drawn(box_draws::with_singular_faces, 2 + n / 10 % 2, 3, n);
        o.absolute_tolerance = 1e-4 * std::abs(p->exact);
        if (number % 20 == 4) o.cubature = adaptive_boxes();
        return {p->name, 2 + n / 10 % 2, scalar(p->f), {p->exact}, o};
    }
    const std::size_t d = 2 + n / 9 % 3;
    return {"", d, scalar(random_box_integrand(number % box_families, d, random)), {}, o};
}

}  // namespace

TEST_CASE(
    "with an absolute tolerance nothing is wasted in either kind, and at a change of course no more than was certain before") {
    // What a sparse grid may be given up at is taken for a budget, so that little is required ahead of it. That a face is singular
    // nobody knows before boxes there are narrow, ten or so refinements after the first: meanwhile the others have gone on with
    // whatever was certain to be refined, as long as nothing began again.
    constexpr std::uint64_t most_at_a_change = 100, refinements_before = 16;
    int ended_on_boxes = 0, ended_on_sparse_grids = 0, changed = 0, began_again = 0;
    for (const int number : seeds(200)) {
        CAPTURE(number);
        const task t = problem_of_chance(number);
        CAPTURE(t.name);
        for (const std::size_t outstanding : {8U, 64U}) {
            CAPTURE(outstanding);
            const auto r = by_engine(t, outstanding);
            if (!r.flat.converged()) continue;
            const bool on_boxes = r.flat.cubature == foundation::boxes;
            const bool changes = t.o.cubature == automatic() && on_boxes;
            ++(on_boxes ? ended_on_boxes : ended_on_sparse_grids);
            if (changes) ++changed;
            if (r.restarts > 0) ++began_again;
            const auto at_restarts = static_cast<std::uint64_t>(r.restarts) * refinements_before * outstanding;
            CHECK(r.calls - r.flat.evaluations <= (changes ? most_at_a_change : 0) + at_restarts);
        }
    }
    if (!full_effort) return;
    CHECK(ended_on_boxes > 100);
    CHECK(ended_on_sparse_grids > 50);
    CHECK(changed > 50);
    CHECK(began_again > 10);
}

TEST_CASE("boxes that were guessed before a look learn from it what others learn after it, also beside a face without digits") {
    // Beside x = 1, the last digits of x leave a part of the integral that nobody sees.
    const auto f = scalar([](auto x) {
        const double peak = std::hypot(0.6531 - x[0], x[1] - 0.6668) < 0.1697 ? 1.1075 : 1;
        return peak / std::pow(1 - x[0], 0.7687);
    });
    const task t{"", 2, f, {}, {.relative_tolerance = 0.01372, .cubature = adaptive_boxes(), .max_evaluations = 20'000}};
    const auto expected = by_engine(t, 1);
    CHECK(expected.flat.converged());
    CHECK(expected.restarts > 0);
    for (const std::size_t outstanding : {64U, 400U}) CHECK(by_engine(t, outstanding, 8).is_same(expected));
}

TEST_CASE("what has only been guessed does not say that an integral diverges") {
    const auto f =
        scalar([](auto x) { return std::pow(x[0], -0.97278) * (1 + 2.07678 * std::exp(-x[1])) + 0.30475 * std::cos(5 * x[1]); });
    const task t{"", 2, f, {}, {.relative_tolerance = 0.162, .max_evaluations = 20'000}};
    const auto expected = by_engine(t, 1);
    for (const std::size_t outstanding : {8U, 32U, 64U, 400U}) CHECK(by_engine(t, outstanding, 8).is_same(expected));
}

TEST_CASE("where the budget does not allow for the first estimates of boxes, too, a sparse grid has all of it") {
    constexpr std::size_t d = 15;
    const auto f = scalar([](auto x) {
        double t = 0;
        for (std::size_t i = 0; i < x.size(); ++i) t += std::abs(x[i] - 0.3 - 0.02 * static_cast<double>(i));
        return std::exp(-t);
    });
    const auto within = [&](std::uint64_t budget) {
        return by_engine({"", d, f, {}, {.relative_tolerance = 1e-9, .max_evaluations = budget}}, 1).flat;
    };
    // A rule of degree 9 for 15 axes has more than 2^15 points.
    const auto alone = within(60'000), both = within(100'000);
    CHECK(alone.cubature == foundation::sparse_grid);
    CHECK(alone.evaluations > 50'000);
    CHECK(both.cubature == foundation::boxes);
}
