// Over boxes: tails that fall off like a power of the distance, and faces, anywhere, beside which f is one. What is claimed of them
// is right, and nothing is claimed of what has no integral. Integrals in closed form.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

#include "support/families.hpp"

using namespace taskquad;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using point = std::span<const double>;

struct problem {
    std::string name;
    box where;
    std::function<double(point)> f;
    double exact;
    double evaluations = infinity;  ///< of boxes, as measured
};

options with(cubature by, double tolerance, std::uint64_t most = 50'000) {
    return {.relative_tolerance = tolerance, .cubature = std::move(by), .max_evaluations = most, .concurrency = 1, .verify = 0};
}

double gamma_ratio(double p, double q) { return std::exp(std::lgamma(p) + std::lgamma(q) - std::lgamma(p + q)); }

/// A factor of f along an axis, and its integral.
struct factor {
    axis along;
    std::function<double(double)> f;
    double exact;
};

double between_logs(random_numbers& random, double least, double largest) {
    return std::exp(random.uniform(std::log(least), std::log(largest)));
}

factor drawn(random_numbers& random) {
    constexpr double ends[] = {0, 1, -3, 100};
    const double a = ends[static_cast<std::size_t>(random.uniform(0, 4))], k = between_logs(random, 0.05, 4);
    const double s = between_logs(random, 0.3, 3), c = random.uniform(-2, 2);
    const double p = random.uniform(0.15, 1.5), q = random.uniform(0.15, 1.5);
    switch (static_cast<int>(random.uniform(0, 8))) {
        case 0:
            return {{a, infinity}, [=](double x) { return std::pow((x - a) / s + 1, -k - 1); }, s / k};
        case 1:
            return {{1.0, infinity}, [=](double x) { return std::pow(x, -k - 1); }, 1 / k};
        case 2:
            return {{-infinity, a}, [=](double x) { return std::pow((a - x) / s + 1, -k - 1); }, s / k};
        case 3:  // Student's distribution of k degrees
            return {{-infinity, infinity},
                    [=](double x) { return std::pow(1 + (x - c) * (x - c) / k, -(k + 1) / 2); },
                    std::sqrt(k) * gamma_ratio(k / 2, 0.5)};
        case 4:
            return {{a, infinity}, [=](double x) { return std::pow(x - a, p - 1) * std::exp(a - x); }, std::tgamma(p)};
        case 5:
            return {{a, a + 1}, [=](double x) { return std::pow(x - a, p - 1) * std::pow(a + 1 - x, q - 1); }, gamma_ratio(p, q)};
        case 6: {  // E exp(t x)
            const double t = random.uniform(-1, 0.95);
            return {axis(exponential(1 / s)), [=](double x) { return std::exp(t * x / s); }, 1 / (1 - t)};
        }
        default: {  // E exp(t z^2 / 2)
            const double t = random.uniform(-1, 0.9);
            return {axis(normal(c, s)), [=](double x) { return std::exp(t * std::pow((x - c) / s, 2) / 2); }, 1 / std::sqrt(1 - t)};
        }
    }
}

}  // namespace

