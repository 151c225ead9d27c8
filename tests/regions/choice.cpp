// A sparse grid, and boxes from where it comes to nothing, through one engine.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <taskquad/box.hpp>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "drivers/session_state.hpp"
#include "regions/regions.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/box_families.hpp"

using namespace taskquad;

namespace {

using place = std::vector<double>;
using integrand = std::function<std::vector<double>(std::span<const double>)>;

struct task {
    std::size_t dimensions;
    integrand f;
    options o;

    [[nodiscard]] std::unique_ptr<regions::kind> kind(const options& own) const {
        return regions::regions_of(box(std::vector<domain>(dimensions, domain{0.0, 1.0})), own);
    }
};

struct answer {
    result<> flat;
    std::vector<double> components;
    std::uint64_t calls;

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
    tell_in_any_order(e, outstanding, outstanding, [&](const detail::point_view& at) {
        once = seen.insert({at.coordinates, at.coordinates + at.count}).second && once;
        return t.f({at.coordinates, at.count});
    });
    CHECK(once);
    return {e.outcome(), e.components(), seen.size()};
}

/// `break_at`: the numbers of the values after which the engine is taken to be half way through a decision, and is replaced.
answer by_session(const task& t, std::size_t n, const std::set<std::size_t>& break_at) {
    options o = t.o;
    o.concurrency = static_cast<int>(n);
    detail::flat_session::state s([&t](const options& own) { return t.kind(own); }, o,
                                  {.coordinates = t.dimensions, .components = t.f(place(t.dimensions)).size(), .complex = false});
    random_numbers random(n);
    std::vector<place> flight;
    std::set<place> asked;
    bool once = true;
    for (std::size_t told = 0; !s.engine().done(); ++told) {
        const auto coordinates = s.ask(n - flight.size());
        for (std::size_t i = 0; i < coordinates.size(); i += t.dimensions) {
            flight.emplace_back(&coordinates[i], &coordinates[i] + t.dimensions);
            once = asked.insert(flight.back()).second && once;
        }
        if (flight.empty()) FAIL("nothing is wanted before the end");
        std::swap(flight[static_cast<std::size_t>(random.below(static_cast<int>(flight.size())))], flight.back());
        s.keep(s.engine().make(flight.back().data()), t.f(flight.back()), {});
        s.broken = break_at.contains(told);
        s.recover();
        flight.pop_back();
    }
    CHECK(once);
    return {s.so_far().flat, s.engine().components(), asked.size()};
}

integrand scalar(const std::function<double(std::span<const double>)>& f) {
    return [f](std::span<const double> x) { return std::vector{f(x)}; };
}

double sum(std::span<const double> x) {
    double s = 0;
    for (const double c : x) s += c;
    return s;
}

/// That end on boxes: after a slow decay, a value that is not finite, nothing but zeros, with several components, a kink that is
/// first seen by a look.
std::vector<task> that_change() {
    const auto with = [](double tolerance) { return options{.relative_tolerance = tolerance, .max_evaluations = 60'000}; };
    const auto hat = [](double x, double centre) { return std::max(0.0, 0.03 - std::abs(x - centre)); };
    return {{2, scalar([](auto x) { return std::abs(sum(x) - 1.1); }), with(1e-4)},
            {3, scalar([](auto x) { return x[0] > 0.37 || x[1] > 0.6 ? 0.0 : std::exp(sum(x)); }), with(1e-2)},
            {2, scalar([](auto x) { return 1 / std::hypot(x[0] - 0.5, x[1] - 0.5); }), with(1e-3)},
            {2, scalar([=](auto x) { return hat(x[0], 0.33) * hat(x[1], 0.34); }), with(1e-2)},
            {2,
             [](auto x) {
                 return std::vector{std::abs(sum(x) - 1.1), x[0] * x[1], std::exp(x[0])};
             },
             with(1e-4)},
            {3, scalar([](auto x) { return std::abs(sum(x) - 0.7); }), with(1e-3)}};
}

}  // namespace

TEST_CASE("boxes go on from a sparse grid to the same bits, in whichever order values come, and nothing is evaluated twice") {
    for (const task& t : that_change()) {
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
    for (task t : that_change()) {
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
    const auto smooth = scalar([](auto x) { return std::exp(sum(x) / 3); });
    for (const std::size_t d : {2U, 3U, 5U}) {
        task t{d, smooth, {.absolute_tolerance = 1e-3, .relative_tolerance = 0}};
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
    for (task t : that_change()) {
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

TEST_CASE("with an absolute tolerance nothing is wasted in either kind, and at a change at most a quarter of what has led to it") {
    constexpr std::uint64_t most_at_a_change = 100;
    int changed = 0;
    for (int number = 0; number < 60; ++number) {
        CAPTURE(number);
        random_numbers random(static_cast<std::uint64_t>(number));
        const std::size_t d = 2 + static_cast<std::size_t>(number) / 9 % 3;
        const auto f = random_box_integrand(number % box_families, d, random);
        const task t{d,
                     scalar(f),
                     {.absolute_tolerance = number % 2 == 0 ? 3e-2 : 1e-2,
                      .relative_tolerance = 0,
                      .cubature = number % 4 == 3 ? adaptive_boxes() : automatic(),
                      .max_evaluations = 30'000}};
        const auto r = by_engine(t, 64);
        if (!r.flat.converged()) continue;
        const bool changes = t.o.cubature == automatic() && r.flat.cubature == foundation::boxes;
        const std::uint64_t wasted = r.calls - r.flat.evaluations;
        if (changes) ++changed;
        CHECK(wasted <= (changes ? most_at_a_change : 0));
    }
    CHECK(changed >= 10);
}
