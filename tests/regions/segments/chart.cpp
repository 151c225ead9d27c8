#include "regions/segments/chart.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

using namespace taskquad::regions::segments;
namespace {
constexpr double inf = INFINITY;
}

TEST_CASE("a domain has a piece between each two points, and two for the whole line") {
    const auto kinds = [](std::vector<double> points) {
        std::vector<chart::variable> list;
        for (const auto& p : charts_of(points, 1, true)) list.push_back(p.kind());
        return list;
    };
    CHECK(kinds({0, 1, 2}) == std::vector{chart::variable::finite, chart::variable::finite});
    CHECK(kinds({0, 1, inf}) == std::vector{chart::variable::finite, chart::variable::half_line_up});
    CHECK(kinds({-inf, 0}) == std::vector{chart::variable::half_line_down});
    CHECK(kinds({-inf, inf}) == std::vector{chart::variable::line_down, chart::variable::line_up});
    CHECK(kinds({-inf, 3, inf}) == std::vector{chart::variable::line_down, chart::variable::line_up});
    CHECK(kinds({-inf, 0, 1, inf}) == std::vector{chart::variable::line_down, chart::variable::finite, chart::variable::line_up});
}

TEST_CASE("x grows with u from end to end, and the jacobian is its slope") {
    for (const double scale : {1.0, 20.0}) {
        for (const auto& p :
             {chart(chart::variable::half_line_up, 2, inf, scale, true),
              chart(chart::variable::half_line_down, -inf, 2, scale, true), chart(chart::variable::line_up, 2, inf, scale, true),
              chart(chart::variable::line_down, -inf, 2, scale, true),
              chart(chart::variable::half_line_up, 2, inf, scale, false)}) {
            CHECK(p.x(p.u_begin()) == p.a());
            CHECK(p.x(p.u_end()) == p.b());
            for (int i = 1; i < 20; ++i) {
                const double u = p.u_begin() + (p.u_end() - p.u_begin()) * i / 20, h = 1e-6;
                const double slope = (p.at(u + h).at.x - p.at(u - h).at.x) / (2 * h);
                CHECK(slope >= 0);
                if (std::abs(p.at(u).at.x) < 1e3) CHECK(p.at(u).jacobian == doctest::Approx(slope).epsilon(1e-4).scale(1e-3));
                const double from = std::min(p.at(u).at.from_a, p.at(u).at.to_b);
                CHECK(std::abs(p.at(u).at.x - 2) == doctest::Approx(from));
            }
        }
    }
}

TEST_CASE("distances stay exact where u is rounded") {
    const chart finite(chart::variable::finite, 1, 3, 1, true), line(chart::variable::line_up, 1, inf, 1, true);
    CHECK(finite.after_begin(1e-200).at.from_a == 1e-200);
    CHECK(finite.before_end(1e-200).at.to_b == 1e-200);
    CHECK(finite.before_end(1e-200).at.x == 3);
    CHECK(line.after_begin(1e-100).at.from_a == doctest::Approx(1e-100));
    CHECK(line.before_end(1e-100).at.from_a == doctest::Approx(5e99));  // 1 / (2 s)
    CHECK(inside({3, 2, 0}, finite).x == std::nextafter(3, 0));
    CHECK(inside({1, 0, 2}, finite).x == std::nextafter(1, 2));
    CHECK(inside({2, 1, 1}, finite).x == 2);
}

namespace {

/// x grows with u over [first, last], the jacobian is its slope, and the distances are those from the ends of the piece.
void check_chart(const chart& p, double first, double last) {
    const auto agree = [](double a, double b) { return a == b || a == doctest::Approx(b); };
    chart::mapped_point before{{-inf, -1, inf}, 0};
    for (int i = 1; i < 40; ++i) {
        const double u = first + (last - first) * i / 40, h = 1e-6 * std::min(u - first, last - u);
        CAPTURE(u);
        const auto here = p.at(u);
        const double slope = (p.at(u + h).at.x - p.at(u - h).at.x) / (2 * h);
        CHECK(here.at.x >= before.at.x);
        CHECK((here.at.from_a > before.at.from_a || here.at.to_b < before.at.to_b));  // which tell what x does not
        if (std::abs(here.at.x) < 1e3 && slope > 1e-3) CHECK(here.jacobian == doctest::Approx(slope).epsilon(1e-5));
        CHECK(agree(here.at.x - p.a(), here.at.from_a));
        CHECK(agree(p.b() - here.at.x, here.at.to_b));
        before = here;
    }
}

}  // namespace