TEST_CASE("tails and faces with a power of the distance have their integrals") {
    const problem all[] = {
        {"(1 + x)^-1.1", {{0.0, infinity}, {0.0, 1.0}}, [](point x) { return std::pow(1 + x[0], -1.1); }, 10, 938},
        {"(1 + x)^-1.05", {{0.0, infinity}, {0.0, 1.0}}, [](point x) { return std::pow(1 + x[0], -1.05); }, 20, 1028},
        {"x^-1.1 y^-1.2",
         {{1.0, infinity}, {1.0, infinity}},
         [](point x) { return std::pow(x[0], -1.1) * std::pow(x[1], -1.2); },
         50,
         2056},
        {"x^-1.2 exp(-y)",
         {{1.0, infinity}, {0.0, infinity}},
         [](point x) { return std::pow(x[0], -1.2) * std::exp(-x[1]); },
         5,
         3147},
        {"(1 + x^2)^-0.55 y",
         {{-infinity, infinity}, {0.0, 2.0}},
         [](point x) { return std::pow(1 + x[0] * x[0], -0.55) * x[1]; },
         2 * gamma_ratio(0.05, 0.5)},
        {"exp(0.4 x) y", {exponential(1), exponential(2)}, [](point x) { return std::exp(0.4 * x[0]) * x[1]; }, 1 / 1.2, 17467},
        {"exp(0.9 x)", {exponential(1), {0.0, 1.0}}, [](point x) { return std::exp(0.9 * x[0]); }, 10, 1947},
        {"exp(0.45 x^2)",
         {normal(0, 1), {0.0, 1.0}},
         [](point x) { return std::exp(0.45 * x[0] * x[0]); },
         1 / std::sqrt(0.1),
         3257},
        {"x^-0.9", {{0.0, 1.0}, {0.0, 1.0}}, [](point x) { return std::pow(x[0], -0.9); }, 10, 668},
        {"5e307 cos(x y)",
         {{0.0, 1.0}, {0.0, 1.0}},
         [](point x) { return 5e307 * std::cos(x[0] * x[1]); },
         5e307 * 0.94608307036718301,  // Si(1)
         263},
    };
    for (const problem& p : all) {
        CAPTURE(p.name);
        const auto r = integrate(p.f, p.where, with(adaptive_boxes(), 1e-6));
        CHECK(r.converged());
        CHECK(std::abs(r.value - p.exact) <= 1e-6 * std::abs(p.exact));
        CHECK(static_cast<double>(r.evaluations) <= 1.1 * p.evaluations);
    }
}

TEST_CASE("nothing is claimed of what has no integral, or hardly one; where it is singular on a face, it is divergent") {
    const problem on_faces[] = {
        {"1 / (1 + x)", {{0.0, infinity}, {0.0, 1.0}}, [](point x) { return 1 / (1 + x[0]); }, infinity},
        {"1 / (1 + x) exp(-y)", {{0.0, infinity}, {0.0, infinity}}, [](point x) { return std::exp(-x[1]) / (1 + x[0]); }, infinity},
        {"(1 + x)^-1.02", {{0.0, infinity}, {0.0, 1.0}}, [](point x) { return std::pow(1 + x[0], -1.02); }, 50},
        {"y / (1 + x^2)^1/2", {{-infinity, infinity}, {0.0, 1.0}}, [](point x) { return x[1] / std::hypot(1, x[0]); }, infinity},
        {"1", {{-infinity, 4.0}, {0.0, 1.0}}, [](point) { return 1.0; }, infinity},
        {"1 / (x - 1)", {{1.0, 2.0}, {0.0, 1.0}}, [](point x) { return 1 / (x[0] - 1); }, infinity},
        {"exp(x)", {exponential(1), {0.0, 1.0}}, [](point x) { return std::exp(x[0]); }, infinity},
        {"exp(x^2 / 2)", {{0.0, 1.0}, normal(0, 1)}, [](point x) { return std::exp(x[1] * x[1] / 2); }, infinity},
    };
    for (const problem& p : on_faces) {
        CAPTURE(p.name);
        for (const double tolerance : {1e-2, 1e-3, 1e-6}) {
            CHECK(integrate(p.f, p.where, with(adaptive_boxes(), tolerance)).status == status::divergent);
            CHECK(integrate(p.f, p.where, with(automatic(), tolerance)).status == status::divergent);
            CHECK(!integrate(p.f, p.where, with(sparse_grid(), tolerance)).converged());
        }
    }
    const problem elsewhere[] = {
        {"in the corner", {{0.0, infinity}, {0.0, infinity}}, [](point x) { return std::pow(1 + x[0] + x[1], -2); }, infinity},
        {"in all corners",
         {{-infinity, infinity}, {-infinity, infinity}},
         [](point x) { return 1 / (1 + x[0] * x[0] + x[1] * x[1]); },
         infinity},
        {"at 0", {{0.0, 1.0}, {0.0, 1.0}}, [](point x) { return 1 / x[0]; }, infinity},
    };
    for (const problem& p : elsewhere) {
        CAPTURE(p.name);
        for (const auto& by : {adaptive_boxes(), automatic(), sparse_grid()}) {
            for (const double tolerance : {1e-2, 1e-3, 1e-6}) CHECK(!integrate(p.f, p.where, with(by, tolerance)).converged());
        }
    }
}

