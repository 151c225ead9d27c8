// Which numbers there are in what a program prints.
#include "command/numbers.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <string>

#include "command/tail.hpp"

using taskquad::commands::last_numbers;
using taskquad::commands::only_numbers;

namespace {

double last(const std::string& text) {
    const auto all = last_numbers(text, 1);
    REQUIRE(all.size() == 1);
    return all[0];
}

}  // namespace

TEST_CASE("a number is what is left of words that are no part of one") {
    CHECK(last("42") == 42);
    CHECK(last("E = 1.5e3 J\n") == 1500);
    CHECK(last("E = 1.5e3J/m2") == 1500);
    CHECK(last("energy:-0.25,") == -0.25);
    CHECK(last("The value is 1.5.\n") == 1.5);
    CHECK(last("(1, -2e-3)") == -2e-3);
    CHECK(last("value=+.5;") == 0.5);
    CHECK(last("5.\r\n") == 5);
    CHECK(last("3 results in run_7") == 3);
    CHECK(last("10% of m2") == 10);
    CHECK(last("simulation 1.0.3") == 1);
    CHECK(last("0.1 +- 0.2") == 0.2);
    CHECK(last("1.25\xc2\xb5m") == 1.25);
    CHECK(last("1.5 J/m^2") == 1.5);
    CHECK(last("1.5 kg m^-3\n") == 1.5);
    CHECK(last("1.5 m^{-2} s^(-1)") == 1.5);
}

TEST_CASE("a sign directly behind a number is one, and behind a word a hyphen") {
    CHECK(last_numbers("0.123E+01-0.456E+01", 3) == std::vector{1.23, -4.56});
    CHECK(last_numbers("0.5-0.25i", 3) == std::vector{0.5, -0.25});
    CHECK(last("sigma-3") == 3);
    CHECK(last("--3") == -3);
    CHECK(last("1 -\n") == 1);
}

TEST_CASE("Fortran's exponents are understood") {
    CHECK(last(" 0.15D+04") == 1500);
    CHECK(last("0.1d-2") == 1e-3);
    CHECK(last("  0.123-100") == 0.123e-100);
    CHECK(last("0.5+123") == 0.5e123);
    CHECK(last_numbers("1.5-100.5", 2) == std::vector{1.5, -100.5});
    CHECK(last("1.5*^-3") == 1.5e-3);  // Mathematica's
    CHECK(last("1.5*^12\n") == 1.5e12);
    CHECK(last("1.5*^") == 1.5);
}

TEST_CASE("hexadecimal numbers are those that printf writes by %a") {
    CHECK(last("0x1.8p+3") == 12);
    CHECK(last("-0X1p-2") == -0.25);
    CHECK(last("0x1f") == 31);
    CHECK(last_numbers("7 0xyz", 2) == std::vector{7.0});
}

TEST_CASE("nan and inf are words") {
    for (const char* text : {"nan", "-nan", "NaN", "x = nan(0x7f)", "In step 5 it was nan.\n"}) CHECK(std::isnan(last(text)));
    CHECK(last("inf") == std::numeric_limits<double>::infinity());
    CHECK(last("-Infinity") == -std::numeric_limits<double>::infinity());
    CHECK(last_numbers("2 information, nanometres", 2) == std::vector{2.0});
}

TEST_CASE("colours, and all else that only a terminal obeys, have no numbers") {
    CHECK(last("\x1b[32m1.5\x1b[0m\n") == 1.5);
    CHECK(last("E = \x1b[1;31m-2.5\x1b[m J\x1b[K") == -2.5);
    CHECK(last("1.5\x1b]0;step 7 of 7\a\n") == 1.5);
    CHECK(last("1.5\x1b]0;step 7\x1b\\\n") == 1.5);
    for (const char* text : {"1.5 \x1b", "1.5 \x1b[", "1.5 \x1b[1;3", "1.5 \x1b]0;7"}) CHECK(last(text) == 1.5);  // broken off
}

TEST_CASE("what is too large is infinite, and what is too small is zero") {
    CHECK(last("1e400") == std::numeric_limits<double>::infinity());
    CHECK(last("-1e400") == -std::numeric_limits<double>::infinity());
    CHECK(last("1e-400") == 0);
    CHECK(last("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
    CHECK(last("0." + std::string(500, '0') + "1") == 0);
    CHECK(last(std::string(500, '1')) == std::numeric_limits<double>::infinity());
}

TEST_CASE("all 17 digits count, to the last bit, whatever the locale") {
    std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // if there is one
    CHECK(last("0.30000000000000004") == 0.1 + 0.2);
    CHECK(last("0x1.fffffffffffffp-1") == 0x1.fffffffffffffp-1);
    CHECK(last("-2.2250738585072019e-308") == -0x1.0000000000001p-1022);
    CHECK(last("-0x1.0000000000001p-1022") == -0x1.0000000000001p-1022);
    CHECK(last("1.5e999") == std::numeric_limits<double>::infinity());
    std::setlocale(LC_NUMERIC, "C");
}

TEST_CASE("a text has the last numbers, however many, and a line that is an answer nothing else") {
    CHECK(last_numbers("1 2 3 4", 2) == std::vector{3.0, 4.0});
    CHECK(last_numbers("1 2", 3) == std::vector{1.0, 2.0});
    CHECK(last_numbers("none", 3).empty());
    CHECK(last_numbers("", 1).empty());
    std::string many;
    for (int i = 0; i < 1000; ++i) many += std::to_string(i) + ' ';
    CHECK(last_numbers(many, 2) == std::vector{998.0, 999.0});
    CHECK(only_numbers(" 1.5, 2;3\t\r") == std::vector{1.5, 2.0, 3.0});
    for (const char* text : {"ready", "E = 1.5", "1.5 J", "1.5J", "[1] 1.5", "1.5 -"}) CHECK_FALSE(only_numbers(text));
}

TEST_CASE("of what is printed the end is kept, and no more than twice the limit") {
    taskquad::commands::tail t(10);
    for (int i = 0; i < 1000; ++i) {
        t.add("0123456789abcdef");
        t.add("xyz");
        CHECK(t.size() <= 20);
    }
    CHECK(t.text() == "9abcdefxyz");
    CHECK(t.is_cut());
}

TEST_CASE("the last lines are ten, without what a terminal would obey") {
    using taskquad::commands::last_lines;
    CHECK(last_lines("one\ntwo\n\n", false) == "one\ntwo");
    CHECK(last_lines("half a line\ntwo\n", true) == "two");
    CHECK(last_lines("half a line", true) == "half a line");
    CHECK(last_lines("\x1b[31mred", false) == "?[31mred");
    CHECK(last_lines(" \n\n", false).empty());
    CHECK(last_lines("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", false) == "2\n3\n4\n5\n6\n7\n8\n9\n10\n11");
}
