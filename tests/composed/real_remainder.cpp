#include <taskquad/detail/real_remainder.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

using taskquad::detail::real_power_law;
using taskquad::detail::real_remainder;

namespace {

/// What is best known beyond values of g at w = -20, -18, ..., -2.
real_remainder<double> best(const std::function<double(double)>& g, double negligible = 0) {
    std::vector<double> w, values;
    for (int i = 0; i < 10; ++i) {
        w.push_back(-20.0 + 2 * i);
        values.push_back(g(w.back()));
    }
    return real_power_law<double>(w, values).best(negligible);
}

}  // namespace

TEST_CASE("a power is carried on from the outermost value, and exactly") {
    const auto r = best([](double w) { return 3 * std::exp(w / 2); });
    CHECK(r.integral == doctest::Approx(6 * std::exp(-20.0 / 2 + static_cast<double>(r.from))).epsilon(1e-12));
    CHECK(r.uncertainty < 1e-12 * r.integral);
    CHECK(best([](double w) { return 3 * std::exp(w / 2); }, 1e-3).from == 0);
}

TEST_CASE("what is no power quite is contained in the uncertainty") {
    // g = exp(q w) (1 + exp(w)): the integral from w on is exp(q w) / q + exp((q + 1) w) / (q + 1).
    for (const double q : {0.1, 0.5, 2.0}) {
        const auto r = best([&](double w) { return std::exp(q * w) * (1 + std::exp(w)); });
        const double w = -20.0 + 2 * static_cast<double>(r.from);
        const double exact = std::exp(q * w) / q + std::exp((q + 1) * w) / (q + 1);
        CHECK(std::abs(r.integral - exact) <= r.uncertainty);
        CHECK(r.uncertainty < 1e-4 * exact);
    }
    // 1 / |w|^2, which is 1 / (x log^2 x): 1 / |w|.
    const auto r = best([](double w) { return 1 / (w * w); });
    CHECK(std::abs(r.integral - 1 / (20.0 - 2 * static_cast<double>(r.from))) <= r.uncertainty);
}

TEST_CASE("noisy values are left for those farther in, if they are of the size that these predict") {
    const auto with = [](double factor) {
        return best([=](double w) { return std::exp(w / 2) * (w == -20 ? factor : 1 + 0.1 * std::exp(-w - 20)); });
    };
    const auto r = with(1.7);
    CHECK(r.from > 1);
    CHECK(r.uncertainty < 1e-3 * r.integral);
    // Twenty times as large: f is something else there.
    CHECK(std::isinf(with(20).uncertainty));
    CHECK(std::isinf(with(0.05).uncertainty));
}

TEST_CASE("what grows, changes sign, or seems to fall by rounding only is not known") {
    CHECK(std::isinf(best([](double w) { return std::exp(-w / 10); }).uncertainty));
    CHECK(std::isinf(best([](double) { return 1.0; }).uncertainty));
    CHECK(std::isinf(best([](double w) { return std::exp(w / 2) * std::cos(w * 1.5); }).uncertainty));
    CHECK(std::isinf(best([](double w) { return w == -20 ? 0.5 : 1.0; }).uncertainty));
    // Falling to a hundredth is no rounding.
    const auto r = best([](double w) { return w == -20 ? 1e-8 : w == -18 ? 1.0 : 1e-4; });
    CHECK(r.uncertainty == doctest::Approx(2 * r.integral));
    CHECK(r.integral < 1e-8);
}