TEST_CASE("in more dimensions than boxes divide, what has no integral along an axis is divergent, too, and what has one is not") {
    const std::size_t dimensions = 18;
    const auto over = [&](const axis& first) {
        std::vector<axis> axes(dimensions, axis{0.0, 1.0});
        axes[3] = first;
        return box(axes);
    };
    const problem all[] = {
        {"1 / (1 + x)", over({0.0, infinity}), [](point x) { return 1 / (1 + x[3]); }, infinity},
        {"y / (1 + x)^1.02", over({0.0, infinity}), [](point x) { return x[5] * std::pow(1 + x[3], -1.02); }, infinity},
        {"(1 + x^2)^-1/4", over({-infinity, infinity}), [](point x) { return std::pow(1 + x[3] * x[3], -0.25); }, infinity},
        {"1 / x", over({0.0, 1.0}), [](point x) { return 1 / x[3]; }, infinity},
        {"(1 + x)^-1.08", over({0.0, infinity}), [](point x) { return std::pow(1 + x[3], -1.08); }, 1 / 0.08},
        {"x^-0.9", over({0.0, 1.0}), [](point x) { return std::pow(x[3], -0.9); }, 10},
        {"|x - 0.3|", over({0.0, 1.0}), [](point x) { return std::abs(x[3] - 0.3); }, 0.29},
    };
    for (const problem& p : all) {
        CAPTURE(p.name);
        for (const auto& by : {automatic(), sparse_grid()}) {
            const auto r = integrate(p.f, p.where, with(by, 1e-6));
            CHECK(!r.converged());
            CHECK((r.status == status::divergent) == std::isinf(p.exact));
        }
    }
}

TEST_CASE("boxes with which everything begins again are cut before they are believed") {
    const auto beta = [](double x, double p, double q) { return std::pow(x, p - 1) * std::pow(1 - x, q - 1); };
    const box cube{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}};
    const auto f = [&](point x) { return beta(x[0], 0.868, 1) * beta(x[1], 0.413, 0.619) * beta(x[2], 1.12, 1.13); };
    const auto r = integrate(f, cube, with(adaptive_boxes(), 1e-5));
    CHECK(r.converged());
    CHECK(std::abs(r.value * 0.868 / gamma_ratio(0.413, 0.619) / gamma_ratio(1.12, 1.13) - 1) <= 1e-5);
    const auto g = [&](point x) { return beta(x[0], 0.936, 1) * beta(x[1], 1.14, 0.714) * beta(x[2], 1, 0.766); };
    const auto of_g = integrate(g, cube, with(adaptive_boxes(), 1e-5));
    CHECK(std::abs(of_g.value * 0.936 * 0.766 / gamma_ratio(1.14, 0.714) - 1) <= 1e-5);
}

TEST_CASE("what lies in a corner falls off, though it does not on the way there") {
    // 1 / ((k - 1) (k - 2)); along the diagonal f grows like the reference distance to the power k - 4.
    for (const double k : {2.2, 3.0}) {
        const auto r = integrate([k](point x) { return std::pow(1 + x[0] + x[1], -k); }, box{{0.0, infinity}, {0.0, infinity}},
                                 with(adaptive_boxes(), 1e-3));
        CHECK(r.converged());
        CHECK(std::abs(r.value * (k - 1) * (k - 2) - 1) <= 1e-3);
    }
}

TEST_CASE("what f cannot tell from a face that is not at 0 counts as an error") {
    for (const double a : {1.0, -2.0, 100.0}) {
        for (const bool upper : {false, true}) {
            const auto f = [=](point x) { return std::pow(upper ? a - x[0] : x[0] - a, -0.7); };
            const box where{upper ? axis{a - 1, a} : axis{a, a + 1}, {0.0, 1.0}};
            const auto coarse = integrate(f, where, with(adaptive_boxes(), 1e-2)),
                       fine = integrate(f, where, with(automatic(), 1e-6));
            CHECK(coarse.converged());
            CHECK(std::abs(coarse.value - 1 / 0.3) <= 1e-2 / 0.3);
            CHECK(fine.status == status::endpoint_precision);
            CHECK(std::abs(fine.value - 1 / 0.3) <= fine.error);
            CHECK(fine.error < 1e-3);
        }
    }
}

