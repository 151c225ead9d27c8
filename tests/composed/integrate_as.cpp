#include <taskquad/integrate_as.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <set>
#include <stdexcept>
#include <taskquad/rules.hpp>
#include <vector>

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

using real = long double;
constexpr real inf = std::numeric_limits<real>::infinity();
constexpr real pi = std::numbers::pi_v<real>;

const real_options<real> seventeen_digits{.relative_tolerance = 1e-17L};

/// Converged, to what was asked for, and within what is said of the error.
void check(const real_result<real>& r, real exact, std::uint64_t most_evaluations) {
    CAPTURE(static_cast<double>(r.error));
    CHECK(r.converged());
    CHECK(r.error <= 1e-17L * std::abs(exact));
    CHECK(std::abs(r.value - exact) <= r.error);
    CHECK(r.evaluations <= most_evaluations);
}

real peak(const real& x) { return 1 / (1 + 25 * x * x); }

/// At the default tolerance, 1e-10 and 1e-16, and the same to 0 from the other side where the domain begins there.
template <class F>
void check_formula(F&& f, std::vector<real> domain, real exact, std::uint64_t most_evaluations) {
    for (const real tolerance : {real_options<real>{}.relative_tolerance, 1e-10L, 1e-16L}) {
        const real_options<real> o{.relative_tolerance = tolerance};
        const auto r = integrate_as<real>(f, domain, o);
        CAPTURE(static_cast<double>(tolerance));
        CAPTURE(static_cast<double>(r.error));
        CHECK(r.converged());
        CHECK(std::abs(r.value - exact) <= std::min(r.error, tolerance * exact));
        CHECK(r.evaluations <= most_evaluations);
        if (domain.front() != 0 || !std::isinf(domain.back())) continue;
        const auto mirrored = integrate_as<real>([&](real x) { return f(-x); }, {-domain.back(), 0}, o);
        CHECK(mirrored.value == r.value);
        CHECK(mirrored.error == r.error);
    }
}

real planck(real x) { return x * x * x / (std::exp(x) - 1); }

}  // namespace

TEST_CASE("long double integrals are right to 17 digits") {
    check(integrate_as<real>([](real x) { return std::exp(x); }, {0, 1}, seventeen_digits), std::expm1(1.0L), 100);
    check(integrate_as<real>(peak, {-1, 1}, seventeen_digits), 0.4L * std::atan(5.0L), 400);
    check(integrate_as<real>([](real x) { return std::abs(x - 1 / 3.0L); }, {0, 1 / 3.0L, 1}, seventeen_digits), 5 / 18.0L, 50);
}

TEST_CASE("singular ends and infinite ranges are integrated to full accuracy in long double") {
    check(integrate_as<real>([](real x) { return std::sqrt(x); }, {0, 1}, seventeen_digits), 2 / 3.0L, 400);
    check(integrate_as<real>([](real x) { return std::log(x); }, {0, 1}, seventeen_digits), -1, 400);
    real_options<real> o = seventeen_digits;
    o.relative_tolerance = 0;
    o.absolute_tolerance = 1e-16L;
    const auto strong = integrate_as<real>([](real x) { return std::pow(x, -0.9L); }, {0, 1}, o);
    CHECK(strong.converged());
    CHECK(std::abs(strong.value - 10) <= strong.error);
    check(integrate_as<real>(with_distances([](real, real from_a, real to_b) { return 1 / std::sqrt(from_a * to_b); }), {-1, 1},
                             seventeen_digits),
          pi, 1000);
    check(integrate_as<real>([](real x) { return std::exp(-x) / std::sqrt(x); }, {0, inf}, seventeen_digits), std::sqrt(pi), 700);
    check(integrate_as<real>([](real x) { return 1 / (x * x); }, {1, inf}, seventeen_digits), 1, 700);
    check(integrate_as<real>([](real x) { return 1 / (x * x); }, {-inf, -1}, seventeen_digits), 1, 700);
    check(integrate_as<real>([](real x) { return std::exp(-x * x); }, {-inf, inf}, seventeen_digits), std::sqrt(pi), 1500);
    // A scale far off 1, said.
    o = seventeen_digits;
    o.scale = 1e30L;
    check(integrate_as<real>([](real x) { return std::exp(-x / 1e30L) / 1e30L; }, {0, inf}, o), 1, 700);
}

