#include "regions/segments/joint_core.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "regions/segments/kink_or_jump.hpp"
#include "regions/segments/power_core.hpp"
#include "support/attempts.hpp"

using namespace taskquad;
using namespace taskquad::regions::segments;

namespace {

using function = std::function<double(double)>;

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double s = 0.4123;

/// A function, and its integral from s on.
struct one {
    std::string name;
    function f, from_s;
    [[nodiscard]] double exact(double a, double b) const { return from_s(b) - from_s(a); }
};

one power(double q) {
    return {"power " + std::to_string(q), [q](double x) { return std::pow(std::abs(x - s), q); },
            [q](double x) { return std::copysign(std::pow(std::abs(x - s), q + 1) / (q + 1), x - s); }};
}
one jump() {
    return {"jump", [](double x) { return x < s ? 1.0 : 3 + x; },
            [](double x) { return x < s ? x - s : 3 * (x - s) + (x * x - s * s) / 2; }};
}
one kink() {
    return {"kink", [](double x) { return std::exp(-2 * std::abs(x - s)); },
            [](double x) { return std::copysign(-std::expm1(-2 * std::abs(x - s)) / 2, x - s); }};
}
one smooth() {
    return {"smooth", [](double x) { return std::sin(3 * (x - s)) + 2; },
            [](double x) { return 2 * (x - s) + 2 * std::pow(std::sin(1.5 * (x - s)), 2) / 3; }};
}
one zero() {
    return {"zero", [](double) { return 0.0; }, [](double) { return 0.0; }};
}

/// What becomes of the first component's place and the cores of all about it.
struct attempt {
    std::unique_ptr<inner_core> core;
    inner_core::step last = inner_core::step::give_up;
    std::size_t probes = 0;
};

attempt followed(std::unique_ptr<inner_core> core, const std::vector<one>& all) {
    attempt a{std::move(core)};
    std::vector<function> f;
    for (const one& c : all) f.push_back(c.f);
    const double any = std::numeric_limits<double>::infinity();
    for (a.last = a.core->next(any); a.last == inner_core::step::probe; a.last = a.core->next(any)) a.probes += probe(*a.core, f);
    return a;
}

attempt at_seam(const std::vector<one>& all) {
    const auto found = find_kink_or_jump(samples_of(all.front().f), 0, 1, epsilon);
    REQUIRE(found);
    std::unique_ptr<inner_core> core;
    std::visit(
        [&](const auto& lead) {
            std::vector cores{lead};
            for (std::size_t c = 1; c < all.size(); ++c) cores.emplace_back(seam_at(samples_of(all[c].f), lead.begin(), epsilon));
            core = joined(std::move(cores));
        },
        *found);
    return followed(std::move(core), all);
}

attempt at_power(const std::vector<one>& all) {
    const auto samples = samples_of(all.front().f);
    const auto found = find_power(samples, 0, 1);
    REQUIRE(found);
    const power_core lead(*found, samples, {0, 1, 0, 1, 0, epsilon});
    std::vector cores{lead};
    for (std::size_t c = 1; c < all.size(); ++c) {
        const auto of_other = samples_of(all[c].f);
        const bool is_smooth = all[c].name == "smooth";
        const auto model = is_smooth ? smooth_model(of_other, *found) : find_order(of_other, *found, all[c].name != "zero");
        REQUIRE(model);
        cores.emplace_back(lead, *model, of_other, is_smooth ? power_core::share::smooth : power_core::share::singular);
    }
    return followed(joined(std::move(cores)), all);
}

/// Whether each component's integral over the core is what it should be, to `to` of its largest value.
void check(const attempt& a, const std::vector<one>& all, double to) {
    REQUIRE(a.last == inner_core::step::cut);
    const double begin = a.core->begin(), end = a.core->end();
    const auto list = integrals(*a.core, all.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
        CAPTURE(all[c].name);
        const double exact = all[c].exact(begin, end);
        const double largest = (end - begin) * std::max(std::abs(all[c].f(begin)), std::abs(all[c].f(end)));
        CHECK(std::abs(list[c] - exact) <= a.core->error() + to * std::max(largest, std::abs(exact)));
    }
}

}  // namespace

