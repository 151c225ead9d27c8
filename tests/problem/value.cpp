#include <taskquad/value.hpp>

#include <doctest/doctest.h>

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"

using namespace taskquad;
using complex = std::complex<double>;

TEST_CASE("a complex integrand gives a complex integral") {
    const auto r = integrate([](double x) { return std::exp(complex(0, 20 * x)); }, {0.0, 1.0}, {.relative_tolerance = 1e-12});
    const complex exact = (std::exp(complex(0, 20)) - 1.0) / complex(0, 20);
    CHECK(r.converged());
    CHECK(std::abs(r.value - exact) <= 1e-12 * std::abs(exact));
    static_assert(std::same_as<decltype(r.value), complex>);
    const auto back = integrate([](double x) { return std::exp(complex(0, 20 * x)); }, {1.0, 0.0}, {.relative_tolerance = 1e-12});
    CHECK(back.value == -r.value);
}

TEST_CASE("arrays, vectors and matrices, of fixed and dynamic size, share one set of points") {
    const options o{.relative_tolerance = 1e-10, .keep_partition = true};
    int calls = 0;
    const auto a = integrate(
        [&](double x) {
            ++calls;
            return std::array{std::exp(x), std::sqrt(x)};
        },
        {0.0, 1.0}, {.relative_tolerance = 1e-10, .concurrency = 1});
    CHECK(static_cast<std::uint64_t>(calls) == a.evaluations);
    CHECK(std::abs(a.value[0] - std::expm1(1.0)) <= 1e-10);
    CHECK(std::abs(a.value[1] - 2.0 / 3) <= 1e-10);

    const auto v = integrate([](double x) { return std::vector{x, x * x, x * x * x}; }, {0.0, 2.0}, o);
    CHECK(v.value.size() == 3);
    CHECK(v.value[2] == doctest::Approx(4));

    const auto fixed = integrate([](double x) { return Eigen::Vector3d(1, x, std::cos(x)); }, {0.0, 1.0}, o);
    CHECK((fixed.value - Eigen::Vector3d(1, 0.5, std::sin(1.0))).norm() <= 1e-10);

    const auto matrix = integrate(
        [](double x) {
            return Eigen::Matrix2cd{{complex(x, 1), 0.0}, {x * x, std::exp(complex(0, x))}};
        },
        {0.0, 1.0}, o);
    CHECK(std::abs(matrix.value(0, 0) - complex(0.5, 1)) <= 1e-10);
    CHECK(std::abs(matrix.value(1, 0) - 1.0 / 3) <= 1e-10);
    CHECK(std::abs(matrix.value(0, 1)) == 0);

    // An expression is evaluated.
    const Eigen::MatrixXd m = Eigen::MatrixXd::Identity(2, 3);
    const auto dynamic = integrate([&](double x) -> Eigen::MatrixXd { return m * x; }, {0.0, 1.0}, o);
    CHECK(dynamic.value.rows() == 2);
    CHECK(dynamic.value.cols() == 3);
    CHECK((dynamic.value - m / 2).norm() <= 1e-10);
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(2, 3);
    for (const auto& s : dynamic.partition) sum += s.integral;
    CHECK((sum - dynamic.value).norm() <= 1e-15);
}

TEST_CASE("values of several components give the same bits for every driver") {
    const auto f = [](double x) { return std::array{std::abs(x - 0.3), std::cos(30 * x), 1 / (1e-3 + x * x)}; };
    options o{.relative_tolerance = 1e-9, .concurrency = 1, .keep_partition = true};
    const auto serial_run = integrate(f, {0.0, 1.0}, o);
    const auto same = [&](const auto& r) {
        bool equal =
            r.evaluations == serial_run.evaluations && r.status == serial_run.status && same_bits(r.error, serial_run.error);
        for (std::size_t i = 0; i < 3; ++i) equal = equal && same_bits(r.value[i], serial_run.value[i]);
        return equal;
    };
    o.concurrency = 8;
    CHECK(same(integrate(f, {0.0, 1.0}, o)));
    CHECK(same(integrate(batch<std::array<double, 3>>([&](std::span<const double> x, std::span<std::array<double, 3>> y) {
                             for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
                         }),
                         {0.0, 1.0}, o)));
    CHECK(same(integrate(async<std::array<double, 3>>([&](double x, completion<std::array<double, 3>> done) { done(f(x)); }),
                         {0.0, 1.0}, o)));
    session<std::array<double, 3>> s({0.0, 1.0}, o);
    while (!s.done()) {
        for (const double x : s.ask(16)) s.tell(x, f(x));
    }
    CHECK(same(s.result()));
    integrator quad(f, o);
    CHECK(same(quad({0.0, 1.0})));
    CHECK(quad({0.0, 1.0}).calls == 0);
    for (const auto& [x, y] : quad.cache()) CHECK(y == f(x));
}

