// What to say where f or the domain is difficult: the code of docs/integrands.md.
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>
#include <taskquad/vectorized.hpp>

namespace {
void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("the page is wrong: ") + what);
}
bool near(double x, double y) { return std::abs(x - y) <= 1e-8 * std::abs(y); }
}  // namespace

int main() {
    {
        // [infinite]
        constexpr double inf = std::numeric_limits<double>::infinity();
        auto tail = taskquad::integrate([](double x) { return std::pow(1 + x, -1.1); }, {0.0, inf});
        auto line = taskquad::integrate([](double x) { return std::exp(-x * x); }, {-inf, inf});
        auto far = taskquad::integrate([](double x) { return std::exp(-(x - 5000) * (x - 5000)); }, {0.0, 4990.0, 5010.0, inf});
        // [infinite]
        require(near(tail.value, 10) && near(line.value, std::sqrt(M_PI)) && near(far.value, std::sqrt(M_PI)), "infinite");
    }
    {
        constexpr double inf = std::numeric_limits<double>::infinity();
        // [ends]
        auto planck = taskquad::integrate([](double x) { return x * x * x / (std::exp(x) - 1); }, {0.0, inf});
        auto pendulum = taskquad::integrate([](double t) { return 1 / std::sqrt(std::cos(t) - std::cos(1.0)); }, {0.0, 1.0});
        // [ends]
        require(near(planck.value, std::pow(M_PI, 4) / 15) && near(pendulum.value, M_SQRT2 * std::comp_ellint_1(std::sin(0.5))),
                "ends");
    }
    {
        // [patchy]
        auto patchy = [](double x) { return std::fmod(x * 1e6, 100.0) < 1 ? NAN : std::exp(x); };
        auto r = taskquad::integrate(patchy, {0.0, 1.0}, {.failures = {.drop_non_finite = true}});
        // [patchy]
        require(r.converged() && near(r.value, std::expm1(1.0)), "patchy");
    }
    {
        // [careless]
        double shared = 0;
        auto careless = [&](double x) {
            shared += x;  // and reads it back, as if no other call had been there
            return std::exp(x) + 1e-6 * shared;
        };
        auto found_out = taskquad::integrate(careless, {0.0, 1.0}, {.max_evaluations = 10'000, .concurrency = 1});
        // [careless]
        require(found_out.status == taskquad::status::not_reproducible, "careless");
    }
    {
        // [distances]
        auto f = [](taskquad::argument at) { return std::exp(at.x) / std::sqrt(at.from_a * at.to_b); };
        auto r = taskquad::integrate(f, {1.0, 3.0}, {.relative_tolerance = 1e-13});
        // [distances]
        require(r.converged() && near(r.value, M_PI * std::exp(2.0) * std::cyl_bessel_i(0.0, 1.0)), "distances");
    }
    {
        using std::numbers::pi;
        // [fourier]
        auto finite = taskquad::integrate([](double x) { return std::log(x); }, {0.0, 1.0},
                                          {.rule = taskquad::fourier_rule(taskquad::fourier::sine, 10 * pi)});
        auto endless =
            taskquad::integrate_fourier([](double x) { return 1 / std::sqrt(x); }, 0.0, taskquad::fourier::cosine, pi / 2);
        // [fourier]
        require(near(finite.value, -0.1281368483991674190) && near(endless.value, 1), "fourier");
    }
    {
        // [pole]
        auto r = taskquad::integrate_principal_value([](double x) { return 1 / (5 * x * x * x + 6); }, {-1.0, 5.0}, 0.0);
        // [pole]
        require(near(r.value, std::log(125.0 / 631) / 18), "pole");
    }
    {
        // [reals]
        auto r =
            taskquad::integrate_as<long double>([](long double x) { return std::log(x) * std::exp(-x); },
                                                {0, std::numeric_limits<long double>::infinity()}, {.relative_tolerance = 1e-17L});
        // [reals]
        require(r.converged() && std::abs(r.value + std::numbers::egamma_v<long double>) < 1e-17L, "reals");
    }
    {
        // [values]
        auto z = taskquad::integrate([](double t) { return std::exp(std::complex<double>(0, t)); }, {0.0, 1.0});
        auto moments = taskquad::integrate(
            [](double x) {
                return std::array{1.0, x, x * x};
            },
            {0.0, 2.0}, {.norm = taskquad::norm(taskquad::norm::kind::infinity)});
        std::printf("%g %g i; %g %g %g\n", z.value.real(), z.value.imag(), moments.value[0], moments.value[1], moments.value[2]);

        // Energy in J, force in N: an error of 1e-3 N counts as much as one of 1 J.
        const taskquad::norm weighted([](std::span<const double> y) { return std::hypot(y[0], 1e3 * y[1]); });
        auto energy_and_force = taskquad::integrate(
            [](double x) {
                return std::array{std::exp(-x), 1e-3 * std::sin(x)};
            },
            {0.0, 1.0}, {.absolute_tolerance = 1e-9, .relative_tolerance = 0, .norm = weighted});
        // [values]
        require(near(z.value.real(), std::sin(1.0)) && near(moments.value[2], 8.0 / 3) && energy_and_force.converged(), "values");
    }
    {
        // [vectorized]
        auto bell = taskquad::vectorized([](const auto& x) { return (-x * x).exp(); });
        auto r = taskquad::integrate(bell, {0.0, 10.0});
        // [vectorized]
        require(near(r.value, std::sqrt(M_PI) / 2), "vectorized");
    }
    {
        struct solver {
            double solve(double x) { return std::sqrt(x); }
        };
        // [workers]
        solver one;
        auto serial = taskquad::integrate(taskquad::serial([&](double x) { return one.solve(x); }), {0.0, 1.0});
        auto each = taskquad::per_worker([] { return [own = solver()](double x) mutable { return own.solve(x); }; });
        auto parallel = taskquad::integrate(each, {0.0, 1.0});
        // [workers]
        require(serial.value == parallel.value && near(serial.value, 2.0 / 3), "workers");
    }
    {
        // [nested]
        auto f = [](double x, double y) { return std::exp(x + y); };
        auto below = [](double x) { return taskquad::domain{0.0, 1 - x}; };
        auto triangle = taskquad::integrate_nested(f, {0.0, 1.0}, below);
        // [nested]
        require(near(triangle.value, 1), "nested");
    }
    {
        // [boxes]
        const taskquad::box where{{0.0, 1.0}, {0.0, 2.0}};
        auto f = [](double x, double y) { return std::exp(-x * y); };
        auto r = taskquad::integrate(f, where, {.relative_tolerance = 1e-6});
        // [boxes]
        // [session_of_points]
        taskquad::session<double, std::array<double, 2>> s(where);
        while (!s.done()) {
            for (auto [x, y] : s.ask(64)) s.tell({x, y}, f(x, y));
        }
        // [session_of_points]
        // The integral of (1 - exp(-2x)) / x over [0, 1]: E1(2) + log 2 + gamma, Abramowitz & Stegun 5.1.40.
        require(std::abs(r.value - 1.31926335617) < 2e-6 && s.result().converged(), "over boxes");
    }
    {
        // [noisy]
        auto noisy = [](double x) { return std::exp(x) + 1e-6 * std::sin(1e8 * x); };
        auto r = taskquad::integrate(noisy, {0.0, 1.0}, {.f_relative_accuracy = 1e-6});
        // [noisy]
        require(r.status == taskquad::status::roundoff && r.evaluations == 21, "noisy");
    }
    {
        // [mesh]
        auto spike = [](double x) { return std::exp(-std::pow((x - 0.271) / 1e-4, 2)); };
        auto missed = taskquad::integrate(spike, {0.0, 1.0});
        auto found = taskquad::integrate(spike, {0.0, 1.0}, {.initial_segments = 200});
        // [mesh]
        require(missed.value == 0 && missed.converged() && near(found.value, 1e-4 * std::sqrt(M_PI)), "mesh");
    }
    return 0;
}