TEST_CASE("values that are not finite beyond where f is of any size do not cost the integral") {
    // Gamma(s) zeta(s): NIST DLMF 25.5.1.
    check_formula(planck, {0, inf}, std::pow(pi, 4.0L) / 15, 450);
    check_formula(planck, {0, 1e4L}, std::pow(pi, 4.0L) / 15, 700);
    check_formula([](real x) { return x / (std::exp(x) - 1); }, {0, inf}, pi * pi / 6, 550);
    // With t = 1 / x: 4 t^2 exp(-2 t).
    check_formula([](real x) { return 4 * std::pow(x, -4.0L) * std::exp(-2 / x); }, {0, inf}, 1, 550);
}

TEST_CASE("0 times infinity beyond where f has vanished is 0") {
    // The square completed: sqrt(pi) / 2 exp(1/4) (1 + erf(1/2)).
    const auto product = [](real x) { return std::exp(-x * x) * std::exp(x); };
    check_formula(product, {0, inf}, std::sqrt(pi) / 2 * std::exp(0.25L) * (1 + std::erf(0.5L)), 500);
    check_formula(product, {-inf, inf}, std::sqrt(pi) * std::exp(0.25L), 1000);
    // In a half that has nothing else: at all abscissae of the first segment the product is finite.
    const auto late =
        integrate_as<real>([](real x) { return std::exp(-x * x) * std::exp(1e-413L * x); }, {0, inf}, {.scale = 1e5L});
    CHECK(late.converged());
    CHECK(std::abs(late.value - std::sqrt(pi) / 2) <= late.error);
    // In a finite piece, most of whose abscissae have no value; those that have one show 0 at first.
    check_formula(product, {0, 1e6L}, std::sqrt(pi) / 2 * std::exp(0.25L) * (1 + std::erf(0.5L)), 800);
    // The derivative of -1 / (1 + e).
    for (const real at : {3.0L, 1000.0L}) {
        const auto fermi = [&](real x) {
            const real e = std::exp(x - at);
            return e / ((1 + e) * (1 + e));
        };
        check_formula(fermi, {0, inf}, 1 / (1 + std::exp(-at)), 1300);
    }
    // In double e is infinite from 1147 on. The last trial sees 1e-90 at 233 and 1e-105 at 680, and nothing of what is between.
    const auto fermi = [](double x) {
        const double e = std::exp(x - 438.08);
        return e / ((1 + e) * (1 + e));
    };
    const auto r = integrate_as<double>(fermi, {0, std::numeric_limits<double>::infinity()});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 1) <= r.error);
}

TEST_CASE("where f loses its digits before it is not finite, the values farther in say what lies beyond") {
    // 2 arctan(sqrt(exp(x) - 1)); exp(x) - 1 has no digits below 1e-19, where the integral still has 6e-10.
    const auto f = [](real x) { return 1 / std::sqrt(std::exp(x) - 1); };
    const auto r = integrate_as<real>(f, {0, inf}, {.relative_tolerance = 1e-10L});
    CHECK(r.converged());
    CHECK(std::abs(r.value - pi) <= r.error);
    // What has been cut off does not allow this, and no evaluations are spent on the rest.
    const auto strict = integrate_as<real>(f, {0, inf}, {.relative_tolerance = 1e-16L});
    CHECK(strict.status == status::roundoff);
    CHECK(std::abs(strict.value - pi) <= strict.error);
    CHECK(strict.evaluations < 500);
}

TEST_CASE("what is not integrable where f is not finite is called divergent, and that after few evaluations") {
    const auto check_divergent = [](auto f, real a, real b) {
        const auto r = integrate_as<real>(f, {a, b});
        CHECK(r.status == status::divergent);
        CHECK(std::isinf(r.error));
        CHECK(r.evaluations < 250);
    };
    check_divergent([](real x) { return 1 / (std::exp(x) - 1); }, 0, inf);
    check_divergent([](real x) { return x * std::exp(x) / (1 + std::exp(x)); }, 0, inf);
    check_divergent([](real x) { return std::exp(x); }, 0, inf);
    check_divergent([](real x) { return std::exp(-x); }, -inf, 0);
    check_divergent([](real x) { return std::pow(x, -20.0L); }, 0, 1);
}