TEST_CASE("of steep powers beside such a face, and beside p = 1 of a distribution, all that is left out is in the error") {
    // Found where 2 digits are asked for; where it was taken from the box in which x is not told from the face, claims were wrong
    // by up to 40 times the tolerance, and others took any budget.
    const auto itself = [](double p) { return p; };
    const auto pareto = [](double p) { return 1 / (1 - p); };
    for (const double k : {-0.6, -0.8, -0.85, -0.9, -0.93}) {
        const problem all[] = {
            {"(x - 1)^k", {{1.0, 2.0}, {0.0, 1.0}}, [=](point x) { return std::pow(x[0] - 1, k); }, 1},
            {"(1 - x)^k", {{0.0, 1.0}, {0.0, 1.0}}, [=](point x) { return std::pow(1 - x[0], k); }, 1},
            {"(100 - y)^k", {{0.0, 1.0}, {99.0, 100.0}}, [=](point x) { return std::pow(100 - x[1], k); }, 1},
            {"(1 - p)^k", {axis(distribution(itself)), {0.0, 1.0}}, [=](point x) { return std::pow(1 - x[0], k); }, 1},
            {"x^-k y exp(z)",
             {axis(distribution(pareto)), {0.0, 1.0}, {0.0, 1.0}},
             [=](point x) { return std::pow(x[0], -k) * x[1] * std::exp(x[2]); },
             std::expm1(1.0) / 2},
            {"(y - 1)^k between",
             {{0.0, 1.0}, between(1, [](point x) { return 2 + x[0]; })},
             [=](point x) { return std::pow(x[1] - 1, k); },
             (std::pow(2, 2 + k) - 1) / (2 + k)},
        };
        for (const problem& p : all) {
            for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-7}) {
                CAPTURE(k);
                CAPTURE(p.name);
                CAPTURE(tolerance);
                const double exact = p.exact / (1 + k);
                const auto r = integrate(p.f, p.where, with(adaptive_boxes(), tolerance));
                CHECK((r.converged() || r.status == status::endpoint_precision));
                CHECK(std::abs(r.value - exact) <= r.error);
                CHECK(r.error <= 0.2 * exact);
                CHECK(r.evaluations <= 3'000);
            }
        }
    }
}

