/// Integrals of the literature, with formula and value; what a test or a table runs through.
///
///   Kahaner  D. K. Kahaner, Comparison of numerical quadrature formulas, in: J. R. Rice (ed.), Mathematical Software, Academic
///   Press
///            1971, 229-259; nos. 1 to 21
///   book     R. Piessens, E. de Doncker-Kapenga, C. W. Ueberhuber, D. K. Kahaner, QUADPACK, Springer 1983,
///   doi:10.1007/978-3-642-61786-7,
///            section 4.1 (the test integrals 1 to 13 with a parameter) and the examples of the routines; also in the tests of GSL
#pragma once

#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <taskquad/domain.hpp>

struct literature_integral {
    std::string name;
    std::function<double(double)> f;
    taskquad::domain where;
    double exact;
};

inline std::vector<literature_integral> kahaner() {
    using std::numbers::pi, std::sin, std::cos, std::exp, std::sqrt, std::pow, std::log;
    const auto sech = [](double x) { return 1 / std::cosh(x); };
    // (1 / pi) [Si(2 t) - sin(t)^2 / t] from pi / 2 to 50 pi; Si(pi) from DLMF 6.16.2, Si(100 pi) by DLMF 6.12.3.
    const double z = 100 * pi, si = pi / 2 - (1 - 2 / (z * z) + 24 / pow(z, 4) - 720 / pow(z, 6)) / z;
    const double no17 = (si - 1.851937051982466170361 + 2 / pi) / pi;
    return {
        {"Kahaner 1", [](double x) { return exp(x); }, {0.0, 1.0}, std::expm1(1.0)},
        {"Kahaner 2", [](double x) { return x >= 0.3 ? 1.0 : 0.0; }, {0.0, 1.0}, 0.7},
        {"Kahaner 3", [](double x) { return sqrt(x); }, {0.0, 1.0}, 2.0 / 3},
        {"Kahaner 4",
         [](double x) { return 23.0 / 25 * std::cosh(x) - cos(x); },
         {-1.0, 1.0},
         46.0 / 25 * std::sinh(1.0) - 2 * sin(1.0)},
        {"Kahaner 5", [](double x) { return 1 / (x * x * x * x + x * x + 0.9); }, {-1.0, 1.0}, 1.5822329637296729331},
        {"Kahaner 6", [](double x) { return x * sqrt(x); }, {0.0, 1.0}, 0.4},
        {"Kahaner 7", [](double x) { return 1 / sqrt(x); }, {0.0, 1.0}, 2},
        {"Kahaner 8", [](double x) { return 1 / (1 + x * x * x * x); }, {0.0, 1.0}, 0.86697298733991103757},
        {"Kahaner 9", [](double x) { return 2 / (2 + sin(10 * pi * x)); }, {0.0, 1.0}, 2 / sqrt(3.0)},
        {"Kahaner 10", [](double x) { return 1 / (1 + x); }, {0.0, 1.0}, std::numbers::ln2},
        {"Kahaner 11", [](double x) { return 1 / (1 + exp(x)); }, {0.0, 1.0}, 0.37988549304172247537},
        {"Kahaner 12", [](double x) { return x == 0 ? 1 : x / std::expm1(x); }, {0.0, 1.0}, 0.77750463411224827640},
        {"Kahaner 13", [](double x) { return sin(100 * pi * x) / (pi * x); }, {0.1, 1.0}, 0.0090986375391668429156},
        {"Kahaner 14", [](double x) { return sqrt(50.0) * exp(-50 * pi * x * x); }, {0.0, 10.0}, 0.5},
        {"Kahaner 15", [](double x) { return 25 * exp(-25 * x); }, {0.0, 10.0}, -std::expm1(-250.0)},
        {"Kahaner 16", [](double x) { return 50 / (pi * (2500 * x * x + 1)); }, {0.0, 10.0}, std::atan(500.0) / pi},
        {"Kahaner 17", [](double x) { return 50 * pow(sin(50 * pi * x) / (50 * pi * x), 2); }, {0.01, 1.0}, no17},
        {"Kahaner 18",
         [](double x) { return cos(cos(x) + 3 * sin(x) + 2 * cos(2 * x) + 3 * sin(2 * x) + 3 * cos(3 * x)); },
         {0.0, pi},
         0.83867634269442961454},
        {"Kahaner 19", [](double x) { return log(x); }, {0.0, 1.0}, -1},
        {"Kahaner 20", [](double x) { return 1 / (1.005 + x * x); }, {-1.0, 1.0}, 2 / sqrt(1.005) * std::atan(1 / sqrt(1.005))},
        {"Kahaner 21",
         [=](double x) { return pow(sech(10 * (x - 0.2)), 2) + pow(sech(100 * (x - 0.4)), 4) + pow(sech(1000 * (x - 0.6)), 6); },
         {0.0, 1.0},
         0.21080273550054927738},
    };
}

