#include "decisions/partition.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "regions/regions.hpp"

using namespace taskquad;

namespace {

/// Of segments.
class partition : public decisions::partition {
public:
    partition(const domain& where, const options& o, int workers)
        : decisions::partition(regions::regions_of(where, o), o, workers) {}
    [[nodiscard]] double x(decisions::point_id p) const { return at(p)[0]; }
    [[nodiscard]] bool divisible(decisions::region_id s) const { return (*this)[s].divisible; }
};

/// Evaluates f wherever the partition wants it; returns the abscissae.
std::vector<double> evaluate(partition& p, double (*f)(double)) {
    std::vector<double> xs;
    while (const auto id = p.next()) {
        xs.push_back(p.x(*id));
        p.tell(*id, f(xs.back()));
    }
    while (p.take_known()) {
    }
    return xs;
}

}  // namespace

TEST_CASE("halves ask only for points that nobody has asked for") {
    partition p({0.0, 1.0}, {.rule = simpson()}, 8);
    CHECK(evaluate(p, std::exp) == std::vector{0.0, 0.25, 0.5, 0.75, 1.0});
    REQUIRE(p.begun());
    const auto root = p.initial()[0];
    p.require(root);
    CHECK(evaluate(p, std::exp) == std::vector{0.125, 0.375, 0.625, 0.875});
    REQUIRE(p.parts_known(root));
    CHECK(p.evaluations() == 5);
    p.split(root);
    CHECK(p.evaluations() == 9);
    CHECK(p.segments() == 2);
    CHECK(p.integral().front() == doctest::Approx(std::exp(1.0) - 1).epsilon(1e-6));
}

TEST_CASE("neighbouring initial segments share their end") {
    partition p({0.0, 1.0, 2.0}, {.rule = clenshaw_curtis(5)}, 8);
    CHECK(evaluate(p, std::exp).size() == 9);
    CHECK(p.evaluations() == 9);
}

TEST_CASE("points of larger errors come first, and one that is given back comes again") {
    partition p({0.0, 1.0, 2.0}, {.rule = simpson()}, 8);
    evaluate(p, [](double x) { return std::exp(5 * x); });
    const auto left = p.initial()[0], right = p.initial()[1];
    REQUIRE(p[right].error > p[left].error);
    p.require(left);
    p.require(right);
    const auto first = p.next();
    REQUIRE(first);
    CHECK(p.x(*first) > 1);
    p.withdraw(*first);
    CHECK(p.next() == first);
}

TEST_CASE("a budget counts distinct abscissae, and a quarter of what is left may be spent ahead") {
    const options o{.rule = simpson(), .max_evaluations = 29};
    partition p({0.0, 1.0, 2.0}, o, 8);
    evaluate(p, std::exp);
    const auto left = p.initial()[0], right = p.initial()[1];
    CHECK(p.evaluations() == 9);
    CHECK(p.affordable(left));  // 4 of (29 - 9) / 4
    p.require(left);
    CHECK_FALSE(p.affordable(right));   // not beside left,
    CHECK_FALSE(p.over_budget(right));  // but instead of it

    partition alone({0.0, 1.0, 2.0}, o, 1);
    evaluate(alone, std::exp);
    CHECK_FALSE(alone.affordable(left));  // one worker has no use for it

    partition poor({0.0, 1.0, 2.0}, {.rule = simpson(), .max_evaluations = 12}, 8);
    evaluate(poor, std::exp);
    CHECK(poor.over_budget(left) == status::evaluation_limit);

    partition few({0.0, 1.0, 2.0}, {.rule = simpson(), .max_segments = 2}, 8);
    evaluate(few, std::exp);
    CHECK(few.over_budget(left) == status::segment_limit);
}

TEST_CASE("an estimate at its noise floor is not divided, nor a segment too narrow for its abscissae") {
    partition linear({0.0, 1.0}, {}, 8);
    evaluate(linear, [](double x) { return 2 * x; });
    const auto& n = linear[linear.initial()[0]];
    CHECK(n.error == n.noise);
    CHECK(n.noise == doctest::Approx(5 * 2.2e-16).epsilon(0.01).scale(0));
    CHECK_FALSE(linear.divisible(linear.initial()[0]));

    const auto rough = [](double x) { return std::exp(std::fmod(std::abs(x) * 1e16, 7.0)); };
    for (const auto& rule : {gauss_kronrod(21), simpson()}) {
        partition narrow({1.0, 1.0 + 60 * 2.3e-16}, {.rule = rule}, 8);
        evaluate(narrow, rough);
        CHECK_FALSE(narrow.divisible(narrow.initial()[0]));
    }
    partition wide({1.0, 1.0 + 1e-11}, {}, 8);
    evaluate(wide, rough);
    CHECK(wide.divisible(wide.initial()[0]));
    // Abscissae of 61 points would round onto the ends of the halves.
    partition crowded({1.0, 1.0 + 1e-13}, {.rule = gauss_kronrod(61)}, 8);
    evaluate(crowded, rough);
    CHECK_FALSE(crowded.divisible(crowded.initial()[0]));
}

TEST_CASE("the first non-finite value by position is found among the committed points") {
    partition p({0.0, 1.0, 2.0}, {.rule = simpson()}, 8);
    evaluate(p, [](double x) { return x == 0.75 || x == 1.5 ? INFINITY : x; });
    CHECK(p.broken() == status::non_finite);
    CHECK(p.point(p.first_non_finite().value()).x == 0.75);
    CHECK(std::isnan(p.integral().front()));
    CHECK(std::isinf(p.error()));
}
