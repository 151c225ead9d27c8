#include <taskquad/axis.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <set>
#include <span>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "support/axis_problems.hpp"
#include "support/bits.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

using point = std::span<const double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double one(point) { return 1; }

}  // namespace

TEST_CASE("a single axis of each kind is integrated as a line") {
    const options o{.relative_tolerance = 1e-9};
    const auto square = [](point x) { return x[0] * x[0]; };
    const auto of_normal = integrate(square, box{normal(1, 2)}, o);
    CHECK(of_normal.converged());
    CHECK(std::abs(of_normal.value - 5) <= 5e-9);
    const auto of_exponential = integrate(square, box{exponential(0.5)}, o);
    CHECK(of_exponential.converged());
    CHECK(std::abs(of_exponential.value - 8) <= 8e-9);
    // The logistic distribution: pi^2 / 3.
    const auto of_logistic = integrate(square, box{distribution([](double u) { return std::log(u) - std::log1p(-u); })}, o);
    CHECK(of_logistic.converged());
    CHECK(std::abs(of_logistic.value - std::numbers::pi * std::numbers::pi / 3) <= 4e-9);
    const auto of_line = [](point x) { return std::exp(-x[0] * x[0]); };
    const auto on_line = [](double x) { return std::exp(-x * x); };
    CHECK(same_bits(integrate(of_line, box{{-infinity, infinity}}, o), integrate(on_line, {-infinity, infinity}, o)));
    CHECK(same_bits(integrate(of_line, box{between(1, 0)}, o), integrate(on_line, {1.0, 0.0}, o)));
}

TEST_CASE("cells and observers of a distribution end at infinity, where its inverse is not asked") {
    const auto careful = [](double p) {
        if (!(p > 1e-12 && p < 1 - 1e-12)) throw std::domain_error("no such quantile");
        return p;
    };
    observer sees_all;
    const auto square = [](point x) { return x[0] * x[0] * x[1]; };
    const options o{.relative_tolerance = 1e-6, .cubature = adaptive_boxes(), .observer = &sees_all, .keep_partition = true};
    const auto r = integrate(square, box{distribution(careful), {0.0, 1.0}}, o);
    CHECK(r.converged());
    double least = infinity, largest = -infinity;
    for (const auto& c : r.cells) {
        least = std::min(least, c.lower[0]);
        largest = std::max(largest, c.upper[0]);
    }
    CHECK(least == -infinity);
    CHECK(largest == infinity);
}

TEST_CASE("an observer of boxes sees their first axis as f does") {
    struct ends final : observer {
        std::mutex mutex;
        double first = infinity, last = -infinity;
        verdict on_estimate(const segment<>& s) override {
            const std::lock_guard lock(mutex);
            first = std::min(first, s.a);
            last = std::max(last, s.b);
            return verdict::proceed;
        }
    };
    const auto f = [](point x) { return std::exp(-x[0]); };
    const auto seen = [f](const box& where) {
        ends e;
        (void)integrate(f, where, {.relative_tolerance = 1e-4, .cubature = adaptive_boxes(), .concurrency = 1, .observer = &e});
        return std::pair(e.first, e.last);
    };
    CHECK(seen({normal(1, 0.1)}) == std::pair(-infinity, infinity));
    CHECK(seen({exponential(3)}) == std::pair(0.0, infinity));
    CHECK(seen({exponential(3), {0.0, 1.0}}) == std::pair(0.0, infinity));
    CHECK(seen({{1.0, infinity}, normal(0, 1)}) == std::pair(1.0, infinity));
    CHECK(seen({{2.0, 3.0}, normal(0, 1)}) == std::pair(2.0, 3.0));
}

TEST_CASE("over axes of all kinds each point is evaluated once, and all concurrencies give the same bits") {
    const auto p = axis_problems::all_kinds();
    const options o{.relative_tolerance = 1e-3, .concurrency = 1};
    const auto alone = integrate(p.f, p.where, o);
    CHECK(alone.converged());
    CHECK(std::abs(alone.value - p.exact) <= alone.error);
    std::mutex mutex;
    std::multiset<std::vector<double>> seen;
    const auto f = [&](point x) {
        const std::lock_guard lock(mutex);
        seen.emplace(x.begin(), x.end());
        return p.f(x);
    };
    const auto r = integrate(f, p.where, {.relative_tolerance = 1e-3, .concurrency = 8, .cost_of_f = grain::points, .verify = 0});
    CHECK(same_bits(r, alone));
    CHECK(seen.size() == r.calls);
    CHECK(std::set(seen.begin(), seen.end()).size() == seen.size());
}

TEST_CASE("values of several components count with the factor of their point, each") {
    const auto p = axis_problems::triangle();
    const auto r = integrate([&p](point x) { return std::array{p.f(x), 1.0}; }, p.where, {.relative_tolerance = 1e-8});
    CHECK(r.converged());
    CHECK(std::abs(r.value[0] - p.exact) <= 1e-8);
    CHECK(std::abs(r.value[1] - 0.5) <= 1e-8);
}

TEST_CASE("values are verified as f gives them, whatever their factors are") {
    const auto p = axis_problems::triangle();
    const auto r = integrate(p.f, p.where, {.relative_tolerance = 1e-8, .verify = 3});
    CHECK(r.converged());
    CHECK(r.calls == r.evaluations + 3);
}

TEST_CASE("an axis of no width leaves nothing, whatever the others are") {
    const box flat{normal(0, 1), {-infinity, infinity}, between(0, [](point x) { return x[1]; }), {2.0, 2.0}};
    CHECK(integrate(one, flat).value == 0);
    const auto r = integrate([](point x) { return std::vector(x.begin(), x.end()); }, flat);
    CHECK(r.value == std::vector<double>(4, 0));
    CHECK(r.calls == 1);
}