TEST_CASE("an overflow inside the range is not finite, and said where") {
    const auto step = integrate_as<real>([](real x) { return x > 0.5L ? inf : 1.0L; }, {0, 1});
    CHECK(step.status == status::non_finite);
    CHECK(step.non_finite_at.value_or(0) > 0.5L);
    // Infinite from 17 on, and from 151 on infinity times 0.
    const auto f = [](real x) { return std::pow(x, 4000.0L) * std::exp(-x * x / 2); };
    const auto product = integrate_as<real>(f, {0, inf});
    CHECK(product.status == status::non_finite);
    CHECK(std::isinf(f(product.non_finite_at.value_or(0))));
    // The same in float.
    const auto g = [](float x) { return std::pow(x, 239.0F) * std::exp(-x * x / 2); };
    const auto narrow = integrate_as<float>(g, {0, std::numeric_limits<float>::infinity()});
    CHECK(narrow.status == status::non_finite);
    CHECK(std::isinf(g(narrow.non_finite_at.value_or(0))));
    // As long as nothing overflows inside: 2^119 Gamma(120).
    const auto fits = integrate_as<real>([](real x) { return std::pow(x, 239.0L) * std::exp(-x * x / 2); }, {0, inf});
    CHECK(fits.converged());
    CHECK(std::abs(fits.value / (std::pow(2.0L, 119.0L) * std::tgamma(120.0L)) - 1) < 1e-16L);
    // One abscissa in the middle: x = 1.
    const auto hole = integrate_as<real>([](real x) { return std::sin(x - 1) / ((x - 1) * (1 + x * x)); }, {0, inf});
    CHECK(hole.status == status::non_finite);
    CHECK(hole.non_finite_at == 1.0L);
    // Nothing is seen of f but 0.
    const auto nothing = integrate_as<real>([](real x) { return 0 * std::exp(x); }, {0, inf});
    CHECK(nothing.status == status::non_finite);
    CHECK(integrate_as<real>([](real x) { return x * std::numeric_limits<real>::quiet_NaN(); }, {0, inf}).status ==
          status::non_finite);
}

TEST_CASE("a search for the end of what is finite keeps to the evaluations, and to the bits of any concurrency") {
    const auto f = [](real x) { return 1 / std::sqrt(std::exp(x) - 1); };
    const auto all = integrate_as<real>(f, {0, 20});
    CHECK(all.converged());
    for (std::uint64_t most = 21; most < all.evaluations; most += 21) {
        const auto budget = integrate_as<real>(f, {0, 20}, {.max_evaluations = most});
        CHECK(budget.status == status::evaluation_limit);
        CHECK(budget.evaluations <= most);
        CHECK(std::isfinite(budget.value));
    }
    const auto one = integrate_as<real>(planck, {0, inf}, {.relative_tolerance = 1e-16L, .concurrency = 1});
    for (const int concurrency : {2, 8, 0}) {
        const auto r = integrate_as<real>(planck, {0, inf}, {.relative_tolerance = 1e-16L, .concurrency = concurrency});
        CHECK(r.value == one.value);
        CHECK(r.error == one.error);
        CHECK(r.evaluations == one.evaluations);
    }
}

TEST_CASE("what x alone does not tell of the distance is said") {
    const auto r = integrate_as<real>([](real x) { return 1 / std::sqrt(1 - x); }, {0, 1}, seventeen_digits);
    CHECK(r.status == status::endpoint_precision);
    CHECK(r.error < 1e-8L);
    CHECK(std::abs(r.value - 2) <= r.error);
    CHECK(r.evaluations < 500);
}

TEST_CASE("noise and divergence end a run early") {
    real_options<real> o{.relative_tolerance = 0};
    const auto noise = integrate_as<real>([](real x) { return std::exp(x); }, {0, 1}, o);
    CHECK(noise.status == status::roundoff);
    CHECK(noise.error < 1e-17L);
    CHECK(noise.evaluations < 200);
    o.f_relative_accuracy = 1e-6L;
    o.relative_tolerance = 1e-12L;
    const auto rough = integrate_as<real>([](real x) { return std::exp(x) * (1 + 1e-7L * std::sin(1e9L * x)); }, {0, 1}, o);
    CHECK(rough.status == status::roundoff);
    CHECK(rough.evaluations < 100);
    for (const real power : {-1.0L, -1.5L}) {
        const auto r = integrate_as<real>([&](real x) { return std::pow(x, power); }, {0, 1});
        CHECK(r.status == status::divergent);
        CHECK(r.evaluations < 500);
    }
    CHECK(integrate_as<real>([](real x) { return 1 / x; }, {1, inf}).status == status::divergent);
    // f's own argument is rounded: to 1e-5 of the value.
    const auto narrow = integrate_as<float>([](float x) { return std::cos(40 * x); }, {0, 1}, {.relative_tolerance = 1e-7F});
    CHECK(narrow.status == status::roundoff);
    CHECK(std::abs(narrow.value - std::sin(40.0F) / 40) <= narrow.error);
    CHECK(narrow.evaluations < 1000);
}

