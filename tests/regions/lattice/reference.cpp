#include "reference/sparse_grid.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "rules/nested_families.hpp"
#include "support/models.hpp"

using models::model;
using reference::sparse_grid;
using taskquad::status;
using taskquad::rules::exponential_leja;
using taskquad::rules::gauss_patterson;
using taskquad::rules::genz_keister;

namespace {

sparse_grid::outcome integrated(const model& m, const sparse_grid::settings& s) {
    const auto f = [&m](std::span<const double> t) {
        std::vector<double> u(t.begin(), t.end());
        if (!m.is_normal) {
            for (double& x : u) x = (1 + x) / 2;
        }
        return std::vector{m.f(u)};
    };
    return sparse_grid(f, std::vector(m.dimensions, m.is_normal ? &genz_keister() : &gauss_patterson()), s)();
}

sparse_grid::settings relative(double tolerance) { return {.tolerance = {.absolute = 0, .relative = tolerance}}; }

struct known {
    model m;
    std::array<double, 4> evaluations;  ///< for 3, 5, 7, 9 digits
};

}  // namespace

TEST_CASE("models take as many evaluations as were measured, within a tenth, and the errors are true") {
    // Measured by a program of its own, with other tables and other code.
    for (const known& k :
         {known{models::ishigami(), {67, 195, 195, 195}}, known{models::otl_circuit(), {121, 177, 865, 2017}},
          known{models::borehole(), {193, 745, 1977, 4689}}, known{models::wing_weight(), {281, 569, 2081, 6737}},
          known{models::lotka_volterra(), {65, 129, 401, 1105}}, known{models::oscillator(), {129, 185, 497, 513}},
          known{models::robertson(), {43, 155, 507, 907}}, known{models::affine_diffusion(), {281, 369, 1561, 9065}}}) {
        CAPTURE(k.m.name);
        double tolerance = 1e-3;
        for (const double most : k.evaluations) {
            CAPTURE(tolerance);
            const auto r = integrated(k.m, relative(tolerance));
            CHECK(r.status == status::converged);
            CHECK(static_cast<double>(r.evaluations) <= 1.1 * most);
            const double off = std::abs(r.value.front() - k.m.mean);
            CHECK(off <= r.error + 1e-11 * std::abs(k.m.mean));
            CHECK(r.error <= tolerance * std::abs(r.value.front()));
            tolerance /= 100;
        }
    }
}

TEST_CASE("under normal densities a lognormal model takes as many as were measured, without probes as then") {
    const model m = models::lognormal_diffusion();
    double tolerance = 1e-3;
    for (const double most : {109, 435, 913, 3339}) {
        auto s = relative(tolerance);
        const auto probed = integrated(m, s);
        s.probes = false;
        const auto r = integrated(m, s);
        CHECK(static_cast<double>(r.evaluations) <= 1.1 * most);
        CHECK(static_cast<double>(probed.evaluations) <= 1.25 * most);
        for (const auto& each : {r, probed}) {
            CHECK(each.status == status::converged);
            CHECK(std::abs(each.value.front() - m.mean) <= each.error);
        }
        tolerance /= 100;
    }
}