TEST_CASE("a graded part comes close to its end, and its distances from there are exact") {
    const chart whole(chart::variable::finite, 1, 5, 1, true);
    for (const int power : {1, 2, 7, 16}) {
        CAPTURE(power);
        const chart from_begin = whole.graded(ends::begin, 2, power), to_end = whole.graded(ends::end, 2, power);
        check_chart(from_begin, 0, 1);
        check_chart(to_end, -1, 0);
        CHECK(from_begin.kind() == chart::variable::graded_up);
        CHECK(to_end.kind() == chart::variable::graded_down);
        CHECK(from_begin.x(0) == 1);
        CHECK(from_begin.x(1) == 3);
        CHECK(to_end.x(-1) == 3);
        CHECK(to_end.x(0) == 5);
        CHECK(from_begin.u_begin() == 0);
        CHECK(to_end.u_end() == 0);
        // The other end of the piece is out of its reach.
        CHECK(std::isinf(from_begin.u_end()));
        CHECK(std::isinf(to_end.u_begin()));
        // Exact where x is not: powers of two.
        const double v = 0x1p-10, distance = 2 * std::ldexp(1.0, -10 * power);
        CHECK(from_begin.at(v).at.from_a == distance);
        CHECK(to_end.at(-v).at.to_b == distance);
        CHECK(from_begin.at(v).jacobian == distance / v * power);
        CHECK(to_end.at(-v).jacobian == distance / v * power);
        CHECK_FALSE(from_begin.takes_panels());
    }
}

TEST_CASE("beside a place inside, a graded part comes close to it in the variable of its piece") {
    for (const auto& whole :
         {chart(chart::variable::finite, 1, 5, 1, true), chart(chart::variable::half_line_up, 1, inf, 2, true),
          chart(chart::variable::half_line_down, -inf, 1, 2, true), chart(chart::variable::line_up, 1, inf, 1, true),
          chart(chart::variable::line_down, -inf, 1, 1, true)}) {
        const double place = whole.kind() == chart::variable::finite ? 3 : std::midpoint(whole.u_begin(), whole.u_end());
        for (const int power : {1, 4, 8}) {
            const chart after = whole.graded_beside(ends::begin, place, 0.25, power),
                        before = whole.graded_beside(ends::end, place, 0.25, power);
            CHECK(after.is_graded());
            CHECK_FALSE(after.takes_panels());
            CHECK(after.has_variable_of(after));
            CHECK_FALSE(after.has_variable_of(before));
            CHECK_FALSE(after.has_variable_of(whole.graded_beside(ends::begin, place + 1e-3, 0.25, power)));
            for (const double v : {0x1p-6, 0.25, 0.7, 1.0}) {
                const double away = 0.25 * std::pow(v, power);
                CHECK(after.in_piece(v).u == doctest::Approx(place + away).epsilon(1e-14));
                CHECK(before.in_piece(-v).u == doctest::Approx(place - away).epsilon(1e-14));
                CHECK(after.beside_place(place + away) == doctest::Approx(v).epsilon(1e-4));
                CHECK(before.beside_place(place - away) == doctest::Approx(-v).epsilon(1e-4));
                const double slope = 0.25 * power * std::pow(v, power - 1);
                for (const auto& [at, u] :
                     {std::pair(after.at(v), after.in_piece(v).u), std::pair(before.at(-v), before.in_piece(-v).u)}) {
                    const auto in_whole = whole.at(u);
                    CHECK(at.at.x == in_whole.at.x);
                    CHECK(at.at.from_a == in_whole.at.from_a);
                    CHECK(at.at.to_b == in_whole.at.to_b);
                    CHECK(at.jacobian == doctest::Approx(in_whole.jacobian * slope).epsilon(1e-14));
                }
            }
        }
    }
}