TEST_CASE("where limits coincide there is nothing, and where f is not finite there, nothing is claimed") {
    const auto rest = [](point x) { return std::max(0.0, 0.5 - x[0]); };
    const box corner{{0.0, 1.0}, between(0, rest)};
    const auto r = integrate(one, corner, {.relative_tolerance = 1e-6});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 0.125) <= 1e-6);
    const auto singular =
        integrate([](point x) { return 1 / x[1]; }, corner, {.relative_tolerance = 1e-6, .max_evaluations = 20'000});
    CHECK(!singular.converged());
}

TEST_CASE("where no point has any width, the integral is 0, and not only what has been seen of f") {
    const auto zero = [](point) { return 0.0; };
    const auto first = [](point x) { return x[0]; };
    for (const auto& by : {adaptive_boxes(), automatic(), sparse_grid()}) {
        for (const box& where : {box{{0.0, 1.0}, between(zero, zero)}, box{{0.0, infinity}, between(first, first)},
                                 box{{0.0, 1.0}, between(first, first), {0.0, 1.0}}}) {
            const auto r = integrate([](point x) { return 1 / x[0]; }, where, {.cubature = by});
            CHECK(r.converged());
            CHECK(r.value == 0);
            CHECK(r.error == 0);
        }
        // What f is, is another matter: nobody knows what it is elsewhere.
        CHECK(integrate(zero, box{{0.0, 1.0}, between(0, first)}, {.cubature = by}).status == status::all_zero);
        const distribution certain([](double) { return 2.0; });
        CHECK(integrate(zero, box{certain, certain}, {.cubature = by}).status == status::all_zero);
    }
}

TEST_CASE("where all points coincide, f is called once") {
    const distribution certain([](double) { return 2.0; });
    const auto f = [](point x) { return x[0] * x[1]; };
    const auto r = integrate(f, box{certain, certain}, {.verify = 0});
    CHECK(r.converged());
    CHECK(r.value == doctest::Approx(4));
    CHECK(r.calls == 1);
    const auto nothing = integrate([](point) { return 0.0; }, box{certain, certain}, {.cubature = adaptive_boxes()});
    CHECK(nothing.status == status::all_zero);
}

TEST_CASE("what is no axis is refused in words") {
    const auto refused = [](const axis& a, const char* why, bool is_first = false) {
        std::vector<axis> axes{{0.0, 1.0}, a};
        if (is_first) axes.erase(axes.begin());
        CHECK_THROWS_WITH_AS(box{axes}, why, std::invalid_argument);
    };
    refused(normal(not_a_number, 1), "taskquad: box: axis 1: its mean is nan, must be finite");
    refused(normal(0, 0), "taskquad: box: axis 1: its sd is 0, must be finite and > 0");
    refused(normal(0, -1), "taskquad: box: axis 1: its sd is -1, must be finite and > 0");
    refused(normal(0, infinity), "taskquad: box: axis 1: its sd is inf, must be finite and > 0");
    refused(exponential(0), "taskquad: box: axis 1: its rate is 0, must be finite and > 0");
    refused(exponential(not_a_number), "taskquad: box: axis 1: its rate is nan, must be finite and > 0");
    refused(distribution(nullptr), "taskquad: box: axis 1: its inverse distribution function is null");
    const auto first = [](point x) { return x[0]; };
    double (*const null)(point) = nullptr;
    refused(between(0, null), "taskquad: box: axis 1: its upper limit is a null function");
    refused(between(infinity, first), "taskquad: box: axis 1: its lower limit is inf, must be finite beside a function");
    refused(between(first, not_a_number), "taskquad: box: axis 1: its upper limit is nan, must be finite beside a function");
    refused(between(0, first), "taskquad: box: axis 0: its upper limit depends on earlier axes, and there are none", true);
    refused(between(0, not_a_number), "taskquad: box: axis 1: point 1 is nan");
    refused({infinity, infinity}, "taskquad: box: axis 1: both limits are inf");
    refused({1.0}, "taskquad: box: axis 0: 1 points given, at least two limits are needed", true);
    const auto unknown =
        async<std::vector<double>>([](point, completion<std::vector<double>> done) { done(std::vector<double>{}); });
    CHECK_THROWS_WITH_AS(integrate(unknown, box{{0.0, 1.0}, {2.0, 2.0}}),
                         "taskquad: box: axis 1: both limits are 2, and f is asynchronous: nobody knows the size of its values",
                         std::invalid_argument);
    refused({0.0, 2.0, 1.0}, "taskquad: box: axis 1: the points are neither increasing nor decreasing: 0, 2, 1");
    refused(std::vector{-1.7e308, 1.7e308}, "taskquad: box: axis 1: from -1.7e+308 to 1.7e+308 is wider than the largest double");
}

TEST_CASE("limits and distributions that fail end the integration with their words, with any number of workers") {
    for (const int concurrency : {1, 8}) {
        const options o{.concurrency = concurrency, .cost_of_f = grain::points};
        const box no_limit{{0.0, 1.0}, between(0, [](point x) { return x[0] > 0.9 ? not_a_number : x[0]; })};
        CHECK_THROWS_AS(integrate([](point x) { return std::sqrt(x[0]); }, no_limit, o), std::domain_error);
        const box no_x{{0.0, 1.0}, distribution([](double u) { return u > 0.9 ? infinity : u; })};
        CHECK_THROWS_AS(integrate(one, no_x, o), std::domain_error);
        const box thrown{{0.0, 1.0}, between(0, [](point x) { return x[0] < 0.01 ? throw std::length_error("limit") : x[0]; })};
        CHECK_THROWS_WITH_AS(integrate([](point x) { return 1 / std::sqrt(x[0]); }, thrown, o), "limit", std::length_error);
    }
}
