// The slow and obvious integration over boxes, which the library is compared with, by itself.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "reference/boxes.hpp"
#include "support/box_problems.hpp"

using namespace taskquad;

namespace {

struct run_by_reference {
    std::shared_ptr<const rules::fully_symmetric> rule;
    reference::boxes boxes;

    run_by_reference(int degree, const box_problem& p, double relative, std::uint64_t most = 100'000)
        : rule(rules::cubature_rule(degree, p.dimension)),
          boxes(
              *rule, [f = p.f](std::span<const double> x) { return reference::value{f(x)}; },
              std::vector(p.dimension, std::vector{0.0, 1.0}), {.absolute = 0, .relative = relative}, most) {}
    [[nodiscard]] double relative_error(double exact) const { return std::abs(boxes.integral().front() / exact - 1); }
};

struct counted {
    box_problem problem;
    int degree;
    double relative;
    std::uint64_t evaluations;  ///< of the experiments by which the algorithm was found
    bool is_right = true;
};

}  // namespace

TEST_CASE("the reference over boxes takes as many evaluations as the experiments did, and is right where they were") {
    using namespace box_problems;
    const std::vector<counted> list{
        {cuba_1(), 7, 1e-3, 291},      {cuba_1(), 11, 1e-5, 459},         {cuba_1(), 11, 1e-9, 459},
        {cuba_5(), 7, 1e-3, 291},      {cuba_5(), 11, 1e-7, 459},         {cuba_5(), 11, 1e-9, 637},
        {cuba_6(), 7, 1e-3, 621},      {cuba_6(), 11, 1e-5, 3065, false}, {cuba_6(), 11, 1e-7, 8998},
        {corner_peak(), 7, 1e-3, 753}, {corner_peak(), 11, 1e-5, 1705},   {corner_peak(), 11, 1e-7, 4449},
        {hcubature_4(), 7, 1e-3, 291}, {hcubature_4(), 11, 1e-7, 1349},   {hcubature_4(), 11, 1e-9, 3065}};
    for (const counted& c : list) {
        CAPTURE(c.problem.name);
        CAPTURE(c.relative);
        const run_by_reference r(c.degree, c.problem, c.relative);
        CHECK(r.boxes.status == status::converged);
        CHECK(static_cast<double>(r.boxes.evaluations) == doctest::Approx(static_cast<double>(c.evaluations)).epsilon(1e-3));
        CHECK((r.relative_error(c.problem.exact) <= c.relative) == c.is_right);
    }
}

TEST_CASE("the reference over boxes cuts the whole once, and then looks at 64 d more points, where null rules see nothing of f") {
    for (const auto& [degree, d] : std::vector<std::pair<int, std::size_t>>{{7, 2}, {7, 5}, {9, 3}, {9, 6}, {13, 2}, {11, 3}}) {
        const int e = rules::cubature_rule(degree, d)->nulls().degrees().front() / 2;
        const box_problem p{"", d, [=](std::span<const double> x) { return std::pow(x[0], e) * std::pow(x[1], e) + x[1]; },
                            1.0 / ((e + 1) * (e + 1)) + 0.5};
        const run_by_reference r(degree, p, 1e-12);
        CHECK(r.boxes.status == status::converged);
        CHECK(r.boxes.leaves().size() == 2);
        CHECK(r.boxes.evaluations == 3 * r.rule->count() + 64 * d);
        CHECK(r.relative_error(p.exact) <= 1e-14);
    }
}

// Issue 13 of HCubature.jl: two small spots, of which nothing was seen. Here with other places, and larger.
TEST_CASE("the reference over boxes does not miss two small discs") {
    const auto inside = [](std::span<const double> x, double a, double b) {
        return std::hypot(x[0] - a, x[1] / 2 - b) < 0.03 ? 1.0 : 0.0;
    };
    const box_problem p{"discs", 2, [=](std::span<const double> x) { return inside(x, 0.23, 0.11) + inside(x, 0.71, 0.37); },
                        4 * std::numbers::pi * 0.03 * 0.03};
    const run_by_reference r(7, p, 1e-2);
    CHECK(r.boxes.status == status::converged);
    CHECK(r.relative_error(p.exact) <= 1e-2);
}
