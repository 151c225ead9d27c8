#include <taskquad/journal.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "journal/files.hpp"
#include "support/bits.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

TEST_CASE("the same program again computes nothing, and another tolerance or range uses what fits") {
    const folder here;
    const std::string file = here / "run.db";
    options o{.relative_tolerance = 1e-6, .concurrency = 8};
    const auto without = integrate(bent, {0.0, 1.0}, o);
    for (const bool is_first : {true, false}) {
        journal j(file, {.problem = "bent"});
        o.journal = &j;
        const auto r = integrate(bent, {0.0, 1.0}, o);
        CHECK(same_bits(r, without));
        CHECK((r.calls == 0) == !is_first);
        CHECK(j.size() >= r.evaluations);
    }
    journal j(file, {.problem = "bent"});
    o.journal = &j;
    o.relative_tolerance = 1e-9;
    const auto finer = integrate(bent, {0.0, 1.0}, o);
    CHECK(finer.reused >= without.evaluations);
    CHECK(finer.calls > 0);
    o.concurrency = 1;
    CHECK(same_bits(integrate(bent, {0.0, 1.0}, o), finer));
}

TEST_CASE("values of all kinds are kept to the last bit") {
    const folder here;
    const auto kept = [&](const std::string& name, const auto& run) {
        const std::string file = here / name;
        const auto before = run(journal(file));
        const auto after = run(journal(file));
        CHECK(after.calls == 0);
        CHECK(after.value == before.value);
    };
    kept("vector", [](journal&& j) {
        return integrate(
            [](double x) {
                return std::vector{std::exp(x), -0.0, x == 0.5 ? INFINITY : x};
            },
            {0.0, 1.0}, {.max_evaluations = 2000, .journal = &j, .failures = {.drop_non_finite = true}});
    });
    kept("complex", [](journal&& j) {
        return integrate([](double x) { return std::exp(std::complex(0.0, 30 * x)); }, {0.0, 1.0}, {.journal = &j});
    });
    kept("several complex", [](journal&& j) {
        return integrate(
            [](double x) {
                return std::array{std::exp(std::complex(0.0, 30 * x)), std::complex(x, -0.0)};
            },
            {0.0, 1.0}, {.journal = &j});
    });
    kept("distances", [](journal&& j) {
        return integrate([](argument at) { return 1 / std::sqrt(at.from_a * at.to_b); }, {1.0, 3.0}, {.journal = &j});
    });
    kept("more than a table has columns", [](journal&& j) {
        return integrate([](double x) { return std::vector(3000, std::exp(x)); }, {0.0, 1.0}, {.journal = &j});
    });
    // NaN, with its sign and payload, and -0.0 are no numbers of SQLite's.
    const std::string file = here / "bits";
    const std::vector<double> odd{
        std::bit_cast<double>(0xfff8000000000123ULL), -0.0, 5e-324, -INFINITY, 1.7976931348623157e308, 0.1};
    {
        journal j(file);
        (void)j.begin({1, 0, false});
        for (const double y : odd) j.record({std::vector{y == 0.1 ? 1.0 : std::abs(y) + 2}, std::vector{y}, {1, 1}, 1ms});
        j.record({std::vector{-7.0}, std::vector{odd[0]}, {1, 1}, 1ms});
        j.flush();
    }
    journal j(file);
    (void)j.begin({1, 0, false});
    const auto r = integrate([](double) { return 1.0; }, {0.0, 1.0}, {.journal = &j});
    CHECK(r.converged());
}

TEST_CASE("an f that has changed is found out before it is called for anything else") {
    const folder here;
    const std::string file = here / "run.db";
    std::atomic<int> calls = 0;
    double factor = 1;
    const auto f = [&](double x) { return ++calls, factor * bent(x); };
    const auto integral = [&](int n) {
        journal j(file, {.verify = n});
        const options o{.relative_tolerance = 1e-4, .concurrency = 8, .journal = &j};
        calls = 0;
        (void)integrate(f, {0.0, 1.0}, o);
        return integrate(f, {0.0, 1.0}, o);
    };
    (void)integral(3);  // there is nothing to verify
    CHECK(integral(5).calls == 0);
    CHECK(calls == 5);
    factor = 1.001;
    CHECK(integral(0).calls == 0);
    CHECK_THROWS_AS(integral(5), journal_mismatch);
    CHECK(message_of([&] { (void)integral(5); }).ends_with("in the file: f has changed"));
    CHECK_THROWS_AS(journal(file, {.verify = -1}), std::invalid_argument);
}

TEST_CASE("an f of several coordinates, or of a principal value, that has changed is found out, too") {
    const folder here;
    double factor = 1;
    const auto nested = [&](int n) {
        journal j(here / "nested", {.verify = n});
        return integrate_nested([&](double x, double y) { return factor * std::exp(x * y); }, {0.0, 1.0}, domain{0.0, 1.0},
                                {.relative_tolerance = 1e-6, .concurrency = 8, .journal = &j});
    };
    const auto principal = [&](int n) {
        journal j(here / "principal", {.verify = n});
        return integrate_principal_value([&](double x) { return factor * std::exp(x); }, {-1.0, 2.0}, 0.5, {.journal = &j});
    };
    const auto first = nested(0);
    (void)principal(0);
    CHECK(nested(3).calls == 3);
    CHECK(nested(3).value == first.value);
    CHECK(principal(3).converged());
    factor = 2;
    CHECK(nested(0).value == first.value);
    CHECK_THROWS_AS(nested(3), journal_mismatch);
    CHECK_THROWS_AS(principal(3), journal_mismatch);
}