TEST_CASE("the tolerance holds in the norm that is asked for") {
    const auto f = [](double x) { return std::array{std::exp(x), 1e-3 * std::abs(x - 0.37), 1e-6 * std::sqrt(std::abs(x - 0.7))}; };
    const std::array exact{std::expm1(1.0), 1e-3 * (0.37 * 0.37 + 0.63 * 0.63) / 2,
                           1e-6 * 2 / 3 * (std::pow(0.7, 1.5) + std::pow(0.3, 1.5))};
    const auto relative = norm([](std::span<const double> y) { return std::abs(y[2]); });
    std::uint64_t least = 0;
    for (const norm& n : {norm(norm::kind::two), norm(norm::kind::one), norm(norm::kind::infinity), relative}) {
        const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-8, .norm = n});
        std::array<double, 3> off{};
        for (std::size_t i = 0; i < 3; ++i) off[i] = r.value[i] - exact[i];
        CHECK(r.converged());
        CHECK(n(off, false) <= 1e-8 * n(exact, false));
        CHECK(r.evaluations >= least);
        least = r.evaluations;
    }
    CHECK_THROWS_AS(integrate(f, {0.0, 1.0}, {.norm = norm(std::function<double(std::span<const double>)>())}),
                    std::invalid_argument);
}

TEST_CASE("norms are those of mathematics") {
    const std::array y{3.0, -4.0, 12.0, 0.0};
    CHECK(norm()(y, false) == 13);
    CHECK(norm(norm::kind::one)(y, false) == 19);
    CHECK(norm(norm::kind::one)(y, true) == 17);
    CHECK(norm(norm::kind::infinity)(y, false) == 12);
    CHECK(norm(norm::kind::infinity)(std::array{3.0, 4.0, 1.0, 1.0}, true) == 5);
    CHECK(norm()(std::array{3e300, 4e300}, false) == 5e300);
}

TEST_CASE("values of float are believed to half an ulp of float") {
    const auto f = [](float x) { return std::exp(-x * x) / (x + 0.1F); };
    const double exact =
        integrate([](double x) { return std::exp(-x * x) / (x + double(0.1F)); }, {0.0, 1.0}, {.relative_tolerance = 1e-12}).value;
    const auto fine = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-5});
    CHECK(fine.converged());
    CHECK(std::abs(fine.value - exact) <= 1e-5 * exact);
    const auto too_fine = integrate(f, {0.0, 1.0});
    CHECK(too_fine.status == status::roundoff);
    CHECK(std::abs(too_fine.value - exact) <= too_fine.error);
    CHECK(too_fine.evaluations < 1000);
    const auto vectors = integrate(
        [](double x) -> Eigen::Vector2f {
            return {float(std::sqrt(x)), 1.0F};
        },
        {0.0, 1.0}, {.relative_tolerance = 1e-5});
    CHECK(vectors.converged());
    CHECK(vectors.value[0] == doctest::Approx(2.0 / 3).epsilon(1e-5));
}

TEST_CASE("a value of another size is an error that names x") {
    const auto f = [](double x) { return Eigen::VectorXd::Ones(x < 0.5 ? 3 : 2).eval(); };
    for (const int n : {1, 4}) {
        try {
            integrate(f, {0.0, 1.0}, {.concurrency = n});
            FAIL("not refused");
        } catch (const std::invalid_argument& e) {
            CHECK(std::string(e.what()).find("taskquad: f(x) at x = ") == 0);
            CHECK(std::string(e.what()).find("has size") != std::string::npos);
        }
    }
    CHECK_THROWS_AS(integrate([](double) { return Eigen::VectorXd(); }, {0.0, 1.0}), std::invalid_argument);
    session<std::vector<double>> s({0.0, 1.0});
    s.tell(0.5, {1, 2});
    CHECK_THROWS_WITH_AS(s.tell(0.25, {1}), "taskquad: f(x) at x = 0.25 has size 1, but other values have 2",
                         std::invalid_argument);
}

namespace {

/// Values of dynamic size that cannot always be taken apart.
struct brittle {
    std::vector<double> components;
};

}  // namespace

template <>
struct taskquad::value_traits<brittle> {
    using element = double;
    static constexpr bool fixed = false;
    static value_shape shape_of(const brittle& v) { return {v.components.size(), 1}; }
    static void write(const brittle& v, double* to) {
        for (const double y : v.components) *to++ = y < 0 ? throw std::domain_error("brittle") : y;
    }
    static brittle read(const double* from, const value_shape& s) { return {{from, from + s.rows}}; }
};

TEST_CASE("a value that cannot be taken apart does not say what size values have") {
    for (const auto g : {grain::automatic, grain::points}) {
        int calls = 0;
        const auto f = [&](double x) { return calls++ == 0 ? brittle{{1, 1, -1}} : brittle{{x, 1}}; };
        const auto r = integrate(f, {0.0, 1.0}, {.concurrency = 1, .failures = {.retries = 1}, .cost_of_f = g});
        CHECK(r.converged());
        CHECK(r.value.components == std::vector<double>{0.5, 1});
    }
    session<brittle> s({0.0, 1.0});
    CHECK_THROWS_AS(s.tell(0.5, {{1, 1, -1}}), std::domain_error);
    s.tell(0.5, {{0.5, 1}});
    CHECK_THROWS_AS(s.tell(0.5, {{0.5, 1, 1}}), std::invalid_argument);
}

TEST_CASE("over an empty domain the integral is a zero of the size of f's values") {
    CHECK(integrate([](double) { return Eigen::Vector2d(1, 2); }, {1.0, 1.0}).value == Eigen::Vector2d::Zero());
    const auto r = integrate([](double) { return Eigen::VectorXd::Ones(5).eval(); }, {1.0, 1.0});
    CHECK(r.value == Eigen::VectorXd::Zero(5));
    CHECK(r.calls == 1);
}
