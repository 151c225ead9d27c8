#include "regions/segments/double_exponential.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

using namespace taskquad::regions::segments;

namespace {

/// The estimate for f(distance from the beginning, from the end) over [0, 1].
template <class F>
panel::result apply(const panel& p, F f) {
    std::vector<double> y;
    for (std::size_t i = 0; i < p.size(); ++i) y.push_back(f(p.from_begin()[i], p.to_end()[i]));
    return p(y, 0.5);
}

}  // namespace

TEST_CASE("a panel has 76 abscissae with one singular end, 97 with two, and twice as many a level higher") {
    CHECK(panel::of(ends::begin, false, 3).size() == 76);
    CHECK(panel::of(ends::end, false, 3).size() == 76);
    CHECK(panel::of(ends::both, false, 3).size() == 97);
    CHECK(panel::of(ends::both, false, 4).size() == 193);
    CHECK(panel::of(ends::both, true, 3).size() == 87);
}

TEST_CASE("the abscissae of a level are among those of the next, and their weights add up to the width") {
    for (const ends e : {ends::begin, ends::end, ends::both}) {
        for (int level = panel::first_level; level <= panel::last_level; ++level) {
            const panel& p = panel::of(e, false, level);
            CHECK(std::accumulate(p.weights().begin(), p.weights().end(), 0.0) == doctest::Approx(1).epsilon(1e-14));
            if (level == panel::last_level) continue;
            const panel& next = panel::of(e, false, level + 1);
            for (std::size_t i = 0; i < p.size(); ++i) CHECK(next.from_begin()[2 * i] == p.from_begin()[i]);
        }
    }
}

TEST_CASE("powers and logarithms at the ends are integrated to full accuracy, and the error says so") {
    const auto check = [](const panel::result& r, double exact) {
        CHECK(r.e.integral == doctest::Approx(exact).epsilon(1e-14));
        CHECK(r.e.error < 1e-10 * std::abs(exact));
    };
    const auto& begin = panel::of(ends::begin, false, 3);
    const auto& both = panel::of(ends::both, false, 3);
    check(apply(begin, [](double a, double) { return std::pow(a, -0.9); }), 10);
    check(apply(begin, [](double a, double) { return std::log(a); }), -1);
    check(apply(panel::of(ends::end, false, 3), [](double, double b) { return 1 / std::sqrt(b); }), 2);
    check(apply(both, [](double a, double b) { return 1 / std::sqrt(a * b); }), std::acos(-1.0));
    // What lies beyond the last abscissa is 0.2 % of this.
    check(apply(begin, [](double a, double) { return std::pow(a, -0.99); }), 100);
}

TEST_CASE("what is not integrable is found out, and what is no end singularity asks for no higher level") {
    const auto& begin = panel::of(ends::begin, false, 3);
    CHECK(std::isinf(apply(begin, [](double a, double) { return 1 / a; }).uncertainty));
    CHECK(apply(begin, [](double a, double) { return 1 / a / std::pow(std::log(a / 2), 2); }).uncertainty > 1e-4);
    const auto jump = apply(begin, [](double a, double) { return a < 0.3 ? 0.0 : 1.0; });
    CHECK_FALSE(jump.e.raise);
    CHECK(jump.e.error > std::abs(jump.e.integral - 0.7));
}
