#include <taskquad/journal.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstddef>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "journal/files.hpp"
#include "support/bits.hpp"

using namespace taskquad;

namespace {

double bell(std::span<const double> x) {
    double sum = 0;
    for (const double c : x) sum += c * c;
    return std::exp(-sum);
}

box unit_box(std::size_t axes) { return box(std::vector<domain>(axes, domain{0.0, 1.0})); }

/// The column names that a file of values begins with.
std::string first_line(const std::string& file) {
    const std::string all = contents(file);
    return all.substr(0, all.find('\n'));
}

}  // namespace

TEST_CASE("over boxes values are kept, and come back to the last bit") {
    const folder here;
    for (const std::size_t axes : {2U, 3U, 4U, 6U}) {
        CAPTURE(axes);
        const std::string file = here / std::to_string(axes);
        options o{.absolute_tolerance = 1e3};  // that is met at the first look: what matters here is that values are kept
        const auto without = integrate(bell, unit_box(axes), o);
        for (const bool is_first : {true, false}) {
            journal j(file, {.problem = "bell"});
            o.journal = &j;
            const auto r = integrate(bell, unit_box(axes), o);
            CHECK(same_bits(r, without));
            CHECK((r.calls == 0) == !is_first);
            CHECK(j.size() >= r.evaluations);
        }
    }
}

TEST_CASE("from a journal with a random half of the values, only the others are evaluated, and all bits are the same") {
    struct integral {
        const char* name;
        double (*f)(std::span<const double>);
        cubature by;
    };
    for (const integral& i :
         {integral{"boxes", [](std::span<const double> x) { return x[0] > 0.37 ? 0.0 : std::exp(x[1]); }, adaptive_boxes()},
          integral{"boxes that begin again", [](std::span<const double> x) { return std::exp(-x[1]) / std::sqrt(x[0]); },
                   adaptive_boxes()},
          integral{"a sparse grid", bell, sparse_grid()},
          integral{"boxes after a sparse grid", [](std::span<const double> x) { return std::abs(x[0] + x[1] - 1.1); },
                   automatic()}}) {
        CAPTURE(i.name);
        const folder here;
        std::set<std::vector<double>> points;
        const auto noted = [&](std::span<const double> x) {
            points.emplace(x.begin(), x.end());
            return i.f(x);
        };
        options o{.relative_tolerance = 1e-3, .cubature = i.by, .concurrency = 1, .keep_partition = true, .verify = 0};
        const auto expected = integrate(noted, unit_box(2), o);
        CHECK(expected.evaluations == points.size());
        for (const int concurrency : {1, 8}) {
            CAPTURE(concurrency);
            o.concurrency = concurrency;
            journal j(here / std::to_string(concurrency));
            (void)j.begin({2, 1, false});
            std::mt19937 random(static_cast<unsigned>(concurrency));
            std::size_t known = 0;
            for (const auto& x : points) {
                if (random() % 2 == 0) continue;
                j.record({x, std::vector{i.f(x)}, {1, 1}, std::chrono::duration<double>(0)});
                ++known;
            }
            j.flush();
            o.journal = &j;
            const auto r = integrate(i.f, unit_box(2), o);
            CHECK(same_bits(r, expected));
            CHECK(known > points.size() / 3);
            CHECK(r.reused == known);
            CHECK(r.calls >= points.size() - known);
            if (concurrency == 1) CHECK(r.calls == points.size() - known);
        }
        o.journal = nullptr;
    }
}

TEST_CASE("points of 16 coordinates, as many as a box may have, are kept") {
    const folder here;
    std::vector<double> at;
    for (int a = 0; a < 16; ++a) at.push_back(std::sqrt(a + 0.5));
    {
        journal j(here / "run.db");
        (void)j.begin({16, 1, false});
        j.record({at, std::vector{0.1}, {1, 1}, std::chrono::duration<double>(0)});
        j.flush();
    }
    journal j(here / "run.db", {.verify = 1});
    (void)j.begin({16, 1, false});
    const auto known = j.to_be_verified();
    REQUIRE(known.size() == 1);
    CHECK(known[0].coordinates == at);
    CHECK(known[0].value == std::vector{0.1});
}

TEST_CASE("values over a box may be of any type, and a session and an integrator use those that are kept") {
    const folder here;
    const std::string file = here / "run.db";
    const box square = unit_box(2);
    const auto f = [](std::array<double, 2> x) { return std::vector{std::polar(x[0], x[1]), std::complex(-0.0, x[1])}; };
    const auto expected = integrate(f, square);
    {
        journal j(file);
        session<std::vector<std::complex<double>>, std::array<double, 2>> s(square, {.journal = &j});
        while (!s.done()) {
            for (const auto& p : s.ask(50)) s.tell(p, f(p));
        }
        CHECK(same_bits(s.result(), expected));
    }
    journal j(file);
    integrator quad(f, {.journal = &j});
    const auto r = quad(square);
    CHECK(same_bits(r, expected));
    CHECK(r.calls == 0);
    session<std::vector<std::complex<double>>, std::array<double, 2>> s(square, {.journal = &j});
    CHECK(s.ask(1).empty());
    CHECK(s.done());
    CHECK(s.result().value == expected.value);
}

TEST_CASE("a journal of a box has a column for each coordinate, in the file and as lines") {
    const folder here;
    for (const auto& [axes, names] : {std::pair<std::size_t, const char*>{2, "x,y,value,seconds"},
                                      {3, "x,y,z,value,seconds"},
                                      {4, "x1,x2,x3,x4,value,seconds"}}) {
        journal j(here / std::to_string(axes));
        (void)integrate(bell, unit_box(axes), {.absolute_tolerance = 1, .journal = &j});
        j.write_csv(here / "table");
        CHECK(first_line(here / "table") == names);
    }
}

TEST_CASE("a journal of a box refuses an f of another number of coordinates, and an f that has changed") {
    const folder here;
    const std::string file = here / "run.db";
    {
        journal j(file);
        (void)integrate(bell, unit_box(3), {.absolute_tolerance = 1, .journal = &j});
    }
    journal j(file);
    CHECK_THROWS_AS(integrate(bell, unit_box(2), {.journal = &j}), journal_mismatch);
    CHECK_THROWS_AS(integrate([](double x) { return x; }, {0.0, 1.0}, {.journal = &j}), journal_mismatch);
    // x and two distances are three numbers, too.
    CHECK_THROWS_AS(integrate([](argument at) { return at.x; }, {0.0, 1.0}, {.journal = &j}), journal_mismatch);
    journal careful(file, {.verify = 3});
    const auto other = [](std::span<const double> x) { return 1.001 * bell(x); };
    CHECK_THROWS_AS(integrate(other, unit_box(3), {.absolute_tolerance = 1, .journal = &careful}), journal_mismatch);
}
