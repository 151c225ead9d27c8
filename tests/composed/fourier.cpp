#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "composed/wynn.hpp"
#include "rules/nodes_and_weights.hpp"
#include "rules/spherical_bessel.hpp"

using namespace taskquad;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double inf = std::numeric_limits<double>::infinity();

/// The integral of x^k times the weight over [c - h, c + h], by Gauss rules on parts of half a radian, in long double.
long double moment(int k, fourier kind, double omega, double h, double c) {
    static const auto gauss = rules::gauss_legendre(20);
    const int parts = static_cast<int>(std::ceil(4 * std::abs(omega) * h)) + 1;
    const long double w = static_cast<long double>(h) / parts;
    long double sum = 0;
    for (int i = 0; i < parts; ++i) {
        const long double m = c - h + (2 * i + 1) * w;
        for (std::size_t g = 0; g < gauss.nodes.size(); ++g) {
            const long double x = m + w * gauss.nodes[g], phase = omega * x;
            sum += w * gauss.weights[g] * std::pow(x, k) * (kind == fourier::cosine ? std::cos(phase) : std::sin(phase));
        }
    }
    return sum;
}

/// QUADPACK book, test integral 9 of QAWO: the integral of exp(20 (x - 1)) sin(omega x) over [0, 1].
double book_9(double omega) {
    return (20 * std::sin(omega) - omega * std::cos(omega) + omega * std::exp(-20)) / (400 + omega * omega);
}

}  // namespace

TEST_CASE("spherical Bessel functions are those of the standard library") {
    for (const double x : {0.01, 0.5, 3.0, 4.0, 10.0, 20.5, 22.0, 100.0, 900.0, pi, 2 * pi, 50 * pi}) {
        std::array<double, 21> j{};
        rules::spherical_bessel(x, j);
        for (unsigned n = 0; n < j.size(); ++n) {
            CAPTURE(x);
            CAPTURE(n);
            // In long double: in double the library's own are good to 12 digits only.
            CHECK(std::abs(j[n] - static_cast<double>(std::sph_bessel(n, static_cast<long double>(x)))) <
                  4e-15 * std::min(1.0, 1 / x));
        }
    }
}

TEST_CASE("the epsilon algorithm finds limits, and says how well") {
    std::vector<double> sums;
    double sum = 0;
    for (int k = 1; k <= 24; ++k) sums.push_back(sum += (k % 2 == 1 ? 1.0 : -1.0) / k);
    const auto logarithm = composed::extrapolate(sums);
    CHECK(std::abs(logarithm.value - std::numbers::ln2) <= logarithm.error);
    CHECK(logarithm.error < 1e-13);
    // A geometric series is met exactly, after which its table ends.
    sums.clear();
    sum = 0;
    for (int k = 0; k < 20; ++k) sums.push_back(sum += std::ldexp(1.0, -k));
    CHECK(composed::extrapolate(sums).value == 2);
    CHECK(composed::extrapolate(sums).error < 1e-14);
    CHECK(std::isinf(composed::extrapolate(std::vector{1.0, 2.0, 3.0}).error));
    CHECK(composed::extrapolate(std::vector{1.0, 1.0, 1.0, 1.0}).value == 1);
    // The harmonic series has none.
    sums.clear();
    sum = 0;
    for (int k = 1; k <= 30; ++k) sums.push_back(sum += 1.0 / k);
    CHECK(composed::extrapolate(sums).error > 0.1);
}

