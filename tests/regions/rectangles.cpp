// Rectangles go through the engine, a session and the driver of tasks, none of which knows what a region is.
#include "regions/rectangles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <set>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "drivers/drivers.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/broken_session.hpp"
#include "support/families.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;

namespace {

using place = std::pair<double, double>;

struct problem_in_two_dimensions {
    std::function<double(double, double)> f;
    double exact;
};

/// Narrower than a rectangle of the first partition, with the integral by error functions.
problem_in_two_dimensions peak(double x0, double y0, double width) {
    const auto along = [=](double c) {
        return width * std::sqrt(std::numbers::pi) / 2 * (std::erf((1 - c) / width) + std::erf(c / width));
    };
    return {[=](double x, double y) { return std::exp(-((x - x0) * (x - x0) + (y - y0) * (y - y0)) / (width * width)); },
            along(x0) * along(y0)};
}

options with(double tolerance, refinement how, int concurrency = 0, double speculation = 0) {
    return {.absolute_tolerance = tolerance,
            .relative_tolerance = 0,
            .refinement = how,
            .max_evaluations = 200'000,
            .concurrency = concurrency,
            .speculation = speculation,
            .keep_partition = true};
}

/// The serial algorithm, slow and obvious: of all leaves the one of largest error is divided, until their sum is small enough.
struct reference {
    rectangles kind{3};
    std::map<place, double> values;
    std::vector<regions::region> leaves;

    reference(const problem_in_two_dimensions& p, double tolerance) {
        leaves = kind.initial();
        for (auto& r : leaves) estimate(p, r);
        const auto error = [&] {
            double sum = 0;
            for (const auto& r : leaves) sum += r.error;
            return sum;
        };
        while (error() > tolerance) {
            const auto worst = std::max_element(leaves.begin(), leaves.end(), [](const auto& a, const auto& b) {
                return a.error != b.error ? a.error < b.error : a.place > b.place;
            });
            std::vector<regions::region> parts;
            kind.successors(*worst, parts);
            for (auto& r : parts) estimate(p, r);
            leaves.erase(worst);
            leaves.insert(leaves.end(), parts.begin(), parts.end());
        }
    }
    void estimate(const problem_in_two_dimensions& p, regions::region& r) {
        std::vector<double> coordinates;
        kind.points(r, coordinates);
        std::vector<const double*> at;
        for (std::size_t i = 0; i < coordinates.size(); i += 2) {
            const place here{coordinates[i], coordinates[i + 1]};
            if (!values.contains(here)) values[here] = p.f(here.first, here.second);
            at.push_back(&values[here]);
        }
        double integral = 0;
        kind.assess(r, at, {&integral, 1});
    }
};

/// By the engine alone, with so many values outstanding that arrive in any order.
result<> by_engine(const problem_in_two_dimensions& p, const options& o, std::size_t outstanding, std::uint64_t seed) {
    decisions::engine e(std::make_unique<rectangles>(3), o, static_cast<int>(outstanding));
    const auto f = [&](const detail::point_view& at) {
        REQUIRE(at.count == 2);
        return p.f(at[0], at[1]);
    };
    const std::size_t told = tell_in_any_order(e, outstanding, seed, f).told;
    result<> r = e.outcome();
    r.calls = told;
    return r;
}

std::unique_ptr<regions::kind> three_columns(const options& /*o*/) { return std::make_unique<rectangles>(3); }

/// By a session of which up to n points at a time are asked for, and told in any order. `break_at`: the number of the value after
/// which the engine is taken to be half way through a decision, and is replaced.
result<> by_session(const problem_in_two_dimensions& p, const options& o, std::size_t n, std::uint64_t seed, std::size_t break_at) {
    detail::flat_session::state s(three_columns, o, {.coordinates = 2, .components = 1, .complex = false});
    tell_and_break(s, n, seed, {break_at}, [&p](std::span<const double> at) { return std::vector{p.f(at[0], at[1])}; });
    return s.so_far().flat;
}

/// By tasks.
struct by_tasks {
    result<> r;
    std::multiset<place> evaluated;

