#include "piece.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace taskquad::detail;
using chart = piece::chart;

namespace {
constexpr double inf = INFINITY;
}

TEST_CASE("a domain has a piece between each two points, and two for the whole line") {
    const auto kinds = [](std::vector<double> points) {
        std::vector<chart> list;
        for (const auto& p : pieces_of(points, 1, true)) list.push_back(p.kind());
        return list;
    };
    CHECK(kinds({0, 1, 2}) == std::vector{chart::finite, chart::finite});
    CHECK(kinds({0, 1, inf}) == std::vector{chart::finite, chart::half_line_up});
    CHECK(kinds({-inf, 0}) == std::vector{chart::half_line_down});
    CHECK(kinds({-inf, inf}) == std::vector{chart::line_down, chart::line_up});
    CHECK(kinds({-inf, 3, inf}) == std::vector{chart::line_down, chart::line_up});
    CHECK(kinds({-inf, 0, 1, inf}) == std::vector{chart::line_down, chart::finite, chart::line_up});
}

TEST_CASE("x grows with u from end to end, and the jacobian is its slope") {
    for (const double scale : {1.0, 20.0}) {
        for (const auto& p : {piece(chart::half_line_up, 2, inf, scale, true), piece(chart::half_line_down, -inf, 2, scale, true),
                              piece(chart::line_up, 2, inf, scale, true), piece(chart::line_down, -inf, 2, scale, true),
                              piece(chart::half_line_up, 2, inf, scale, false)}) {
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
    const piece finite(chart::finite, 1, 3, 1, true), line(chart::line_up, 1, inf, 1, true);
    CHECK(finite.after_begin(1e-200).at.from_a == 1e-200);
    CHECK(finite.before_end(1e-200).at.to_b == 1e-200);
    CHECK(finite.before_end(1e-200).at.x == 3);
    CHECK(line.after_begin(1e-100).at.from_a == doctest::Approx(1e-100));
    CHECK(line.before_end(1e-100).at.from_a == doctest::Approx(5e99));  // 1 / (2 s)
    CHECK(inside({3, 2, 0}, finite).x == std::nextafter(3, 0));
    CHECK(inside({1, 0, 2}, finite).x == std::nextafter(1, 2));
    CHECK(inside({2, 1, 1}, finite).x == 2);
}