TEST_CASE("with the weight, the rule is exact to degree 20, for any number of periods") {
    for (const fourier kind : {fourier::cosine, fourier::sine}) {
        for (const double omega : {-7.0, 0.0, 0.3, 5.0, 30.0, 400.0}) {
            const rule r = fourier_rule(kind, omega);
            CHECK(r.has_weight());
            const double h = 0.75, c = 0.5;
            for (int k = 0; k <= 20; ++k) {
                if (omega == 5.0 && k > 10) continue;  // there the product is taken, and sampled
                std::vector<double> f;
                for (const double t : r.abscissae()) f.push_back(std::pow(c + h * t, k));
                const auto e = r.weighted(f, h, c);
                CAPTURE(omega);
                CAPTURE(k);
                CHECK(std::abs(e.integral - static_cast<double>(moment(k, kind, omega, h, c))) < 2e-14 * e.magnitude);
            }
        }
    }
    CHECK(fourier_rule(fourier::sine, 0).weighted(std::vector<double>(21, 1.0), 1, 0).integral == 0);
    CHECK_THROWS_WITH_AS(fourier_rule(fourier::cosine, inf), "taskquad: fourier_rule: omega is inf, must be finite",
                         std::invalid_argument);
}

TEST_CASE("f times many periods costs what f costs") {
    for (const double omega : {4.0, 64.0, 1024.0, 16384.0, 1e6}) {
        const auto r =
            integrate([](double x) { return std::exp(20 * (x - 1)); }, {0.0, 1.0},
                      {.absolute_tolerance = 1e-13, .relative_tolerance = 0, .rule = fourier_rule(fourier::sine, omega)});
        CAPTURE(omega);
        CHECK(r.converged());
        CHECK(std::abs(r.value - book_9(omega)) <= r.error);
        CHECK(r.evaluations <= 150);
    }
}

TEST_CASE("beside a weight, singular ends have their panels") {
    // GSL, test of qawo: -(gamma + log(10 pi) - Ci(10 pi)) / (10 pi).
    const auto r = integrate([](double x) { return std::log(x); }, {0.0, 1.0},
                             {.relative_tolerance = 1e-12, .rule = fourier_rule(fourier::sine, 10 * pi)});
    CHECK(r.converged());
    CHECK(r.value == doctest::Approx(-0.1281368483991674190).epsilon(1e-12));
    CHECK(r.evaluations < 350);
    // QUADPACK book, test integral 10: pi J_0(omega).
    for (const double omega : {16.0, 256.0}) {
        const auto f = [](argument at) { return 1 / std::sqrt(at.from_a * at.to_b); };
        const auto bessel = integrate(f, {-1.0, 1.0}, {.absolute_tolerance = 1e-12, .rule = fourier_rule(fourier::cosine, omega)});
        CHECK(bessel.converged());
        CHECK(std::abs(bessel.value - pi * std::cyl_bessel_j(0, omega)) <= 1e-12);
    }
}

TEST_CASE("on an infinite range the rule takes the product") {
    const auto r = integrate([](double x) { return std::exp(-x); }, {0.0, inf}, {.rule = fourier_rule(fourier::cosine, 2)});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 0.2) <= 1e-8);
}

TEST_CASE("Fourier integrals over half lines") {
    struct {
        const char* name;
        double (*f)(double);
        double a;
        fourier kind;
        double omega, value;
    } const list[] = {
        {"QUADPACK book, example of QAWF", [](double x) { return 1 / std::sqrt(x); }, 0, fourier::cosine, pi / 2, 1},
        {"Gradshteyn, Ryzhik 3.723.3", [](double x) { return x / (1 + x * x); }, 0, fourier::sine, 1, pi / 2 / std::numbers::e},
        {"3.723.2", [](double x) { return 1 / (1 + x * x); }, 0, fourier::cosine, 10, pi / 2 * std::exp(-10)},
        {"3.721.1", [](double x) { return 1 / x; }, 0, fourier::sine, -3, -pi / 2},
        {"3.893.2", [](double x) { return std::exp(-x); }, 0, fourier::cosine, 100, 1 / 10001.0},
        {"3.896.4", [](double x) { return std::exp(-x * x); }, 0, fourier::cosine, 1, std::sqrt(pi) / 2 * std::exp(-0.25)},
        {"6.671.8", [](double x) { return std::cyl_bessel_j(0, x); }, 0, fourier::cosine, 0.5, 1 / std::sqrt(0.75)},
        {"shifted", [](double x) { return std::exp(-(x - 2)); }, 2, fourier::sine, 1, (std::sin(2.0) + std::cos(2.0)) / 2},
    };
    for (const auto& t : list) {
        for (const double tolerance : {1e-4, 1e-8, 1e-10}) {
            const auto r = integrate_fourier(t.f, t.a, t.kind, t.omega, {.relative_tolerance = tolerance});
            CAPTURE(t.name);
            CAPTURE(tolerance);
            CHECK(r.converged());
            CHECK(std::abs(r.value - t.value) <= r.error);
            CHECK(r.error <= tolerance * std::abs(r.value));
            CHECK(r.evaluations < 1300);
        }
    }
}

