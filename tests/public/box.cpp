#include <taskquad/box.hpp>

#include <doctest/doctest.h>

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <mutex>
#include <numbers>
#include <set>
#include <span>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/bits.hpp"
#include "support/box_problems.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

using point = std::span<const double>;

double product(point x) {
    double p = 1;
    for (const double c : x) p *= c;
    return p;
}

}  // namespace

TEST_CASE("integrals over a box are those that are known") {
    using namespace box_problems;
    for (const auto& p : {cuba_1(), cuba_5(), corner_peak(), hcubature_4()}) {
        CAPTURE(p.name);
        const auto r = integrate(p.f, box{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}}, {.relative_tolerance = 1e-7});
        CHECK(r.converged());
        CHECK(std::abs(r.value / p.exact - 1) <= 1e-7);
        CHECK(r.error <= 1e-7 * std::abs(r.value));
        CHECK(r.partition.empty());
    }
}

TEST_CASE("an axis of a box may have breakpoints, run backwards, or have no width") {
    const auto jump = [](point x) { return x[0] < 0.3 ? std::exp(x[1]) : 0.0; };
    const double exact = 0.3 * std::expm1(1.0);
    const auto r = integrate(jump, box{{0.0, 0.3, 1.0}, {0.0, 1.0}}, {.relative_tolerance = 1e-10});
    CHECK(r.converged());
    CHECK(std::abs(r.value - exact) <= 1e-10);
    CHECK(r.evaluations < 1000);
    const auto back = integrate(jump, box{{1.0, 0.3, 0.0}, {0.0, 1.0}}, {.relative_tolerance = 1e-10});
    CHECK(same_bits(back.value, -r.value));
    CHECK(same_bits(integrate(jump, box{{1.0, 0.3, 0.0}, {1.0, 0.0}}, {.relative_tolerance = 1e-10}).value, r.value));
    const auto flat = integrate(jump, box{{0.0, 1.0}, {0.5, 0.5}});
    CHECK(flat.converged());
    CHECK(flat.value == 0);
    CHECK(flat.calls == 0);
    const auto vector = integrate([](point x) { return std::vector<double>{x[0], x[1]}; }, box{{0.0, 1.0}, {0.5, 0.5}});
    CHECK(vector.value == std::vector<double>{0, 0});
    CHECK(vector.calls == 1);
}

TEST_CASE("a box of one axis is integrated as a line, to the bit") {
    const options o{.relative_tolerance = 1e-9};
    const auto r = integrate([](point x) { return std::exp(x[0]) / (x[0] + 1e-3); }, box{{0.0, 0.25, 2.0}}, o);
    const auto s = integrate([](double x) { return std::exp(x) / (x + 1e-3); }, {0.0, 0.25, 2.0}, o);
    CHECK(same_bits(r, s));
}

TEST_CASE("f over a box may have values of any kind") {
    const options o{.relative_tolerance = 1e-8};
    const box cube{{0.0, 1.0}, {0.0, 2.0}, {0.0, 1.0}};
    CHECK(integrate([](point x) { return std::complex(product(x), 1.0); }, cube, o).value.real() == doctest::Approx(0.5));
    CHECK(integrate([](point x) { return std::array{product(x), 3.0}; }, cube, o).value[1] == doctest::Approx(6));
    const auto v = integrate([](point x) -> Eigen::VectorXd { return Eigen::Vector3d(x[0], x[1], x[2]); }, cube, o);
    CHECK(v.value.isApprox(Eigen::Vector3d(1, 2, 1), 1e-12));
    const auto of_float = integrate([](point x) { return static_cast<float>(x[0]); }, cube, {.relative_tolerance = 1e-6});
    CHECK(of_float.value == doctest::Approx(1));
}

TEST_CASE("over a box each point is evaluated once, and all concurrencies give the same bits") {
    const auto p = box_problems::corner_peak();
    const box cube{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}};
    const auto alone = integrate(p.f, cube, {.relative_tolerance = 1e-5, .concurrency = 1});
    for (const int concurrency : {0, 2, 8}) {
        for (const auto g : {grain::automatic, grain::points}) {
            std::mutex mutex;
            std::multiset<std::vector<double>> seen;
            const auto f = [&](point x) {
                const std::lock_guard lock(mutex);
                seen.emplace(x.begin(), x.end());
                return p.f(x);
            };
            const auto r = integrate(
                f, cube, {.relative_tolerance = 1e-5, .concurrency = concurrency, .speculation = 0, .cost_of_f = g, .verify = 0});
            CHECK(same_bits(r, alone));
            CHECK(seen.size() == r.calls);
            CHECK(std::set(seen.begin(), seen.end()).size() == seen.size());
        }
    }
}

TEST_CASE("a generic f of one dimension is not asked whether it takes coordinates, and an f of both takes what it is given") {
    CHECK(integrate([](const auto& x) { return std::exp(x); }, domain{0.0, 1.0}).value == doctest::Approx(std::expm1(1.0)));
    struct both {
        double operator()(double x) const { return x; }
        double operator()(point x) const { return x[0] * x[1]; }
    };
    CHECK(integrate(both(), {0.0, 1.0}).value == doctest::Approx(0.5));
    CHECK(integrate(both(), box{{0.0, 1.0}, {0.0, 1.0}}).value == doctest::Approx(0.25));
}

