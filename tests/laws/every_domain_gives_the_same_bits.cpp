// Half lines, lines, singular ends and breakpoints, abscissae at which f is not finite, divergent integrals, f with exact
// distances, noise: every run has the bits of the serial reference.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "laws/problems.hpp"
#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

using taskquad::argument;

namespace {

struct hard_problem {
    std::function<double(argument)> f;
    std::vector<double> points;
    taskquad::options options;
};

std::vector<double> random_points(random_numbers& random) {
    constexpr double inf = INFINITY;
    const double a = random.below(2) == 0 ? 0 : random.uniform(-3, 3), b = a + random.uniform(0.1, 4);
    switch (random.below(7)) {
        case 0:
            return {a, inf};
        case 1:
            return {-inf, a};
        case 2:
            return {-inf, inf};
        case 3:
            return {-inf, a, b, inf};
        case 4:
            return {a, b, inf};
        case 5:
            return {a, (a + b) / 2, b};
        default:
            return {a, b};
    }
}

/// A function of x and of the distances, which decays where the domain is infinite, with something difficult somewhere.
std::function<double(argument)> random_function(random_numbers& random, const std::vector<double>& points) {
    const double first = std::isfinite(points.front()) ? points.front() : -1,
                 last = std::isfinite(points.back()) ? points.back() : 1;
    const double at = random.uniform(first, last), p = random.uniform(-0.5, 1.1), w = std::pow(10.0, random.uniform(-2, 1));
    const double middle = (first + last) / 2;
    const auto decay = [](double x) { return 1 / (1 + x * x); };
    switch (random.below(9)) {
        case 0:
            return [=](argument a) { return std::pow(a.from_a, -p) * decay(a.x); };
        case 1:
            return [=](argument a) { return std::pow(std::min(a.to_b, a.from_a), -p) * std::exp(-std::abs(a.x)); };
        case 2:
            return [=](argument a) { return std::exp(-(a.x - at) * (a.x - at) / (w * w)); };
        case 3:
            return [=](argument a) { return std::pow(std::abs(a.x - at), -p / 2) * decay(a.x); };
        case 4:
            return [=](argument a) {
                return std::abs(a.x - middle) < 1e-9 ? std::nan("") : std::sin(a.x - middle) / (a.x - middle) * decay(a.x);
            };
        case 5:
            return [=](argument a) { return a.x > at ? std::nan("") : decay(a.x); };
        case 6:
            return [=](argument a) { return std::pow(1 + std::abs(a.x), -1 - w / 10); };
        case 7:
            return [=](argument a) { return std::exp(-std::abs(a.x)) * (1 + 1e-9 * std::sin(1e9 * a.x)); };
        default:
            return [=](argument a) { return a.x * a.x * a.x / std::expm1(std::abs(a.x) + w); };
    }
}

hard_problem random_hard_problem(std::uint64_t seed) {
    random_numbers random(seed);
    hard_problem p{{}, random_points(random), {}};
    p.f = random_function(random, p.points);
    const taskquad::rule rules[] = {
        taskquad::gauss_kronrod(21),         taskquad::clenshaw_curtis(), taskquad::clenshaw_curtis({.children = 9}),
        taskquad::gauss_kronrod(15),         taskquad::simpson(),         taskquad::fourier_rule(taskquad::fourier::cosine, 30),
        taskquad::simpson({.guarded = true})};
    p.options.rule = rules[random.below(7)];
    p.options.relative_tolerance = std::pow(10.0, -random.uniform(3, 13));
    if (random.below(3) == 0) p.options.refinement = taskquad::refinement::local;
    if (random.below(4) == 0) p.options.f_relative_accuracy = 1e-9;
    p.options.initial_segments = 1 + random.below(3);
    p.options.scale = random.below(2) == 0 ? 1 : std::pow(10.0, random.uniform(-1, 1));
    p.options.max_evaluations = 6'000;
    p.options.keep_partition = true;
    return p;
}

}  // namespace

TEST_CASE("1000 hard problems over all kinds of domains have the bits of the serial reference") {
    const watchdog dog(std::chrono::seconds(500));
    int converged = 0;
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_hard_problem(static_cast<std::uint64_t>(seed));
        const bool exact = seed % 3 == 0;
        const auto of_x = [&](double x) { return p.f({x, std::abs(x - p.points.front()), std::abs(p.points.back() - x)}); };
        const taskquad::domain where(p.points);
        const auto expected =
            exact ? reference::serial(p.f, true, where, p.options)() : reference::serial(of_x, where, p.options)();
        converged += expected.status == taskquad::status::converged ? 1 : 0;
        for (const int n : {1, 8}) {
            CAPTURE(n);
            p.options.concurrency = n;
            p.options.speculation = seed % 2 == 0 ? 0.5 : 3;
            const auto r = exact ? taskquad::integrate(p.f, where, p.options) : taskquad::integrate(of_x, where, p.options);
            CHECK(same_bits(r, expected));
        }
        if (exact) continue;
        random_numbers random(static_cast<std::uint64_t>(seed) + 77);
        p.options.concurrency = 64;
        taskquad::session<double> s(where, p.options);
        std::vector<double> flight;
        while (!s.done()) {
            for (const double x : s.ask(static_cast<std::size_t>(1 + random.below(64)))) flight.push_back(x);
            REQUIRE(!flight.empty());
            std::swap(flight[static_cast<std::size_t>(random.below(static_cast<int>(flight.size())))], flight.back());
            s.tell(flight.back(), of_x(flight.back()));
            flight.pop_back();
        }
        CHECK(same_bits(s.result(), expected));
    }
    CHECK(converged > effort(1000) / 4);
}