TEST_CASE("a half line has a part in x itself, which ends where the piece does") {
    const chart up(chart::variable::half_line_up, 2, inf, 1, true), down(chart::variable::half_line_down, -inf, -2, 1, true);
    const chart x_up = up.in_x(), x_down = down.in_x();
    CHECK(x_up.kind() == chart::variable::finite);
    CHECK(x_up.u_begin() == 2);
    CHECK(x_up.u_end() == inf);
    CHECK(x_down.u_begin() == -inf);
    CHECK(x_down.u_end() == -2);
    CHECK(x_up.at(7).at.x == 7);
    CHECK(x_up.at(7).jacobian == 1);
    CHECK(x_up.at(7).at.from_a == 5);
    CHECK(x_down.at(-7).at.to_b == 5);
    CHECK(x_up.after_begin(1e-200).at.from_a == 1e-200);
    CHECK(x_down.before_end(1e-200).at.to_b == 1e-200);
    CHECK(x_up.takes_panels());
}

TEST_CASE("beyond any x a half line has a part in the variable of the line, whose distances are those from its own end") {
    const chart up(chart::variable::half_line_up, 2, inf, 1, true), down(chart::variable::half_line_down, -inf, -2, 1, true);
    for (const double scale : {1.0, 50.0}) {
        const chart far_up = up.towards_infinity(ends::end, 10, scale), far_down = down.towards_infinity(ends::begin, -10, scale);
        check_chart(far_up, -1, 0);
        check_chart(far_down, 0, 1);
        CHECK(far_up.x(-1) == 10);
        CHECK(far_up.x(0) == inf);
        CHECK(far_down.x(0) == -inf);
        CHECK(far_down.x(1) == -10);
        CHECK(far_up.at(-1).at.from_a == 8);
        CHECK(far_down.at(1).at.to_b == 8);
        CHECK(far_up.infinite_at_end());
        CHECK(far_down.infinite_at_begin());
        CHECK(far_up.takes_panels());
        // The middle is no end of it: a panel would take it for one.
        CHECK(far_up.u_begin() < -1);
        CHECK(far_down.u_end() > 1);
        CHECK(far_up.before_end(1e-100).at.from_a == doctest::Approx(scale / 2 * 1e100));  // 1 / (2 s)
    }
}

TEST_CASE("what lies outside of a curtailed part counts as part of the segments that end there") {
    const chart p(chart::variable::finite, 0, 8, 1, true), curtailed = p.curtailed(1, 6);
    CHECK(curtailed.x(1) == 0);
    CHECK(curtailed.x(0.5) == 0);
    CHECK(curtailed.x(6) == 8);
    CHECK(curtailed.x(3) == 3);
    // The range is what it was, and so are the distances.
    CHECK(curtailed.u_begin() == 0);
    CHECK(curtailed.u_end() == 8);
    CHECK(curtailed.at(2).at.from_a == 2);
    // It is not widened again.
    CHECK(curtailed.curtailed(-inf, inf).x(6) == 8);
    CHECK(curtailed.curtailed(-inf, 4).x(4) == 8);
    const chart half(chart::variable::half_line_up, 2, inf, 1, true);
    CHECK(half.curtailed(-inf, 1).x(1) == inf);
    CHECK(half.curtailed(-1, inf).x(-1) == 2);
    check_chart(half.curtailed(-1, 1), -1, 1);
}

TEST_CASE("a part that is left off ends there, and knows it") {
    const chart p(chart::variable::half_line_up, 2, inf, 1, true);
    const chart end = p.left_off(ends::end, 1.5), both = end.left_off(ends::begin, -1.5);
    CHECK_FALSE(p.is_left_off(ends::end));
    CHECK(end.is_left_off(ends::end));
    CHECK_FALSE(end.is_left_off(ends::begin));
    CHECK(both.is_left_off(ends::begin));
    CHECK(both.is_left_off(ends::end));
    CHECK(end.u_end() == 1.5);
    CHECK(end.x(1.5) == inf);
    CHECK(both.u_begin() == -1.5);
    CHECK(both.x(-1.5) == 2);
    CHECK(both.at(0).at.from_a == p.at(0).at.from_a);
    check_chart(both, -1.5, 1.5);
}