TEST_CASE("f that is not thread-safe is called by one thread at a time over a box, too") {
    int inside = 0;
    bool alone = true;
    const auto f = serial([&](point x) {
        alone = ++inside == 1 && alone;
        const double y = std::exp(x[0] * x[1]);
        --inside;
        return y;
    });
    const auto r = integrate(f, box{{0.0, 1.0}, {0.0, 1.0}}, {.concurrency = 8, .cost_of_f = grain::points});
    CHECK(r.converged());
    CHECK(r.concurrency == 1);
    CHECK(alone);
}

TEST_CASE("what f throws over a box reaches the caller, and a status says where f is not finite") {
    const box square{{0.0, 1.0}, {0.0, 1.0}};
    const auto in_a_corner = [](point x) {
        if (x[0] < 0.2 && x[1] < 0.2) throw std::domain_error("corner");
        return x[0];
    };
    CHECK_THROWS_WITH_AS(integrate(in_a_corner, square), "corner", std::domain_error);
    const auto r = integrate([](point x) { return x[1] > 0.5 ? std::nan("") : 1.0; }, square);
    CHECK(r.status == status::non_finite);
    CHECK(r.place.at(0) == r.non_finite_at);
    CHECK(r.place.at(1) > 0.5);
    CHECK(!std::isfinite(r.error));
}

TEST_CASE("over more axes than boxes divide there is a sparse grid, with the same bits at any concurrency") {
    // Each factor is exp(x / 2^a), whose integral is expm1(c) / c, c = 1 / 2^a.
    const auto decaying = [](point x) {
        double sum = 0;
        for (std::size_t a = 0; a < x.size(); ++a) sum += std::ldexp(x[a], -static_cast<int>(a));
        return std::exp(sum);
    };
    for (const int axes : {17, 20, 32}) {
        double exact = 1;
        for (int a = 0; a < axes; ++a) exact *= std::expm1(std::ldexp(1.0, -a)) / std::ldexp(1.0, -a);
        const box where(std::vector<domain>(static_cast<std::size_t>(axes), domain{0.0, 1.0}));
        options o{.relative_tolerance = 1e-6, .concurrency = 1};
        const auto serial = integrate(decaying, where, o);
        CHECK(serial.converged());
        CHECK(serial.cubature == foundation::sparse_grid);
        CHECK(std::abs(serial.value - exact) <= 1e-6 * exact);
        o.concurrency = 8;
        const auto r = integrate(decaying, where, o);
        CHECK(r.value == serial.value);
        CHECK(r.error == serial.error);
        CHECK(r.evaluations == serial.evaluations);
    }
}

TEST_CASE("wrong boxes, and budgets that are too small, are refused in words") {
    CHECK_THROWS_WITH_AS(box({}), "taskquad: box: there are 0 axes, must be from 1 to 32", std::invalid_argument);
    CHECK_THROWS_WITH_AS(box(std::vector<domain>(33, domain{0.0, 1.0})), "taskquad: box: there are 33 axes, must be from 1 to 32",
                         std::invalid_argument);
    for (const options& o : {options{.refinement = refinement::local}, options{.cubature = adaptive_boxes()}}) {
        CHECK_THROWS_WITH_AS(integrate(product, box(std::vector<domain>(17, domain{0.0, 1.0})), o),
                             "taskquad: box: there are 17 axes, must be at most 16 where options::cubature, a breakpoint or local "
                             "refinement asks for adaptive boxes",
                             std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(integrate(product, box{{0.0, 1.0}, {0.0, 0.5, 1.0}}, {.max_evaluations = 89}),
                         "taskquad: options: max_evaluations is 89, must be >= 90, which the first estimates over this domain take",
                         std::invalid_argument);
    CHECK_THROWS_AS(integrate(std::function<double(point)>(), box{{0.0, 1.0}, {0.0, 1.0}}), std::invalid_argument);
}

TEST_CASE("where f is 0 at all points, the status says so, unless an absolute tolerance is met") {
    const auto zero = [](point) { return 0.0; };
    const box square{{0.0, 1.0}, {0.0, 1.0}};
    const auto r = integrate(zero, square);
    CHECK(r.status == status::all_zero);
    CHECK(r.value == 0);
    CHECK(r.evaluations >= 2048);
    CHECK(integrate(zero, square, {.absolute_tolerance = 1e-3}).converged());
    CHECK(integrate([](point x) { return x[0] - 0.5; }, square, {.absolute_tolerance = 1e-3}).converged());
}

TEST_CASE("a box of many axes is integrated within a budget") {
    const auto r = integrate(product, box(std::vector<domain>(16, domain{0.0, 1.0})),
                             {.relative_tolerance = 1e-3, .max_evaluations = 300'000});
    CHECK(r.converged());
    CHECK(r.value == doctest::Approx(std::pow(0.5, 16)));
}