TEST_CASE("a Fourier integral that does not exist is divergent, though its periods may be summed") {
    for (const auto f : {+[](double) { return 1.0; }, +[](double x) { return x; }}) {
        const auto r = integrate_fourier(f, 0, fourier::sine, 1);
        CHECK(r.status == status::divergent);
        CHECK(std::isinf(r.error));
    }
}

TEST_CASE("Fourier integrals do not depend on the workers, and evaluate each abscissa once") {
    std::vector<result<>> results;
    for (const int concurrency : {1, 8}) {
        std::mutex mutex;
        std::multiset<double> seen;
        results.push_back(integrate_fourier(
            [&](double x) {
                const std::lock_guard lock(mutex);
                seen.insert(x);
                return 1 / (1 + x * x);
            },
            0, fourier::cosine, 10, {.relative_tolerance = 1e-11, .concurrency = concurrency, .speculation = 0}));
        CHECK(seen.size() == std::set<double>(seen.begin(), seen.end()).size());
        CHECK(seen.size() == results.back().calls);
        CHECK(results.back().calls == results.back().evaluations);
    }
    CHECK(results[0].value == results[1].value);
    CHECK(results[0].error == results[1].error);
    CHECK(results[0].evaluations == results[1].evaluations);
}

TEST_CASE("the periods of a Fourier integral are integrated at the same time") {
    std::atomic<int> now = 0, most = 0;
    const auto f = [&](double x) {
        const int here = ++now;
        for (int before = most; before < here && !most.compare_exchange_weak(before, here);) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        --now;
        return std::exp(-x);
    };
    CHECK(integrate_fourier(f, 0, fourier::cosine, 3, {.concurrency = 64}).converged());
    CHECK(most > 21);
    CHECK(most <= 64);
}

TEST_CASE("Fourier integrals end early, and refuse what cannot be meant") {
    const auto f = [](double x) { return 1 / std::sqrt(x); };
    const auto budget = integrate_fourier(f, 0, fourier::cosine, 1, {.max_evaluations = 250});
    CHECK(budget.status == status::evaluation_limit);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = integrate_fourier(f, 0, fourier::cosine, 1, {.stop = stop.get_token()});
    CHECK(stopped.status == status::stopped);
    CHECK(std::isinf(stopped.error));
    const auto nan = integrate_fourier([](double) { return std::nan(""); }, 0, fourier::cosine, 1);
    CHECK(nan.status == status::non_finite);
    CHECK_THROWS_WITH_AS(integrate_fourier([](double) -> double { throw std::runtime_error("no"); }, 0, fourier::sine, 1), "no",
                         std::runtime_error);
    CHECK_THROWS_WITH_AS(integrate_fourier(f, 0, fourier::cosine, 0),
                         "taskquad: integrate_fourier: omega is 0, must be finite and not 0", std::invalid_argument);
    CHECK_THROWS_WITH_AS(integrate_fourier(f, inf, fourier::cosine, 1), "taskquad: integrate_fourier: a is inf, must be finite",
                         std::invalid_argument);
    CHECK_THROWS_AS(integrate_fourier(f, 0, fourier::cosine, 1, {.speculation = -1}), std::invalid_argument);
}