TEST_CASE("about a kink, components with another kink, a jump, nothing, and none have their own integrals") {
    const std::vector<one> all{kink(), smooth(), jump(), power(1), zero()};
    const attempt a = at_seam(all);
    check(a, all, 1e-12);
    CHECK(a.probes <= 8);
    CHECK(a.core->error() <= 1e-12);
}

TEST_CASE("about a jump, too; the error is that of the worst component") {
    const std::vector<one> all{jump(), smooth(), kink(), zero()};
    const attempt a = at_seam(all);
    check(a, all, 1e-12);
    const double alone = at_seam({jump()}).core->error();
    CHECK(a.core->error() >= alone);
    CHECK(a.core->error() <= 1.1 * alone);
}

TEST_CASE("about a power, components have orders of their own, or none") {
    for (const double q : {-0.7, -0.4, 0.3, 1.5}) {
        CAPTURE(q);
        const std::vector<one> all{power(q), power(q / 2), power(0.6), jump(), kink(), smooth(), zero()};
        const attempt a = at_power(all);
        check(a, all, 1e-10);
        CHECK(a.probes <= 17);
        CHECK(a.core->error() <= 1e-9);
        const double least = std::min({q, q / 2, 0.0});
        REQUIRE(a.core->beside());
        CHECK(std::abs(a.core->beside()->order - least) <= 1e-6);
        CHECK(std::abs(a.core->beside()->place - s) <= 1e-13);
    }
}

TEST_CASE("where doubles end, a jump may be beside the place of a power: that is in the error") {
    const double alone = at_power({power(-0.5)}).core->error();
    CHECK(at_power({power(-0.5), jump()}).core->error() >= alone + 16 * epsilon * s * (jump().f(1) - jump().f(0)));
}

TEST_CASE("a component with a power contradicts a kink or a jump, and may lead to a power") {
    for (const one& seam : {kink(), jump()}) {
        CAPTURE(seam.name);
        const attempt a = at_seam({seam, smooth(), power(-0.5)});
        CHECK(a.last == inner_core::step::give_up);
        CHECK(a.core->may_be_power() == std::optional<std::size_t>(2));
        CHECK(a.probes <= 6);
    }
}

TEST_CASE("a component with a jump elsewhere between the same samples contradicts") {
    const double gap = 0.03;
    for (const double away : {-0.3, 0.3}) {
        const double t = s + away * gap;
        const one other{"jump elsewhere", [t](double x) { return x < t ? 1.0 : 2.0; }, nullptr};
        CHECK(at_seam({jump(), other}).last == inner_core::step::give_up);
        CHECK(at_power({power(-0.5), other}).last == inner_core::step::give_up);
    }
}

// Cut there, its own kink would hide in a side, between the end and the first abscissa.
TEST_CASE("a component with a kink elsewhere between the same samples contradicts, too") {
    const double t = s + 0.01;
    const one other{"kink elsewhere", [t](double x) { return std::abs(x - t); }, nullptr};
    CHECK(at_seam({kink(), other}).last == inner_core::step::give_up);
}

TEST_CASE("all components times a power of two have the same core, to the last bit") {
    const std::vector<one> all{power(-0.5), jump(), smooth()};
    const attempt a = at_power(all);
    for (const int k : {-200, 31, 300}) {
        std::vector<one> scaled;
        for (const one& c : all) scaled.push_back({c.name, [k, f = c.f](double x) { return std::ldexp(f(x), k); }, nullptr});
        const attempt b = at_power(scaled);
        CHECK(b.core->begin() == a.core->begin());
        CHECK(b.core->end() == a.core->end());
        CHECK(b.core->error() == std::ldexp(a.core->error(), k));
        for (std::size_t c = 0; c < all.size(); ++c) {
            CHECK(integrals(*b.core, 3)[c] == std::ldexp(integrals(*a.core, 3)[c], k));
        }
    }
}
