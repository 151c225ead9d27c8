#include <doctest/doctest.h>

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <vector>

using namespace taskquad;

namespace {

const box square{{0.0, 1.0}, {0.0, 2.0}};

double product(double x, double y) noexcept { return x * y; }
double of_span(std::span<const double> x) { return x[0] * x[1]; }

/// The integral of x * y over the square is 1.
template <class F>
void gives_one(F&& f) {
    CHECK(integrate(f, square, {.concurrency = 1}).value == doctest::Approx(1));
}

template <class F>
void takes_other_dimension(const F& f, const char* what) {
    CHECK_THROWS_WITH_AS(integrate(f, square), what, std::invalid_argument);
}

}  // namespace

TEST_CASE("f over a box takes its point in any of several types") {
    gives_one(of_span);
    gives_one(&of_span);
    gives_one([](std::span<const double, 2> x) { return x[0] * x[1]; });
    gives_one([](std::array<double, 2> x) { return x[0] * x[1]; });
    gives_one([](const std::array<double, 2>& x) { return x[0] * x[1]; });
    gives_one([](const std::vector<double>& x) { return x[0] * x[1]; });
    gives_one([](const Eigen::Vector2d& x) { return x.prod(); });
    gives_one([](const Eigen::RowVector2d& x) { return x.prod(); });
    gives_one([](const Eigen::VectorXd& x) { return x.prod(); });
    gives_one([](const Eigen::ArrayXd& x) { return x.prod(); });
    gives_one([](const Eigen::Ref<const Eigen::VectorXd>& x) { return x.prod(); });
    gives_one(product);
    gives_one([](float x, double y) { return x * y; });
    gives_one(std::function<double(double, double)>(product));
    gives_one([](const auto& x) { return x[0] * x[1]; });
    gives_one([](auto x, auto y) { return x * y; });
    gives_one(std::bind(product, std::placeholders::_1, std::placeholders::_2));
    gives_one(std::bind(of_span, std::placeholders::_1));
    const auto f = [](std::array<double, 2> x) { return x[0] * x[1]; };
    gives_one(std::ref(f));
    gives_one([p = std::make_unique<double>(1)](double x, double y) { return *p * x * y; });
    gives_one([n = 0](double x, double y) mutable { return ++n > 0 ? x * y : 0; });
}

TEST_CASE("f over a box may take up to six numbers") {
    const options o{.relative_tolerance = 1e-8};
    const domain unit{0.0, 1.0};
    CHECK(integrate([](double x, double y, double z) { return x * y * z; }, box{unit, unit, unit}, o).value ==
          doctest::Approx(0.125));
    CHECK(integrate([](double a, double b, double c, double d) { return a * b * c * d; }, box{unit, unit, unit, unit}, o).value ==
          doctest::Approx(0.0625));
    const auto of_six = [](double a, double b, double c, double d, double e, double f) { return a + b + c + d + e + f; };
    CHECK(integrate(of_six, box{unit, unit, unit, unit, unit, unit}, o).value == doctest::Approx(3));
}

TEST_CASE("f over a box may take a stop token behind its point, and then say that it has given up") {
    gives_one([](std::span<const double> x, const std::stop_token&) { return of_span(x); });
    gives_one([](std::array<double, 2> x, std::stop_token) { return of_span(x); });
    gives_one([](double x, double y, const std::stop_token&) { return x * y; });
    gives_one([](const Eigen::VectorXd& x, const std::stop_token&) { return x.prod(); });
    gives_one([](double x, double y, const std::stop_token&) { return std::optional(x * y); });
    gives_one([](const auto& x, const std::stop_token&) { return of_span(x); });
    const auto gives_up = [](double, double, const std::stop_token&) -> std::optional<double> { return std::nullopt; };
    CHECK_THROWS_AS(integrate(gives_up, square), std::runtime_error);
}