TEST_CASE("float is integrated in float") {
    const auto r = integrate_as<float>([](float x) { return 1 / std::sqrt(x); }, {0, 1}, {.relative_tolerance = 1e-5F});
    CHECK(r.converged());
    CHECK(std::abs(r.value - 2) <= r.error);
    CHECK(r.evaluations < 200);
    // exp(x) is infinite from 88 on, and 1 below 6e-8; x^-4 is infinite below 2e-10. Exact values as in long double.
    constexpr float far = std::numeric_limits<float>::infinity();
    const auto check_float = [&](auto f, real exact) {
        for (const float tolerance : {real_options<float>{}.relative_tolerance, 1e-5F}) {
            const auto whole = integrate_as<float>(f, {0, far}, {.relative_tolerance = tolerance});
            CHECK(whole.converged());
            CHECK(std::abs(whole.value - exact) <= whole.error);
            CHECK(whole.evaluations < 250);
        }
    };
    check_float([](float x) { return x * x * x / (std::exp(x) - 1); }, std::pow(pi, 4.0L) / 15);
    check_float([](float x) { return x / (std::exp(x) - 1); }, pi * pi / 6);
    check_float([](float x) { return 4 / (x * x * x * x) * std::exp(-2 / x); }, 1);
    check_float([](float x) { return std::exp(-x * x) * std::exp(x); }, std::sqrt(pi) / 2 * std::exp(0.25L) * (1 + std::erf(0.5L)));
}

TEST_CASE("in another real type, too, every concurrency gives the same bits, from each abscissa once") {
    std::mutex mutex;
    std::multiset<real> seen;
    const auto f = [&](real x) {
        const std::lock_guard lock(mutex);
        seen.insert(x);
        return std::sqrt(std::abs(x - 0.3L)) + 1 / (1e-4L + x * x);
    };
    std::vector<real_result<real>> results;
    for (const int concurrency : {1, 2, 8, 0}) {
        seen.clear();
        results.push_back(integrate_as<real>(f, {-1, 0.7L, 2}, {.relative_tolerance = 1e-13L, .concurrency = concurrency}));
        CHECK(seen.size() == results.back().evaluations);
        CHECK(std::set<real>(seen.begin(), seen.end()).size() == seen.size());
        CHECK(results.back().value == results.front().value);
        CHECK(results.back().error == results.front().error);
        CHECK(results.back().segments == results.front().segments);
    }
    CHECK(results.front().converged());
}

