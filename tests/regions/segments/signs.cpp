#include "regions/segments/signs.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace taskquad::regions::segments;

namespace {

double most(const std::vector<double>& y) {
    double m = 0;
    for (const double v : y) m = std::max(m, std::abs(v));
    return m;
}
bool nothing(const std::vector<double>& y, bool at_begin = true, bool at_end = true) {
    return look_like_nothing(y, most(y), at_begin, at_end);
}
std::vector<double> with(std::vector<double> y, std::size_t i, double value) {
    y[i] = value;
    return y;
}

}  // namespace

TEST_CASE("values that are all the same look like nothing, up to four roundings") {
    const std::vector<double> zeros(21, 0.0), threes(21, 3.0);
    for (const bool at_an_end : {true, false}) {
        CHECK(nothing(zeros, at_an_end, at_an_end));
        CHECK(nothing(threes, at_an_end, at_an_end));
        CHECK(nothing(with(threes, 10, 3 * (1 + 0x1p-51)), at_an_end, at_an_end));
        CHECK_FALSE(nothing(with(threes, 10, 3 * (1 + 0x1p-48)), at_an_end, at_an_end));
        CHECK_FALSE(nothing(with(zeros, 10, 1e-300), at_an_end, at_an_end));
    }
    CHECK_FALSE(nothing({1.0}));  // of one value nothing can be said
    CHECK_FALSE(is_clearly_unsuspicious(zeros));
    CHECK_FALSE(is_clearly_unsuspicious(threes));
}

TEST_CASE("so does the foot of a feature beside an end of the piece, and beside that only") {
    const std::vector<double> zeros(21, 0.0);
    const auto first = with(zeros, 0, 5), last = with(zeros, 20, -5), inside = with(zeros, 1, 5);
    CHECK(nothing(first, true, false));
    CHECK_FALSE(nothing(first, false, true));
    CHECK(nothing(last, false, true));
    CHECK_FALSE(nothing(last, true, false));
    CHECK(nothing(with(first, 20, 4), true, true));
    CHECK_FALSE(nothing(with(first, 20, 4), true, false));
    CHECK_FALSE(nothing(inside));
    // Next to nothing is a thousandth.
    CHECK(nothing(with(first, 1, 4e-3), true, false));
    CHECK_FALSE(nothing(with(first, 1, 6e-3), true, false));
    CHECK_FALSE(is_clearly_unsuspicious(first));
    // Of few values the outermost is a large part.
    CHECK_FALSE(nothing({5, 0, 0, 0, 0}));
    CHECK(nothing(with(std::vector<double>(few_abscissae, 0.0), 0, 5), true, false));
    CHECK_FALSE(nothing(with(std::vector<double>(few_abscissae - 1, 0.0), 0, 5), true, false));
}

TEST_CASE("a glance tells what is plainly something, and never takes a foot or a constant for that") {
    std::vector<double> plain;
    for (int i = 0; i < 21; ++i) plain.push_back(std::exp(0.1 * i));
    CHECK(is_clearly_unsuspicious(plain));
    CHECK_FALSE(nothing(plain));
    CHECK_FALSE(is_clearly_unsuspicious(std::vector<double>(5, 0.0)));
    // Whatever it is sure of is so.
    for (const double middle : {0.0, 1e-3, 3e-3, 1.0}) {
        for (const double end : {0.0, 1.0, -1.0}) {
            auto y = with(with(std::vector<double>(21, middle), 0, end), 20, 1);
            if (is_clearly_unsuspicious(y)) CHECK_FALSE(nothing(y));
        }
    }
}

TEST_CASE("few values that mirror each other look aliased, many do not") {
    const std::vector<double> few{1, 2, 5, 2, 1};
    CHECK(are_mirror_images(few, 5));
    CHECK(are_mirror_images(with(few, 4, 1 + 0x1p-50), 5));
    CHECK_FALSE(are_mirror_images(with(few, 4, 1.001), 5));
    CHECK_FALSE(are_mirror_images(with(few, 4, -1), 5));
    CHECK_FALSE(are_mirror_images(std::vector<double>{1}, 1));
    CHECK(are_mirror_images(std::vector<double>(few_abscissae - 1, 2.0), 2));
    CHECK_FALSE(are_mirror_images(std::vector<double>(few_abscissae, 2.0), 2));
}

TEST_CASE("f fades where its outermost values at the ends of the piece are next to nothing") {
    const std::vector<double> y{1e-7, 0.5, 1, 0.5, 1e-3};
    CHECK(fades(y, 1, false, true, false));
    CHECK_FALSE(fades(y, 1, false, true, true));
    CHECK_FALSE(fades(y, 1, false, false, true));
    CHECK(fades(y, 1, false, false, false));
    // Where an abscissa lies at the end, by the value next to it.
    CHECK_FALSE(fades(y, 1, true, true, false));
}

TEST_CASE("a streak towards an end of the piece goes on in the half that lies there") {
    const streaks whole{3, 9};
    const auto are = [](const streaks& s, int begin, int end) { return s.begin == begin && s.end == end; };
    CHECK(are(streaks_of_half(whole, true, true, false, 255), 4, 0));
    CHECK(are(streaks_of_half(whole, false, false, true, 255), 0, 10));
    CHECK(are(streaks_of_half(whole, true, false, false, 255), 0, 0));
    CHECK(are(streaks_of_half(whole, false, false, true, 9), 0, 9));
}