TEST_CASE("in whichever way f takes its point, its values may be of any type") {
    const auto c = integrate([](double x, double y) { return std::complex(x * y, 1.0); }, square);
    CHECK(c.value.real() == doctest::Approx(1));
    CHECK(c.value.imag() == doctest::Approx(2));
    CHECK(integrate([](std::array<double, 2> x) { return x; }, square).value[1] == doctest::Approx(2));
    const auto back = [](const Eigen::VectorXd& x) -> const Eigen::VectorXd& { return x; };
    CHECK(integrate(back, square).value.isApprox(Eigen::Vector2d(1, 2), 1e-12));
    CHECK(integrate([](double x, double y) { return std::vector{x, y}; }, square).value[0] == doctest::Approx(1));
}

TEST_CASE("f that is not thread-safe takes its point as any other") {
    const auto f = serial([](double x, double y) { return x * y; });
    CHECK(integrate(f, square, {.concurrency = 4}).concurrency == 1);
    gives_one(f);
    gives_one(per_worker([] { return [](const Eigen::Vector2d& x) { return x.prod(); }; }));
}

TEST_CASE("f of another number of coordinates than the box has axes is refused before any call") {
    bool called = false;
    takes_other_dimension([&](double, double, double) { return called = true, 1.0; },
                          "taskquad: box: f takes 3 coordinates, and there are 2 axes");
    takes_other_dimension([&](std::array<double, 1>) { return called = true, 1.0; },
                          "taskquad: box: f takes 1 coordinates, and there are 2 axes");
    takes_other_dimension([&](const Eigen::Vector4d&) { return called = true, 1.0; },
                          "taskquad: box: f takes 4 coordinates, and there are 2 axes");
    takes_other_dimension([&](std::span<const double, 3>, const std::stop_token&) { return called = true, 1.0; },
                          "taskquad: box: f takes 3 coordinates, and there are 2 axes");
    CHECK(!called);
}

TEST_CASE("a batch over a box is of points, each of which has all its coordinates") {
    std::size_t largest = 0;
    const auto f = batch(
        [&](points x, std::span<double> y) {
            largest = std::max(largest, x.size());
            CHECK(x.dimension() == 2);
            CHECK(x.coordinates().size() == 2 * y.size());
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i][0] * x[i][1];
        },
        {.max_batch = 5});
    gives_one(f);
    CHECK(largest == 5);
    const auto of_vectors = batch<std::vector<double>>([](points x, std::span<std::vector<double>> y, const std::stop_token&) {
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = {x[i][0], x[i][1]};
    });
    CHECK(integrate(of_vectors, square).value[1] == doctest::Approx(2));
}

TEST_CASE("an asynchronous f over a box takes its point in any of these ways") {
    gives_one(async([](std::array<double, 2> x, completion<> done) { done(x[0] * x[1]); }));
    gives_one(async([](std::span<const double> x, completion<> done) { done(x[0] * x[1]); }));
    gives_one(async([](double x, double y, completion<> done) { done(x * y); }));
    gives_one(async([](const Eigen::VectorXd& x, completion<> done, const std::stop_token&) { done(x.prod()); }));
    const auto of_arrays =
        async<std::array<double, 2>>([](std::array<double, 2> x, completion<std::array<double, 2>> done) { done(x); });
    CHECK(integrate(of_arrays, square).value[1] == doctest::Approx(2));
    takes_other_dimension(async([](double, double, double, completion<> done) { done(1); }),
                          "taskquad: box: f takes 3 coordinates, and there are 2 axes");
}

TEST_CASE("over a box, too, a null pointer or an empty function object is refused before anything") {
    double (*pointer)(double, double) = nullptr;
    CHECK_THROWS_WITH_AS(integrate(pointer, square), "taskquad: f is a null pointer", std::invalid_argument);
    CHECK_THROWS_WITH_AS(integrate(std::function<double(std::array<double, 2>)>(), square),
                         "taskquad: f is an empty function object", std::invalid_argument);
    CHECK_THROWS_WITH_AS(batch(std::function<void(points, std::span<double>)>()), "taskquad: batch: f is an empty function object",
                         std::invalid_argument);
}
