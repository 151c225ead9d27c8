// How many evaluations each rule takes, by the difficulty of f: the table of docs/choosing.md, in Markdown.
#include <cmath>
#include <cstdio>
#include <functional>
#include <numbers>
#include <taskquad/taskquad.hpp>
#include <utility>
#include <vector>

int main() {
    constexpr double tolerance = 1e-9;
    struct integral {
        const char* name;
        std::function<double(double)> f;
        taskquad::domain where;
        double exact;
    };
    const std::vector<integral> integrals = {
        {"sin, [0, pi]", [](double x) { return std::sin(x); }, {0.0, std::numbers::pi}, 2},
        {"1/(1e-4 + (x - 0.3)^2)",
         [](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); },
         {0.0, 1.0},
         100 * (std::atan(70.0) + std::atan(30.0))},
        {"exp(x) cos(100 x)",
         [](double x) { return std::exp(x) * std::cos(100 * x); },
         {0.0, 1.0},
         (std::exp(1.0) * (std::cos(100.0) + 100 * std::sin(100.0)) - 1) / 10001},
        {"kink \\|x - 0.3\\|", [](double x) { return std::abs(x - 0.3); }, {0.0, 1.0}, 0.29},
        {"the same, breakpoint at 0.3", [](double x) { return std::abs(x - 0.3); }, {0.0, 0.3, 1.0}, 0.29},
        {"jump at 0.3", [](double x) { return x < 0.3 ? 0.0 : 1.0; }, {0.0, 1.0}, 0.7},
        {"sqrt x", [](double x) { return std::sqrt(x); }, {0.0, 1.0}, 2.0 / 3},
        {"x^-0.5", [](double x) { return 1 / std::sqrt(x); }, {0.0, 1.0}, 2},
    };
    const std::vector<std::pair<const char*, taskquad::rule>> rules = {{"simpson()", taskquad::simpson()},
                                                                       {"gauss_kronrod(15)", taskquad::gauss_kronrod(15)},
                                                                       {"gauss_kronrod(21)", taskquad::gauss_kronrod(21)},
                                                                       {"gauss_kronrod(61)", taskquad::gauss_kronrod(61)},
                                                                       {"clenshaw_curtis()", taskquad::clenshaw_curtis()},
                                                                       {"clenshaw_curtis(17)", taskquad::clenshaw_curtis(17)}};
    std::printf("| f on [0, 1] |");
    for (const auto& [name, rule] : rules) std::printf(" `%s` |", name);
    std::printf("\n|---|");
    for (std::size_t i = 0; i < rules.size(); ++i) std::printf("--:|");
    for (const auto& [name, f, where, exact] : integrals) {
        std::printf("\n| %s |", name);
        for (const auto& [rule_name, rule] : rules) {
            const auto r =
                taskquad::integrate(f, where, {.relative_tolerance = tolerance, .rule = rule, .max_evaluations = 1'000'000});
            const bool wrong = r.converged() && std::abs(r.value - exact) > tolerance * std::abs(exact);
            const bool finite = r.status != taskquad::status::non_finite;
            if (finite) {
                std::printf(" %d%s |", static_cast<int>(r.evaluations), wrong ? " !" : r.converged() ? "" : " *");
            } else {
                std::printf(" non-finite |");
            }
        }
    }
    std::printf("\n");
    return 0;
}
