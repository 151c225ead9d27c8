// What becomes of turning points, where f is 1 / sqrt of a difference that cancels, typed as in a textbook, from x alone? Three
// integrals, each swept over a parameter at the default tolerance, taskquad beside QUADPACK's extrapolation. Counts, not seconds:
// the same on every machine. usage: bench_ends [parameters of each sweep, 500]; prints Markdown
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "peers.hpp"

namespace {

using integrand = std::function<double(double)>;

constexpr double tolerance = 1e-8;  // that of options

/// One integral. The exact value is that for the parameter as the double it is, and has the digits of long double.
struct problem {
    integrand f;
    double a, b;
    long double exact;
};

struct sweep {
    std::string title;
    std::function<problem(double)> at;  ///< of where the parameter stands in its range, from 0 to 1
};

/// The complete elliptic integral of the first kind, pi / 2 divided by the mean of 1 and the complementary modulus; A. M. Legendre,
/// C. F. Gauss: DLMF 19.8.5. Each step doubles the digits.
long double elliptic_k(long double complementary_modulus) {
    long double arithmetic = 1, geometric = complementary_modulus;
    while (std::abs(arithmetic - geometric) > 1e-18L * arithmetic) {
        const long double mean = (arithmetic + geometric) / 2;
        geometric = std::sqrt(arithmetic * geometric);
        arithmetic = mean;
    }
    return std::numbers::pi_v<long double> / (arithmetic + geometric);
}

/// A quarter of a pendulum's period, let go at the angle t0; evenly spaced from .006 to 3.
problem pendulum(double where) {
    const double t0 = 0.006 + 2.994 * where;
    return {[=](double t) { return 1 / std::sqrt(std::cos(t) - std::cos(t0)); }, 0, t0,
            std::numbers::sqrt2_v<long double> * elliptic_k(std::cos(t0 / 2.0L))};
}

/// A quarter of an oscillator's period at the amplitude a, evenly spaced in log a from 1e-3 to 1e3: the same for all.
problem oscillator(double where) {
    const double a = std::pow(10, 6 * where - 3);
    return {[=](double x) { return 1 / std::sqrt(a * a - x * x); }, 0, a, std::numbers::pi_v<long double> / 2};
}

/// A disk of density 1/2 seen edge-on at the distance y from its centre (N. H. Abel's transform); evenly spaced from .001 to .999.
problem projection(double where) {
    const double y = 0.001 + 0.998 * where;
    return {[=](double r) { return r / std::sqrt(r * r - y * y); }, y, 1,
            std::sqrt((1 - static_cast<long double>(y)) * (1 + static_cast<long double>(y)))};
}

const std::vector<sweep> sweeps{
    {"Pendulum: 1 / sqrt(cos t - cos t0) over [0, t0], t0 evenly spaced from .006 to 3", pendulum},
    {"Oscillator: 1 / sqrt(a^2 - x^2) over [0, a], a evenly spaced in log a from 1e-3 to 1e3", oscillator},
    {"Projection: r / sqrt(r^2 - y^2) over [y, 1], y evenly spaced from .001 to .999", projection},
};

peers::answer ours(const taskquad::rule& rule, const problem& p) {
    const auto r = taskquad::integrate(p.f, {p.a, p.b}, {.rule = rule, .max_evaluations = 200'000, .concurrency = 1});
    return {r.value, r.error, r.evaluations, r.converged()};
}

peers::answer quadpack(const problem& p) {
    std::uint64_t n = 0;
    const auto counted = [&](double x) {
        ++n;
        return p.f(x);
    };
    auto r = peers::gsl_qags(counted, p.a, p.b, tolerance);
    r.evaluations = n;
    return r;
}

struct method {
    std::string name;
    std::function<peers::answer(const problem&)> run;
};

/// The first has to meet the bars.
const std::vector<method> methods{
    {"taskquad, the default", [](const problem& p) { return ours(taskquad::gauss_kronrod(21), p); }},
    {"taskquad, clenshaw_curtis()", [](const problem& p) { return ours(taskquad::clenshaw_curtis(), p); }},
    {"GSL QAGS", quadpack},
};

/// What came of one sweep by one method.
struct record {
    int converged = 0, not_a_number = 0, wrong = 0, underestimated = 0;
    double logs = 0;             ///< of the numbers of evaluations
    std::vector<double> errors;  ///< true ones, relative; infinite for NaN

    void add(const peers::answer& r, long double exact) {
        const bool nan = std::isnan(r.value);
        // An estimate that is NaN is no estimate, and one of infinity is none too low.
        const long double error = nan ? std::numeric_limits<long double>::infinity() : std::abs(r.value - exact);
        converged += r.converged ? 1 : 0;
        not_a_number += nan ? 1 : 0;
        wrong += r.converged && !(error <= tolerance * exact) ? 1 : 0;
        underestimated += error <= r.error ? 0 : 1;
        logs += std::log(static_cast<double>(r.evaluations));
        errors.push_back(static_cast<double>(error / exact));
    }

    [[nodiscard]] double percent(int count) const { return 100.0 * count / static_cast<double>(errors.size()); }
    [[nodiscard]] double worst() const { return *std::max_element(errors.begin(), errors.end()); }
    [[nodiscard]] double median() const {
        auto sorted = errors;
        std::sort(sorted.begin(), sorted.end());
        const std::size_t n = sorted.size();
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
    /// One in a hundred may not converge, and one may be off by more than it says; a single one of fewer than that says little.
    [[nodiscard]] bool within_bars() const {
        const int all = static_cast<int>(errors.size()), few = std::max(all / 100, 1);
        return not_a_number == 0 && all - converged <= few && wrong == 0 && median() <= 1e-10 && underestimated <= few;
    }
    void print(const std::string& name) const {
        std::printf("| %s | %.1f | %d | %.1e | %.1e | %.1f | %d | %.0f |\n", name.c_str(), percent(converged), not_a_number,
                    worst(), median(), percent(underestimated), wrong, std::exp(logs / static_cast<double>(errors.size())));
    }
};

record run(const sweep& s, const method& m, int parameters) {
    record all;
    for (int i = 0; i < parameters; ++i) {
        const problem p = s.at(i / std::max(parameters - 1.0, 1.0));
        all.add(m.run(p), p.exact);
    }
    return all;
}

/// Returns whether the default is within its bars.
bool table(const sweep& s, int parameters) {
    std::printf("\n%s\n\n", s.title.c_str());
    std::printf(
        "| | converged, %% | NaN | worst true error | median true error | estimate below it, %% | wrong though converged | "
        "evaluations |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
    bool within = true;
    for (std::size_t m = 0; m < methods.size(); ++m) {
        const record all = run(s, methods[m], parameters);
        all.print(methods[m].name);
        std::fflush(stdout);
        within = within && (m > 0 || all.within_bars());
    }
    return within;
}

}  // namespace

int main(int argc, char** argv) {
    const int parameters = std::max(argc > 1 ? std::atoi(argv[1]) : 500, 1);
    std::printf("Turning points, from x alone: %d parameters each, relative tolerance %g; true errors are relative\n", parameters,
                tolerance);
    bool good = true;
    for (const auto& s : sweeps) good = table(s, parameters) && good;
    if (!good) std::printf("\nERROR OCCURRED: not within the bars\n");
    return good ? 0 : 1;
}
