#include <taskquad/session.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "support/bits.hpp"

using namespace taskquad;

namespace {

using pair = std::array<double, 2>;
using pairs = session<double, pair>;

const box rectangle{{0.0, 1.0}, {-1.0, 2.0}};
const options loose{.relative_tolerance = 1e-4};

double peak(double x, double y) { return 1 / (x * x + y * y + 0.1); }

/// What `call` throws, in words.
template <class Call>
std::string refusal(const Call& call) {
    try {
        call();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a session over a box has the bits of integrate, in whatever order it is told, and asks for each point once") {
    const auto expected = integrate(peak, rectangle, loose);
    CHECK(expected.converged());
    for (unsigned seed = 0; seed < 4; ++seed) {
        std::mt19937 random(seed);
        pairs s(rectangle, loose);
        std::set<pair> seen;
        std::vector<pair> flying;
        while (!s.done()) {
            for (const pair& p : s.ask(1 + seed * 20)) {
                CHECK(seen.insert(p).second);
                flying.push_back(p);
            }
            std::ranges::shuffle(flying, random);
            const std::size_t some = 1 + flying.size() / 2;
            for (std::size_t i = 0; i < some && !flying.empty(); ++i) {
                s.tell(flying.back(), peak(flying.back()[0], flying.back()[1]));
                flying.pop_back();
            }
        }
        CHECK(same_bits(s.result(), expected));
    }
}

TEST_CASE("points of a session are arrays or vectors, and values of any type") {
    session<std::vector<double>, std::vector<double>> s(rectangle, loose);
    while (!s.done()) {
        for (const auto& p : s.ask(10)) s.tell(p, {p[0], peak(p[0], p[1])});
    }
    const auto r = s.result();
    CHECK(r.converged());
    CHECK(r.value[0] == doctest::Approx(1.5));
    CHECK(refusal([] { pairs(box{{0.0, 1.0}}); }) == "taskquad: box: f takes points of 2 coordinates, and there are 1 axes");
    pairs nothing(box{{0.0, 1.0}, {2.0, 2.0}});
    CHECK(nothing.done());
    CHECK(nothing.ask(3).empty());
    CHECK(nothing.result().value == 0);
}

TEST_CASE("a session over a box refuses points that nobody has asked for, where one has been changed on its way") {
    pairs s(rectangle, loose);
    const auto asked = s.ask(17);
    const auto third = *std::ranges::find_if(asked, [](const pair& p) { return p[0] != std::nearbyint(8 * p[0]) / 8; });
    pair next = third, as_float = third, printed = third;
    next[1] = std::nextafter(next[1], 9);
    as_float = {static_cast<double>(static_cast<float>(third[0])), static_cast<double>(static_cast<float>(third[1]))};
    printed = {std::stod(std::to_string(third[0])), std::stod(std::to_string(third[1]))};
    for (const pair& changed : {next, as_float, printed}) {
        const auto text = refusal([&] { s.tell(changed, 1); });
        CHECK(text.starts_with("taskquad: session: told f(x) at x = ("));
        CHECK(text.find("x must come back to the last bit") != std::string::npos);
    }
    CHECK(refusal([&] {
              s.tell({0.5, 3}, 1);
          }) == "taskquad: session: told f(x) at x = (0.5, 3), which is not in [0, 1] x [-1, 2]");
    CHECK(refusal([&] {
              s.fail({0.123, 0.5}, std::make_exception_ptr(1));
          }) == "taskquad: session: failure at x = (0.123, 0.5), which was not asked for");
    CHECK(refusal([&] {
              s.withdraw({0.123, 0.5});
          }) == "taskquad: session: withdrawal at x = (0.123, 0.5), which was not asked for");
    s.tell({0.123, 0.5}, peak(0.123, 0.5));  // nobody has asked for anything near
    s.tell(third, 2);
    CHECK(refusal([&] { s.tell(third, 3); }).ends_with("but 2 before"));
    session<double, std::vector<double>> t(rectangle);
    CHECK(refusal([&] { t.tell({0.5}, 1); }) ==
          "taskquad: session: told f(x) at x = 0.5, which has 1 coordinates, and there are 2 axes");
    CHECK(refusal([&] { t.withdraw({0.5}); }) == "taskquad: session: withdrawal at x = 0.5, which was not asked for");
}

TEST_CASE("a session over a box gives out again what has failed, was withdrawn, or is overdue, and says where it has failed") {
    pairs s(rectangle, {.failures = {.retries = 1}});
    const pair first = s.ask(1).at(0);
    s.withdraw(first);
    CHECK(s.ask(1).at(0) == first);
    s.fail(first, std::make_exception_ptr(std::runtime_error("once")));
    CHECK(s.ask(1).at(0) == first);
    const pair second = s.ask(1).at(0);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(s.overdue(std::chrono::milliseconds(1)) == std::vector{first, second});
    CHECK(s.overdue(std::chrono::hours(1)).empty());
    s.fail(first, std::make_exception_ptr(std::runtime_error("twice")));
    CHECK(s.done());
    const auto r = s.result();
    CHECK(r.status == status::failed);
    CHECK(r.failed_at == first[0]);
    CHECK(r.place == std::vector<double>(first.begin(), first.end()));
}

TEST_CASE("an observer of a session over a box sees whole points") {
    struct spectator : observer {
        std::vector<std::vector<double>> places;
        verdict on_evaluation(const evaluation& e) override {
            CHECK(e.x == e.place.front());
            places.push_back(e.place);
            return verdict::proceed;
        }
    } sees;
    pairs s(rectangle, {.observer = &sees});
    const auto asked = s.ask(3);
    for (const pair& p : asked) s.tell(p, 1);
    REQUIRE(sees.places.size() == 3);
    CHECK(sees.places[2] == std::vector<double>(asked[2].begin(), asked[2].end()));
}
