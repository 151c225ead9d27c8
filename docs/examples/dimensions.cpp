// Several dimensions: the code of docs/dimensions.md.
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>

namespace {

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("the page is wrong: ") + what);
}
bool near(double x, double y, double tolerance) { return std::abs(x - y) <= tolerance * std::abs(y); }

// [borehole]
/// The flow of water through a borehole, in m^3 a year.
double flow(std::span<const double> x) {
    const double rw = x[0], r = x[1], tu = x[2], hu = x[3], tl = x[4], hl = x[5], length = x[6], kw = x[7];
    const double l = std::log(r / rw);
    return 2 * std::numbers::pi * tu * (hu - hl) / (l * (1 + 2 * length * tu / (l * rw * rw * kw) + tu / tl));
}
// [borehole]

void mean_flow() {
    // [mean]
    const taskquad::box ranges{{0.05, 0.15}, {100, 50'000}, {63'070, 115'600}, {990, 1110},
                               {63.1, 116},  {700, 820},    {1120, 1680},      {9855, 12'045}};
    double volume = 1;
    for (const double width : {0.1, 49'900.0, 52'530.0, 120.0, 52.9, 120.0, 560.0, 2190.0}) volume *= width;
    const auto mean = taskquad::integrate(flow, ranges, {.relative_tolerance = 1e-6});
    std::printf("%.6f m^3 a year: %llu evaluations, by %s\n", mean.value / volume,
                static_cast<unsigned long long>(mean.evaluations), std::string(to_string(mean.cubature)).c_str());
    // [mean]
    // As in tests/support/models.hpp.
    require(mean.converged() && near(mean.value / volume, 77.651316511534745, 1e-6), "mean");
}

void mean_with_densities() {
    // [densities]
    const taskquad::box parameters{
        {0.05, 0.15}, {100, 50'000}, {63'070, 115'600}, taskquad::normal(1050, 30), {63.1, 116}, taskquad::normal(760, 30),
        {1120, 1680}, {9855, 12'045}};
    // [densities]
    const double volume = 0.1 * 49'900 * 52'530 * 52.9 * 560 * 2190;
    const auto r = taskquad::integrate(flow, parameters, {.relative_tolerance = 1e-5});
    // The flow is linear in both heads, so that their means are all that matters.
    require(r.converged() && near(r.value / volume, 77.651316511534745, 1e-5), "densities");
}

}  // namespace

int main() {
    {
        // [first]
        auto f = [](std::span<const double> x) { return std::exp(-x[0] * x[0] - x[1] * x[2]); };
        auto r = taskquad::integrate(f, taskquad::box{{0.0, 1.0}, {0.0, 2.0}, {-1.0, 1.0}});
        std::printf("%.10f +- %.0e: %llu evaluations\n", r.value, r.error, static_cast<unsigned long long>(r.evaluations));
        // [first]
        // The integral of exp(-x^2), times that of 2 sinh(y) / y from 0 to 2.
        require(r.converged() && near(r.value, 0.7468241328124270 * 2 * 2.5015674333549756, 1e-8), "first");
    }
    {
        auto f = [](std::span<const double> x) { return std::exp(-x[0] * x[0] - x[1] * x[2]); };
        const taskquad::box cube{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}};
        // [ways]
        auto whichever = taskquad::integrate(f, cube, {.relative_tolerance = 1e-7});
        auto by_boxes = taskquad::integrate(f, cube, {.relative_tolerance = 1e-7, .cubature = taskquad::adaptive_boxes()});
        auto by_grid = taskquad::integrate(f, cube, {.relative_tolerance = 1e-7, .cubature = taskquad::sparse_grid()});
        // [ways]
        require(near(by_boxes.value, whichever.value, 2e-7) && near(by_grid.value, whichever.value, 2e-7), "ways");
    }
    mean_flow();
    mean_with_densities();
    {
        // [breakpoints]
        auto layers = [](std::span<const double> x) { return (x[0] < 0.3 ? 1.0 : 4.0) * std::exp(-x[0] * x[1]); };
        auto r = taskquad::integrate(layers, taskquad::box{{0.0, 0.3, 1.0}, {1.0, 2.0}}, {.relative_tolerance = 1e-6});
        // [breakpoints]
        auto along = [](double k) { return (1 - std::exp(-0.3 * k) + 4 * (std::exp(-0.3 * k) - std::exp(-k))) / k; };
        require(r.evaluations < 500 && near(r.value, taskquad::integrate(along, {1.0, 2.0}).value, 1e-6), "breakpoints");
    }
    {
        // [limits]
        auto f = [](std::span<const double> x) { return std::exp(x[0] + x[1]); };
        auto hypotenuse = [](std::span<const double> x) { return 1 - x[0]; };
        auto triangle = taskquad::integrate(f, taskquad::box{{0.0, 1.0}, taskquad::between(0.0, hypotenuse)});
        // [limits]
        require(near(triangle.value, 1, 1e-8), "limits");
    }
    {
        // [infinite]
        constexpr double inf = std::numeric_limits<double>::infinity();
        auto hill = [](std::span<const double> x) { return std::exp(-x[0] * x[0] - 2 * x[1] * x[1] + x[0] * x[1]); };
        auto plane = taskquad::integrate(hill, taskquad::box{{-inf, inf}, {-inf, inf}}, {.relative_tolerance = 1e-6});
        // [infinite]
        require(near(plane.value, 2 * std::numbers::pi / std::sqrt(7.0), 1e-6), "infinite");
    }
    {
        // [posterior]
        // A ridge along y = 1 + 2 (x - 1), 0.1 long and 0.01 wide, over z, where x = mode + L z.
        auto posterior = [](double x, double y) {
            const double along = (x - 1) / 0.1, across = (y - 1 - 2 * (x - 1)) / 0.01;
            return std::exp(-(along * along + across * across) / 2 - 0.01 * std::pow(along, 4));
        };
        auto ratio = [&](std::span<const double> z) {  // L rather too wide, by a tenth
            constexpr double along = 0.11, across = 0.011, determinant = along * across;
            const double of_normal = std::exp(-(z[0] * z[0] + z[1] * z[1]) / 2) / (2 * std::numbers::pi);
            return determinant * posterior(1 + along * z[0], 1 + 2 * along * z[0] + across * z[1]) / of_normal;
        };
        const taskquad::box standard{taskquad::normal(0, 1), taskquad::normal(0, 1)};
        auto evidence = taskquad::integrate(ratio, standard, {.relative_tolerance = 1e-5});
        // [posterior]
        auto along = [](double t) { return std::exp(-t * t / 2 - 0.01 * t * t * t * t); };
        const double exact = 0.1 * 0.01 * std::sqrt(2 * std::numbers::pi) * 2 * taskquad::integrate(along, {0.0, 40.0}).value;
        require(evidence.converged() && near(evidence.value, exact, 1e-5), "posterior");
    }
    {
        // [components]
        auto moments = [](std::span<const double> x) {  // of a lifetime, over its rate
            const double t = std::exp(-x[0] * (1 + x[1]));
            return std::array{t, t * t};
        };
        auto r = taskquad::integrate(moments, taskquad::box{{0.0, 1.0}, {0.0, 1.0}}, {.relative_tolerance = 1e-6});
        const double variance = r.value[1] - r.value[0] * r.value[0];
        // [components]
        auto along = [](double y) { return (1 - std::exp(-1 - y)) / (1 + y); };
        require(variance > 0 && near(r.value[0], taskquad::integrate(along, {0.0, 1.0}).value, 1e-6), "components");
    }
    return 0;
}