TEST_CASE("no claim is made where the cross through the centre sees nothing of f, or f has no derivatives") {
    const auto kink = [](models::point u) { return std::abs(std::accumulate(u.begin(), u.end(), 0.0) - 2.22); };
    const auto jump = [](models::point u) { return std::accumulate(u.begin(), u.end(), 0.0) < 2.22 ? 1.0 : 0.0; };
    // I. M. Sobol's function with a_1 = 0: kinks in the middle of every axis.
    const auto kinks = [](models::point u) {
        constexpr std::array<double, 6> a{0, 0.5, 3, 9, 99, 99};
        double product = 1;
        for (std::size_t i = 0; i < 6; ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
        return product;
    };
    for (const auto& f : std::vector<std::function<double(models::point)>>{kink, jump, kinks}) {
        const auto r = integrated({"", 6, f, 0}, relative(1e-3));
        CHECK(r.status == status::evaluation_limit);
        CHECK(r.evaluations <= 30'000);
        CHECK(r.error >= 1e-2 * std::abs(r.value.front()));
    }
}

TEST_CASE("an interaction of three variables that vanishes on all planes through the centre is found by the probes") {
    // The mean of (1 + x y z)^2 is 1 + 1 / 27 over [-1, 1]^3, and 2 under normal densities.
    const auto f = [](std::span<const double> x) { return std::vector{std::pow(1 + x[0] * x[1] * x[2], 2)}; };
    for (const auto& [family, mean] : {std::pair(&gauss_patterson(), 1 + 1.0 / 27), std::pair(&genz_keister(), 2.0)}) {
        auto s = relative(1e-6);
        CHECK(sparse_grid(f, std::vector(3, family), s)().value.front() == doctest::Approx(mean).epsilon(1e-6));
        s.probes = false;
        CHECK(sparse_grid(f, std::vector(3, family), s)().value.front() == doctest::Approx(1).epsilon(1e-6));
    }
}

TEST_CASE("axes of different densities, and values of several components, whose errors are those of the norm") {
    // E exp(x / 2) = 2 sinh(1/2), E exp(y / 2) = exp(1/8), E exp(-z / 2) = 2/3 for uniform x, normal y, exponential z.
    const auto f = [](std::span<const double> x) {
        return std::vector{std::exp((x[0] + x[1] - x[2]) / 2), 1000 * std::exp(-x[2] / 2)};
    };
    for (const auto kind : {taskquad::norm::kind::two, taskquad::norm::kind::infinity}) {
        auto s = relative(1e-8);
        s.norm = taskquad::norm(kind);
        const auto r = sparse_grid(f, {&gauss_patterson(), &genz_keister(), &exponential_leja()}, s)();
        CHECK(r.status == status::converged);
        CHECK(std::abs(r.value[0] - 2 * std::sinh(0.5) * std::exp(0.125) * 2 / 3) <= r.error);
        CHECK(std::abs(r.value[1] - 2000.0 / 3) <= r.error);
        CHECK(r.error <= 1e-8 * 670);
    }
}

TEST_CASE("where f is accurate to six digits, the error is at least what this makes of the sum, and the status says so") {
    const model exact = models::otl_circuit();
    const auto noise = [](models::point u) {
        double mixed = 0;
        for (const double x : u) mixed = std::fmod(1e4 * (mixed + x + 0.1234), 1.0);
        return 2 * mixed - 1;
    };
    const model m{"", 6, [&](models::point u) { return exact.f(u) * (1 + 1e-6 * noise(u)); }, exact.mean};
    for (const double tolerance : {1e-4, 1e-6, 1e-9}) {
        auto s = relative(tolerance);
        s.f_relative_accuracy = 1e-6;
        const auto r = integrated(m, s);
        CHECK(r.status == (tolerance == 1e-4 ? status::converged : status::roundoff));
        CHECK(r.evaluations <= 1000);
        // The sum of magnitudes of weights is 16 and more for 6 dimensions, and f varies little.
        CHECK(r.error >= 10e-6 * exact.mean);
        CHECK(std::abs(r.value.front() - exact.mean) <= r.error);
        // Nobody has said that there is noise.
        s.f_relative_accuracy = 0;
        CHECK(integrated(m, s).evaluations <= 30'000);
    }
}

TEST_CASE("worst cases end") {
    const auto constant = [](double y) { return [y](std::span<const double>) { return std::vector{y}; }; };
    for (std::size_t d = 1; d <= 5; ++d) {
        const std::vector axes(d, &gauss_patterson());
        const auto one = sparse_grid(constant(1), axes, relative(1e-12))();
        CHECK(one.status == status::converged);
        CHECK(one.value.front() == doctest::Approx(1).epsilon(1e-14));
        CHECK(one.evaluations == 2 * d * d + 8 * d + 1);
        // Values that are all zero say nothing.
        const auto zero = sparse_grid(constant(0), axes, relative(1e-12))();
        CHECK(zero.status != status::converged);
        CHECK(zero.value.front() == 0);
        CHECK(sparse_grid(constant(std::numeric_limits<double>::quiet_NaN()), axes, relative(1e-3))().status == status::non_finite);
    }
    const auto exponential = [](std::span<const double> x) { return std::vector{std::exp(x[0])}; };
    const auto r = sparse_grid(exponential, {&gauss_patterson()}, relative(1e-12))();
    CHECK(r.status == status::converged);
    CHECK(r.value.front() == doctest::Approx(std::sinh(1.0)).epsilon(1e-14));
    // No level is left.
    const auto wild = [](std::span<const double> x) { return std::vector{std::cos(500 * x[0]) + std::abs(x[0] - 0.1)}; };
    const auto w = sparse_grid(wild, {&gauss_patterson()}, relative(1e-12))();
    CHECK(w.status == status::roundoff);
    CHECK(w.evaluations == 127 + 4);
}
