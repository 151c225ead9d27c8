/// Thirty integrands of the literature's kinds, on which speculation was designed and is measured. Values in closed form, or, where
/// it says so, computed with 30 digits by mpmath 1.2 (Gauss-Legendre on pieces).
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

struct known_integral {
    std::string name;
    std::function<double(double)> f;
    double a, b, exact;
};

inline std::vector<known_integral> suite_of_thirty() {
    using namespace std;
    using std::numbers::pi;
    // A non-finite value counts as 0 in this suite only.
    const auto finite = [](auto f) {
        return [f](double x) {
            const double y = f(x);
            return isfinite(y) ? y : 0.0;
        };
    };
    // x = (1 - t) / t
    const auto half_line = [finite](auto f) { return finite([f](double t) { return f((1 - t) / t) / (t * t); }); };
    const auto sech = [](double x) { return 1 / cosh(x); };
    double floor_exp = 0;  // of exp on [0, 3]: 1 from log 1, 2 from log 2, ...
    for (int k = 1; k <= 20; ++k) floor_exp += 3 - log(k);

    return {
        {"exp", [](double x) { return exp(x); }, 0, 1, numbers::e - 1},
        {"sin", [](double x) { return sin(x); }, 0, pi, 2},
        {"Runge", [](double x) { return 1 / (1 + 25 * x * x); }, -1, 1, 0.4 * atan(5)},
        {"cos cos", [](double x) { return cos(cos(x) + 3 * sin(x) + 2 * cos(2 * x) + 3 * sin(2 * x) + 3 * cos(3 * x)); }, 0, pi,
         0.83867634269442961},  // mpmath
        {"Lorentz", [](double x) { return 1 / (1e-4 + (x - .3) * (x - .3)); }, 0, 1, 100 * (atan(70) + atan(30))},
        {"Gauss", [](double x) { return exp(-pow((x - .61) / .01, 2)); }, 0, 1, .005 * sqrt(pi) * (erf(39) + erf(61))},
        {"three sech",
         [sech](double x) { return pow(sech(10 * (x - .2)), 2) + pow(sech(100 * (x - .4)), 4) + pow(sech(1000 * (x - .6)), 6); }, 0,
         1, 0.21080273550054928},  // mpmath
        {"exp cos", [](double x) { return exp(x) * cos(100 * x); }, 0, 1, (numbers::e * (cos(100) + 100 * sin(100)) - 1) / 10001},
        {"sin x^2", [](double x) { return sin(x * x); }, 0, 20, 0.63981600617583289},                        // mpmath
        {"1/(1+sin/2)", [](double x) { return 1 / (1 + .5 * sin(31.4159 * x)); }, 0, 1, 1.154700669043713},  // mpmath
        {"x sin cos", [](double x) { return x * sin(30 * x) * cos(x); }, 0, 2 * pi, -60 * pi / 899},
        {"sin 1/x", [](double x) { return sin(1 / (x + .01)); }, 0, 1, 0.5123696287229667},  // mpmath
        {"kink", [](double x) { return abs(x - .3); }, 0, 1, .29},
        {"kink 1.5", [](double x) { return pow(abs(x - 1. / 3), 1.5); }, 0, 1, (pow(1. / 3, 2.5) + pow(2. / 3, 2.5)) / 2.5},
        {"|sin|", [](double x) { return abs(sin(10 * x)); }, 0, 2, (12 + 1 - cos(20 - 6 * pi)) / 10},
        {"step", [](double x) { return x >= .3 ? 1. : 0.; }, 0, 1, .7},
        {"floor exp", [](double x) { return floor(exp(x)); }, 0, 3, floor_exp},
        {"sqrt", [](double x) { return sqrt(x); }, 0, 1, 2. / 3},
        {"x^-.5", finite([](double x) { return 1 / sqrt(x); }), 0, 1, 2},
        {"x^-.75", finite([](double x) { return pow(x, -.75); }), 0, 1, 4},
        {"log", finite([](double x) { return log(x); }), 0, 1, -1},
        {"beta", finite([](double x) { return pow(x, .1) * pow(1 - x, -.3); }), 0, 1, tgamma(1.1) * tgamma(.7) / tgamma(1.8)},
        {"log^2/sqrt", finite([](double x) { return log(x) * log(x) / sqrt(x); }), 0, 1, 16},
        {"|x-1/3|^-.5", finite([](double x) { return 1 / sqrt(abs(x - 1. / 3)); }), 0, 1, 2 * (sqrt(1. / 3) + sqrt(2. / 3))},
        {"log|x-.7|", finite([](double x) { return log(abs(x - .7)); }), 0, 1, .7 * log(.7) + .3 * log(.3) - 1},
        {"|x-.4|^.3", [](double x) { return pow(abs(x - .4), .3); }, 0, 1, (pow(.4, 1.3) + pow(.6, 1.3)) / 1.3},
        {"exp(-x)", half_line([](double x) { return exp(-x); }), 0, 1, 1},
        {"1/(1+x^2)", half_line([](double x) { return 1 / (1 + x * x); }), 0, 1, pi / 2},
        {"1/(sqrt x (1+x))", half_line([](double x) { return 1 / (sqrt(x) * (1 + x)); }), 0, 1, pi},
        {"x^2 exp cos", half_line([](double x) { return x * x * exp(-x) * cos(x); }), 0, 1, -.5},
    };
}

/// GK21 with |G - K| as the error estimate, as QuadGK.jl has it.
struct raw_gauss_kronrod {
    taskquad::rule kronrod = taskquad::gauss_kronrod(21);
    [[nodiscard]] std::vector<double> abscissae() const { return {kronrod.abscissae().begin(), kronrod.abscissae().end()}; }
    taskquad::estimate<> operator()(std::span<const double> f, double h) const {
        // Weights of the 10-point Gauss rule: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions (1964), table 25.4.
        constexpr double w[] = {0.066671344308688, 0.149451349150581, 0.219086362515982, 0.269266719309996, 0.295524224714753};
        auto e = kronrod(f, h);
        double gauss = 0;
        for (std::size_t i = 0; i < 5; ++i) gauss += w[i] * (f[2 * i + 1] + f[19 - 2 * i]);
        e.error = std::abs(e.integral - h * gauss);
        return e;
    }
};