TEST_CASE("a Fourier integral that has failed says why, and at which x; so does one that is not finite") {
    for (const int n : {1, 4}) {
        CAPTURE(n);
        const auto f = [](double x) -> double {
            if (x > 40) throw std::runtime_error("no licence");
            return std::exp(-x / 100);
        };
        const auto r = integrate_fourier(f, 0, fourier::cosine, 1, {.concurrency = n, .failures = {.rethrow = false}});
        CHECK(r.status == status::failed);
        CHECK(r.failed_at > 40);
        REQUIRE(r.failure);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(r.failure), "no licence", std::runtime_error);

        const auto g = [](double x) { return x > 40 ? NAN : std::exp(-x / 100); };
        const auto nan = integrate_fourier(g, 0, fourier::cosine, 1, {.concurrency = n});
        CHECK(nan.status == status::non_finite);
        CHECK(nan.non_finite_at > 40);
    }
}

TEST_CASE("what is computed once more, and more exactly, is counted once") {
    // The first integrals are asked for to their own size, and cancel.
    const auto f = [](double x) { return std::sqrt(std::abs(std::sin(x))); };
    const auto r = integrate_fourier([&](double x) { return f(x) / (1 + x * x); }, 0, fourier::cosine, 1,
                                     {.relative_tolerance = 1e-6, .concurrency = 4});
    CHECK(r.calls == r.evaluations + r.speculative);
    CHECK(r.reused == 0);
}

TEST_CASE("the observer of a Fourier integral sees the integrals of periods, one thing at a time, and one end") {
    struct witness : observer {
        verdict on_evaluation(const evaluation& e) override {
            alone = alone && ++inside == 1;
            seen.insert(e.x);
            --inside;
            return seen.size() < stop_at ? verdict::proceed : verdict::stop;
        }
        verdict on_estimate(const segment<>& /*s*/) override {
            alone = alone && ++inside == 1;
            ++estimates;
            --inside;
            return verdict::proceed;
        }
        void on_end(const result<>& r) override {
            ++ends;
            last = r;
        }
        std::size_t stop_at = std::numeric_limits<std::size_t>::max(), estimates = 0;
        std::set<double> seen;
        std::atomic<int> inside = 0;
        bool alone = true;
        int ends = 0;
        result<> last;
    };
    const auto f = [](double x) { return 1 / (1 + x * x); };
    for (const int n : {1, 8}) {
        CAPTURE(n);
        witness w;
        const auto r = integrate_fourier(f, 0, fourier::cosine, 3, {.concurrency = n, .observer = &w});
        CHECK(r.converged());
        CHECK(w.alone);
        CHECK(w.seen.size() == r.calls);
        CHECK(w.estimates >= r.segments);
        CHECK(w.ends == 1);
        CHECK(w.last.value == r.value);
        CHECK(w.last.evaluations == r.evaluations);

        witness hasty;
        hasty.stop_at = 50;
        const auto stopped = integrate_fourier(f, 0, fourier::cosine, 3, {.concurrency = n, .observer = &hasty});
        CHECK(stopped.status == status::stopped);
        CHECK(hasty.ends == 1);
        CHECK(stopped.calls < r.calls);
    }
}

TEST_CASE("an observer of a Fourier integral may use the workers, too") {
    struct busy : observer {
        verdict on_estimate(const segment<>& /*s*/) override {
            sum += integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, {.cost_of_f = std::chrono::seconds(1)}).value;
            return verdict::proceed;
        }
        double sum = 0;
    };
    busy b;
    const auto r =
        integrate_fourier([](double x) { return std::exp(-x); }, 0, fourier::cosine, 3, {.concurrency = 8, .observer = &b});
    CHECK(r.converged());
    CHECK(b.sum > 0);
}