    by_tasks(const problem_in_two_dimensions& p, const options& o) {
        std::mutex mutex;
        auto f = [&](std::span<const double> at) {
            const double y = p.f(at[0], at[1]);
            const std::lock_guard lock(mutex);
            evaluated.emplace(at[0], at[1]);
            return y;
        };
        const auto view = detail::integrand_view::of_coordinates(f, nullptr);
        drivers::integration all(three_columns, o);
        r = drivers::run_tasks(all, view, o, nullptr).flat;
    }
};

const std::vector<problem_in_two_dimensions>& problems() {
    static const std::vector list{peak(0.3, 0.6, 0.2), peak(0.71, 0.21, 0.05), peak(0.5, 0.5, 1)};
    return list;
}

}  // namespace

TEST_CASE("rectangles have the partition of the serial algorithm, from each of its points once, and nothing in excess") {
    for (const auto& p : problems()) {
        for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
            const reference expected(p, tolerance);
            for (const std::size_t outstanding : {1U, 8U, 64U}) {
                const auto r = by_engine(p, with(tolerance, refinement::global), outstanding, outstanding);
                CHECK(r.converged());
                CHECK(std::abs(r.value - p.exact) <= tolerance);
                CHECK(r.evaluations == expected.values.size());
                CHECK(r.segments == expected.leaves.size());
                CHECK(r.calls == r.evaluations);
            }
        }
    }
}

TEST_CASE("rectangles give the same bits at every concurrency, and each point is evaluated once") {
    const watchdog dog(std::chrono::seconds(300));
    for (const auto& p : problems()) {
        for (const auto how : {refinement::global, refinement::local}) {
            const auto expected = by_engine(p, with(1e-6, how), 1, 0);
            for (const int concurrency : {1, 2, 8}) {
                for (const double speculation : {0.0, 0.5}) {
                    const by_tasks run(p, with(1e-6, how, concurrency, speculation));
                    CHECK(same_bits(run.r, expected));
                    CHECK(run.r.calls == run.evaluated.size());
                    CHECK(std::set<place>(run.evaluated.begin(), run.evaluated.end()).size() == run.evaluated.size());
                    if (speculation == 0) CHECK(run.evaluated.size() == run.r.evaluations);
                }
            }
        }
    }
}

TEST_CASE("a session gives rectangles the same bits, asks for each point once, and does so when its engine is replaced") {
    for (const auto& p : problems()) {
        const auto expected = by_engine(p, with(1e-6, refinement::global), 1, 0);
        for (const std::size_t n : {1U, 8U, 64U}) {
            for (const double speculation : {0.0, 2.0}) {
                const auto o = with(1e-6, refinement::global, static_cast<int>(n), speculation);
                const auto r = by_session(p, o, n, n, expected.evaluations / 2);
                CHECK(same_bits(r, expected));
                if (speculation == 0) CHECK(r.calls == r.evaluations);
            }
        }
    }
}

TEST_CASE("where much is in flight, rectangles are guessed too, to no other end") {
    const auto& p = problems()[1];
    const auto expected = by_engine(p, with(1e-6, refinement::global), 1, 0);
    const auto guessed = by_engine(p, with(1e-6, refinement::global, 0, 2), 500, 1);
    CHECK(same_bits(guessed, expected));
    CHECK(guessed.calls > guessed.evaluations);
}

TEST_CASE("a budget ends an integration over rectangles at the same place with any number in flight") {
    for (std::uint64_t most = 75; most < 2000; most += 211) {
        options o = with(1e-12, refinement::global);
        o.max_evaluations = most;
        const auto alone = by_engine(problems()[0], o, 1, 0), together = by_engine(problems()[0], o, 64, 1);
        CHECK(alone.status == status::evaluation_limit);
        CHECK(alone.evaluations <= most);
        CHECK(same_bits(alone, together));
    }
}