inline std::vector<literature_integral> quadpack() {
    using std::numbers::pi, std::sin, std::cos, std::exp, std::sqrt, std::pow, std::log, std::abs, std::atan, std::tgamma;
    constexpr double inf = std::numeric_limits<double>::infinity();
    const auto J0 = [](double x) { return std::cyl_bessel_j(0.0, x); };
    std::vector<literature_integral> list;
    const auto add = [&](int number, double alpha, std::function<double(double)> f, const taskquad::domain& where, double exact) {
        char name[64];
        std::snprintf(name, sizeof name, "book %d, %g", number, alpha);
        list.push_back({name, std::move(f), where, exact});
    };
    for (const double a : {-0.9, -0.5, 0.0, 2.6}) {
        add(
            1, a, [=](double x) { return pow(x, a) * log(1 / x); }, {0.0, 1.0}, pow(1 + a, -2));
    }
    for (const double a : {0.0, 4.0, 8.0, 12.0}) {
        add(
            2, a, [=](double x) { return pow(4, -a) / (pow(x - pi / 4, 2) + pow(16, -a)); }, {0.0, 1.0},
            atan((4 - pi) * pow(4, a - 1)) + atan(pi * pow(4, a - 1)));
    }
    for (const double a : {0.0, 3.0, 6.0, 10.0}) {
        add(
            3, a, [=](double x) { return cos(pow(2, a) * sin(x)); }, {0.0, pi}, pi * J0(pow(2, a)));
    }
    for (const double a : {-0.8, -0.5, 0.1, 1.0, 2.1}) {
        add(
            4, a, [=](double x) { return pow(abs(x - 1.0 / 3), a); }, {0.0, 1.0},
            (pow(2.0 / 3, a + 1) + pow(1.0 / 3, a + 1)) / (a + 1));
        add(
            5, a, [=](double x) { return pow(abs(x - pi / 4), a); }, {0.0, 1.0},
            (pow(1 - pi / 4, a + 1) + pow(pi / 4, a + 1)) / (a + 1));
    }
    for (const double a : {1.0, 4.0, 10.0}) {
        add(
            6, a, [=](double x) { return 1 / (sqrt(1 - x * x) * (1 + x + pow(2, -a))); }, {-1.0, 1.0},
            pi / sqrt(pow(1 + pow(2, -a), 2) - 1));
    }
    for (const double a : {0.1, 0.5, 1.0, 2.5}) {
        add(
            7, a, [=](double x) { return pow(sin(x), a - 1); }, {0.0, pi / 2}, pow(2, a - 2) * pow(tgamma(a / 2), 2) / tgamma(a));
        add(
            8, a, [=](double x) { return pow(log(1 / x), a - 1); }, {0.0, 1.0}, tgamma(a));
    }
    for (const double a : {0.0, 3.0, 6.0, 9.0}) {
        const double w = pow(2, a);
        add(
            9, a, [=](double x) { return exp(20 * (x - 1)) * sin(w * x); }, {0.0, 1.0},
            (20 * sin(w) - w * cos(w) + w * exp(-20.0)) / (400 + w * w));
        add(
            10, a, [=](double x) { return cos(w * x) / sqrt(x * (1 - x)); }, {0.0, 1.0}, pi * cos(w / 2) * J0(w / 2));
    }
    for (const double a : {0.0, 2.0, 5.0}) {
        add(
            12, a, [=](double x) { return x * x * exp(-pow(2, -a) * x); }, {0.0, inf}, pow(2, 3 * a + 1));
    }
    for (const double a : {0.1, 0.5, 1.9}) {
        add(
            13, a, [=](double x) { return pow(x, a - 1) / pow(1 + 10 * x, 2); }, {0.0, inf},
            pow(10, -a) * (1 - a) * pi / sin(pi * a));
    }
    list.push_back({"book QAGP",
                    [](double x) { return x * x * x * log(abs((x * x - 1) * (x * x - 2))); },
                    {0.0, 1.0, sqrt(2.0), 3.0},
                    61 * std::numbers::ln2 + 77 * log(7.0) / 4 - 27});
    list.push_back({"book QAGI", [](double x) { return log(x) / (1 + 100 * x * x); }, {0.0, inf}, -pi * std::numbers::ln10 / 20});
    list.push_back({"GSL qagi", [](double x) { return exp(-x - x * x); }, {-inf, inf}, sqrt(pi) * exp(0.25)});
    list.push_back({"GSL qagil", [](double x) { return exp(x); }, {-inf, 1.0}, std::numbers::e});
    return list;
}