TEST_CASE(
    "a singular face at 0 has all digits of its distance, whichever end of its axis it is, between limits of functions, too") {
    // The upper one took any budget from (-y)^-0.9 on, and was claimed with twice the tolerance.
    const auto minus_one = [](point x) { return -1 + 0 * x[0]; };
    const auto other = [](point x) { return 1 + x[0]; };
    for (const double k : {-0.5, -0.7, -0.85, -0.9, -0.95}) {
        const problem all[] = {
            {"(-y)^k over (-1, 0)", {{0.0, 1.0}, between(minus_one, 0)}, [=](point x) { return std::pow(-x[1], k); }, 1},
            {"y^k over (1 + x, 0)",
             {{0.0, 1.0}, between(other, 0)},
             [=](point x) { return std::pow(x[1], k); },
             -(std::pow(2, 2 + k) - 1) / (2 + k)},
        };
        for (const problem& p : all) {
            for (const double tolerance : {1e-2, 1e-4, 1e-6}) {
                CAPTURE(k);
                CAPTURE(p.name);
                CAPTURE(tolerance);
                const auto r = integrate(p.f, p.where, with(adaptive_boxes(), tolerance));
                CHECK(r.converged());
                CHECK(std::abs(r.value * (1 + k) / p.exact - 1) <= tolerance);
                CHECK(r.evaluations <= 4'000);
            }
        }
    }
}

TEST_CASE("a point at which f is not finite leaves no box beside it believed that has been compared with nothing") {
    // Off by 8 and by 4 tolerances, with nothing but the errors that the boxes' own values tell.
    const struct {
        double j, k, tolerance;
        int call;
    } all[] = {{-0.7, 0, 1e-2, 125}, {-0.7, -0.4, 1e-4, 340}};
    for (const auto& p : all) {
        const auto of_x = [&](point x) { return std::pow(x[0], p.j) * std::pow(x[1], p.k); };
        int calls = 0;
        const auto r = integrate([&](point x) { return calls++ == p.call ? std::nan("") : of_x(x); }, box{{0.0, 1.0}, {0.0, 1.0}},
                                 with(adaptive_boxes(), p.tolerance));
        CHECK(r.converged());
        CHECK(std::abs(r.value * (1 + p.j) * (1 + p.k) - 1) <= p.tolerance);
    }
}

TEST_CASE("a breakpoint close to a singular face, or far out in a tail, hides nothing") {
    // Boxes that end at the breakpoint were not taken to be beside the face: claims were off by up to 30 tolerances, or the budget
    // was used up.
    for (const double far : {1e4, 1e6, 1e9, 1e10, 1e12, 1e15}) {
        CAPTURE(far);
        const problem all[] = {
            {"(1 + x)^-1.1", {{0.0, far, infinity}, {0.0, 1.0}}, [](point x) { return std::pow(1 + x[0], -1.1); }, 10},
            {"(1 + x)^-1.2 exp(y)",
             {{0.0, far, infinity}, {0.0, 1.0}},
             [](point x) { return std::pow(1 + x[0], -1.2) * std::exp(x[1]); },
             std::expm1(1.0) / 0.2},
            {"(1 - x)^-1.2", {{0.0, 1.0}, {-infinity, -far, 0.0}}, [](point x) { return std::pow(1 - x[1], -1.2); }, 5},
            {"x^-0.8", {{0.0, 1 / far, 1.0}, {0.0, 1.0}}, [](point x) { return std::pow(x[0], -0.8); }, 5},
        };
        for (const problem& p : all) {
            for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-6}) {
                CAPTURE(p.name);
                CAPTURE(tolerance);
                const auto r = integrate(p.f, p.where, with(adaptive_boxes(), tolerance));
                CHECK(r.converged());
                CHECK(std::abs(r.value / p.exact - 1) <= tolerance);
                CHECK(r.evaluations <= 1'500);
            }
        }
    }
}

TEST_CASE("f is given no infinite number, and no face that is singular") {
    bool is_inside = true;
    const auto f = [&](point x) {
        is_inside = is_inside && std::isfinite(x[0]) && std::isfinite(x[1]) && x[1] > 1 && x[1] < 2;
        return std::exp(0.9 * x[0]) * std::pow(x[1] - 1, -0.8) * std::pow(2 - x[1], -0.6);
    };
    const auto r = integrate(f, box{exponential(1), {1.0, 2.0}}, with(adaptive_boxes(), 1e-8));
    CHECK(is_inside);
    CHECK(!r.converged());
    CHECK(std::isfinite(r.value));
}

TEST_CASE("of products of tails and singular faces, drawn at random, nearly no claim is off by more than twice the tolerance") {
    // Two products, which five or fewer boxes of a rule of degree 7 seem to be enough for, by the default as well.
    int converged = 0, wrong = 0;
    for (std::uint64_t member = 0; member < 60; ++member) {
        random_numbers random(500 + member);
        std::vector<axis> axes;
        std::vector<std::function<double(double)>> factors;
        double exact = 1;
        for (std::size_t a = 0; a < 2 + member % 2; ++a) {
            const factor one = drawn(random);
            axes.push_back(one.along);
            factors.push_back(one.f);
            exact *= one.exact;
        }
        const auto f = [&](point x) {
            double product = 1;
            for (std::size_t a = 0; a < x.size(); ++a) product *= factors[a](x[a]);
            return product;
        };
        for (const auto& by : {adaptive_boxes(), automatic()}) {
            constexpr double tolerance = 1e-3;
            const auto r = integrate(f, box(axes), with(by, tolerance, 10'000));
            if (!r.converged()) continue;
            ++converged;
            if (std::abs(r.value / exact - 1) > 2 * tolerance) ++wrong;
        }
    }
    CHECK(converged >= 105);
    CHECK(wrong <= 4);
}