TEST_CASE("the segments of a round are evaluated at the same time") {
    std::atomic<int> now = 0, most = 0, calls = 0;
    const auto f = [&](real x) {
        const int here = ++now;
        for (int before = most; before < here && !most.compare_exchange_weak(before, here);) {
        }
        // The second round waits until more are at work than the first had, however long a loaded machine takes for it.
        if (++calls > 21) {
            for (int i = 0; i < 20'000 && most <= 21; ++i) std::this_thread::sleep_for(1ms);
        } else {
            std::this_thread::sleep_for(5ms);
        }
        --now;
        return peak(x);
    };
    CHECK(integrate_as<real>(f, {-1, 1}, {.concurrency = 64}).converged());
    // The first round has 21 evaluations, the next 42.
    CHECK(most > 21);
    CHECK(most <= 64);
}

TEST_CASE("limits, exceptions and stops in another real type") {
    CHECK(integrate_as<real>(peak, {2, 2}).value == 0);
    CHECK(integrate_as<real>(peak, {2, 2}).evaluations == 0);
    CHECK(integrate_as<real>(peak, {2, 1, -1}).value == -integrate_as<real>(peak, {-1, 1, 2}).value);

    const auto budget = integrate_as<real>(peak, {-1, 1}, {.relative_tolerance = 1e-17L, .max_evaluations = 100});
    CHECK(budget.status == status::evaluation_limit);
    CHECK(budget.evaluations <= 100);
    CHECK(std::abs(budget.value - 0.4L * std::atan(5.0L)) <= budget.error);

    std::stop_source stop;
    std::atomic<int> calls = 0;
    const auto stopped = integrate_as<real>(
        [&](real x) {
            if (++calls == 30) stop.request_stop();
            return peak(x);
        },
        {-1, 1}, {.relative_tolerance = 1e-17L, .concurrency = 1, .stop = stop.get_token()});
    CHECK(stopped.status == status::stopped);
    CHECK(calls == 30);
    CHECK(std::isfinite(stopped.error));

    const auto late = integrate_as<real>(
        [](real x) {
            std::this_thread::sleep_for(1ms);
            return peak(x);
        },
        {-1, 1}, {.concurrency = 1, .time_limit = 5ms});
    CHECK(late.status == status::deadline);
    CHECK(std::isinf(late.error));
    CHECK(std::isnan(late.value));

    const auto infinite = integrate_as<real>([](real x) { return x == 0 ? inf : 1.0L; }, {-1, 1});
    CHECK(infinite.status == status::non_finite);
    CHECK(infinite.non_finite_at == 0.0L);
    const real most = std::numeric_limits<real>::max();
    CHECK(integrate_as<real>([&](real x) { return most * x * x; }, {-2, 2}).status == status::non_finite);

    for (const int concurrency : {1, 8}) {
        const auto throws = [](real x) -> real { return x > 0.5L ? throw std::runtime_error("no such x") : x; };
        CHECK_THROWS_WITH_AS(integrate_as<real>(throws, {0, 1}, {.concurrency = concurrency}), "no such x", std::runtime_error);
    }
}

TEST_CASE("wrong arguments in another real type are refused by name and value, before any call of f") {
    const auto refuse = [](std::vector<real> points, const real_options<real>& o, const char* message) {
        const auto never = [](real) -> real { throw std::logic_error("called"); };
        CHECK_THROWS_WITH_AS(integrate_as<real>(never, points, o), message, std::invalid_argument);
    };
    const real nan = std::numeric_limits<real>::quiet_NaN();
    refuse({0, 1}, {.absolute_tolerance = -1}, "taskquad: integrate_as: absolute_tolerance is -1.000000, must be finite and >= 0");
    refuse({0, 1}, {.relative_tolerance = inf}, "taskquad: integrate_as: relative_tolerance is inf, must be finite and >= 0");
    refuse({0, 1}, {.nodes = 20}, "taskquad: integrate_as: nodes is 20.000000, must be odd and >= 3");
    refuse({0, 1}, {.max_evaluations = 0}, "taskquad: integrate_as: max_evaluations is 0.000000, must be >= 1");
    refuse({0, 1}, {.concurrency = -1}, "taskquad: integrate_as: concurrency is -1.000000, must be >= 0");
    refuse({0, 1}, {.time_limit = 0s}, "taskquad: integrate_as: time_limit is 0.000000, must be > 0 seconds");
    refuse({0, 1}, {.scale = 0}, "taskquad: integrate_as: scale is 0.000000, must be finite and > 0");
    refuse({0, 1}, {.f_relative_accuracy = 1},
           "taskquad: integrate_as: f_relative_accuracy is 1.000000, must be finite, >= 0 and < 1");
    refuse({0}, {}, "taskquad: integrate_as: the domain has fewer than two points");
    refuse({0, nan}, {}, "taskquad: integrate_as: point 1 of the domain is not a number");
    refuse({0, inf, 1}, {}, "taskquad: integrate_as: point 1 of the domain is infinite, and not a limit");
    refuse({inf, inf}, {}, "taskquad: integrate_as: point 0 of the domain is the same infinity as the last");
    refuse({0, 2, 1}, {}, "taskquad: integrate_as: point 2 of the domain is out of order");
    refuse({2, 0, 1}, {}, "taskquad: integrate_as: point 2 of the domain is out of order");
    const real most = std::numeric_limits<real>::max();
    refuse({-most, most}, {},
           "taskquad: integrate_as: point 1 of the domain is further from its neighbour than the largest number");
}

TEST_CASE("rules in long double are those that are computed for double, to more digits") {
    for (const int n : {3, 21, 61}) {
        const detail::real_rule<real> computed(n);
        const rule known = gauss_kronrod(n);
        for (std::size_t i = 0; i < computed.nodes().size(); ++i)
            CHECK(static_cast<double>(computed.nodes()[i]) == known.abscissae()[i]);
    }
}
