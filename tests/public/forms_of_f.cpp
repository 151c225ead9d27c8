#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>
#include <taskquad/vectorized.hpp>

using namespace taskquad;

namespace {

double line(double x) noexcept { return x; }
double power(double x, double p) { return std::pow(x, p); }

struct of_integers_too {
    double operator()(int) const { return 7; }
    double operator()(double x) const { return x; }
};

template <class F>
void gives_one_half(F&& f) {
    CHECK(integrate(f, {0.0, 1.0}, {.concurrency = 1}).value == doctest::Approx(0.5));
    integrator quad(std::forward<F>(f), {.concurrency = 1});
    CHECK(quad({0.0, 1.0}).value == doctest::Approx(0.5));
}

template <class Call>
void refused(const char* what, const Call& call) {
    CHECK_THROWS_WITH_AS(call(), what, std::invalid_argument);
}

}  // namespace

TEST_CASE("whatever is called with a double is an integrand") {
    gives_one_half(line);
    gives_one_half(&line);
    gives_one_half([](auto x) { return x; });
    gives_one_half([](const auto& x) { return x + 0 * std::exp(x); });
    gives_one_half([](double&& x) { return x; });
    gives_one_half([](long double x) { return x; });
    gives_one_half([](float x) { return x; });
    gives_one_half([n = 0](double x) mutable { return ++n > 0 ? x : 0; });
    gives_one_half([p = std::make_unique<double>(1)](double x) { return *p * x; });
    gives_one_half(of_integers_too());
    gives_one_half(std::function<double(double)>(line));
    const auto f = [](double x) { return x; };
    gives_one_half(std::ref(f));
    gives_one_half([](double x, const std::stop_token&) { return x; });
    // What std::bind makes takes any number of arguments, and ignores those that nobody asked for.
    gives_one_half(std::bind(power, std::placeholders::_1, 1.0));
}

TEST_CASE("distances are asked for by an argument, or by with_distances") {
    const auto exact = [](argument at) { return 1 / std::sqrt(at.to_b); };
    const auto of_three = with_distances([](double, double, double to_b) { return 1 / std::sqrt(to_b); });
    const options o{.relative_tolerance = 1e-13};
    const auto r = integrate(exact, {1.0, 3.0}, o);
    CHECK(std::abs(r.value - 2 * std::sqrt(2.0)) <= 1e-12);
    CHECK(integrate(of_three, {1.0, 3.0}, o).value == r.value);
    CHECK(integrate(with_distances([](auto, auto, auto to_b) { return 1 / std::sqrt(to_b); }), {1.0, 3.0}, o).value == r.value);
    const auto by_function =
        with_distances(std::function<double(double, double, double)>([](double x, double, double) { return x; }));
    gives_one_half(by_function);
}

TEST_CASE("a null pointer or an empty function object is refused before anything") {
    double (*pointer)(double) = nullptr;
    const std::function<double(double)> empty;
    const char *null = "taskquad: f is a null pointer", *nothing = "taskquad: f is an empty function object";
    refused(null, [&] { return integrate(pointer, {0.0, 1.0}); });
    refused(nothing, [&] { return integrate(empty, {0.0, 1.0}); });
    refused(nothing, [&] { return integrate(std::ref(empty), {0.0, 1.0}); });
    refused(nothing, [&] { return integrate(empty, {1.0, 1.0}); });
    refused(null, [&] { return integrator(pointer); });
    refused(nothing, [&] { return integrator(empty); });
    refused(nothing, [&] { return serial(empty); });
    refused(nothing, [&] { return with_distances(std::function<double(double, double, double)>()); });
    refused("taskquad: per_worker: make is an empty function object",
            [&] { return per_worker(std::function<double (*())(double)>()); });
    refused(null, [&] { return integrate(per_worker([&] { return pointer; }), {0.0, 1.0}); });
    refused("taskquad: batch: f is an empty function object",
            [&] { return batch(std::function<void(std::span<const double>, std::span<double>)>()); });
    refused("taskquad: async: f is an empty function object",
            [&] { return async(std::function<void(double, completion<double>)>()); });
    using of_arrays = std::function<vectorized_abscissae(const vectorized_abscissae&)>;
    refused("taskquad: vectorized: f is an empty function object", [&] { return vectorized(of_arrays()); });
    refused(nothing, [&] { return integrate_fourier(empty, 0, fourier::sine, 1); });
    refused(null, [&] { return integrate_principal_value(pointer, {-1.0, 1.0}, 0); });
    refused(nothing, [&] { return integrate_as<long double>(std::function<long double(long double)>(), {0, 1}); });
}