TEST_CASE("an asynchronous evaluation may end after its integration, and after its journal") {
    const folder here;
    const std::string file = here / "run.db";
    std::vector<completion<double>> later;
    for (const bool is_journal_gone : {false, true}) {
        auto j = std::make_unique<journal>(file);
        std::stop_source stop;
        integrator quad(async([&](double, completion<double> done) {
                            later.push_back(std::move(done));
                            if (later.size() == 10) stop.request_stop();
                        }),
                        options{.stop = stop.get_token(), .journal = j.get()});
        CHECK(quad({0.0, 1.0 + (is_journal_gone ? 1 : 0)}).status == status::stopped);
        if (is_journal_gone) j.reset();
        for (auto& done : later) done(1.0);
        if (j) CHECK(j->size() == later.size());
        later.clear();
    }
}

TEST_CASE("journals are merged, and written as lines") {
    const folder here;
    const std::string left = here / "left", right = here / "right";
    std::uint64_t of_left = 0, of_right = 0;
    {
        journal a(left), b(right);
        (void)integrate(bent, {0.0, 0.5}, {.journal = &a});
        (void)integrate(bent, {0.5, 1.0}, {.journal = &b});
        of_left = a.size();
        of_right = b.size();
    }
    journal a(left);
    const std::uint64_t added = a.merge(right);
    CHECK(added <= of_right);
    CHECK(added >= of_right - 1);  // 0.5
    CHECK(a.size() == of_left + added);
    CHECK(a.merge(right) == 0);
    CHECK(integrate(bent, {0.0, 0.5, 1.0}, {.journal = &a}).reused > 0);
    a.write_csv(here / "table");
    std::ifstream in(here / "table");
    std::string line;
    std::uint64_t lines = 0;
    std::getline(in, line);
    CHECK(line == "x,value,seconds");
    while (std::getline(in, line)) {
        double x = 0, y = 0, seconds = -1;
        REQUIRE(std::sscanf(line.c_str(), "%lf,%lf,%lf", &x, &y, &seconds) == 3);
        CHECK(y == bent(x));
        CHECK(seconds >= 0);
        ++lines;
    }
    CHECK(lines == a.size());
    CHECK_THROWS_AS(journal(here / "third", {.problem = "another"}).merge(right), journal_mismatch);
}

TEST_CASE("an end of the domain that is -0.0 is 0.0 for a journal") {
    const folder here;
    const std::string file = here / "run.db";
    const auto f = [](argument at) { return std::exp(at.x) + at.from_a; };
    const auto integral = [&] {
        journal j(file);
        return integrate(f, {-1.0, -0.0}, {.absolute_tolerance = 1e-3, .rule = clenshaw_curtis(17), .journal = &j});
    };
    CHECK(integral().calls > 0);
    CHECK(integral().calls == 0);
    journal j(file);
    (void)j.begin({3, 1, false, true});
    j.record({std::vector{-0.0, 2.0, -0.0}, std::vector{1.0}, {1, 1}, 1ms});
    j.flush();
    CHECK_NOTHROW(journal(file).begin({3, 1, false, true}));
}

TEST_CASE("what a session is told is kept, also where an integration that wants it fails") {
    const folder here;
    journal j(here / "run.db");
    session<double> s({0.0, 1.0}, {.journal = &j});
    (void)s.ask(30);
    const auto f = [&](double x) -> double {
        s.tell(x, bent(x));
        throw std::runtime_error("f fails");
    };
    CHECK_THROWS_WITH(integrate(f, {0.0, 1.0}, {.concurrency = 1, .journal = &j}), "f fails");
    CHECK(j.size() == 1);
}

TEST_CASE("an integration of a vector that is given all values by another at the same time knows its size") {
    const folder here;
    const auto f = [](double x) {
        std::this_thread::sleep_for(50us);
        return std::vector{x, std::exp(x)};
    };
    for (int round = 0; round < 150; ++round) {
        journal j(here / std::to_string(round));
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        constexpr int together = 4;
        for (int i = 0; i < together; ++i) {
            threads.emplace_back([&] {
                const auto r = integrate(f, {0.0, 1.0}, {.concurrency = 2, .journal = &j});
                if (r.value.size() == 2 && r.value[1] > 1.7) ++good;
            });
        }
        for (std::thread& t : threads) t.join();
        CHECK(good == together);
    }
    // The same, of a session.
    journal j(here / "session");
    session<std::vector<double>> s({0.0, 1.0}, {.journal = &j});
    (void)integrate(f, {0.0, 1.0}, {.journal = &j});
    while (!s.done()) CHECK(s.ask(8).empty());
    CHECK(s.result().value.size() == 2);
    // And where another process has written them meanwhile.
    journal mine(here / "followed", {.sync = 1ms, .follow = true}), theirs(here / "followed");
    session<std::vector<double>> follows({0.0, 1.0}, {.journal = &mine});
    (void)integrate(f, {0.0, 1.0}, {.journal = &theirs});
    std::this_thread::sleep_for(200ms);
    while (!follows.done()) CHECK(follows.ask(8).empty());
    CHECK(follows.result().value.size() == 2);
}
