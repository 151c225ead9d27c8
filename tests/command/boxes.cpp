#include <taskquad/command.hpp>

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "command/programs.hpp"

using namespace taskquad;

namespace {

using two = std::array<double, 2>;

const box rectangle{{0.0, 1.0}, {0.0, 2.0}};
const options rough{.absolute_tolerance = 1};

/// The integrals of x and y over the rectangle are 1 and 2.
void gives_both(const command_integrand<two>& f) {
    const auto r = integrate(f, rectangle, rough);
    CHECK(r.converged());
    CHECK(r.value[0] == doctest::Approx(1));
    CHECK(r.value[1] == doctest::Approx(2));
}

}  // namespace

TEST_CASE("over a box each coordinate stands in its places, or else all of them last, and a program that serves gets a line") {
    const std::vector<double> at{0.5, 2, -1, 4};
    CHECK(command({"echo", "{x}:{y}", "{z}", "{x4}"}).command_line(at) == "echo 0.5:2 -1 4");
    CHECK(command({"echo", "--at={}", "{x1}{x3}"}).command_line(at) == "echo --at=0.5,2,-1,4 0.5-1");
    CHECK(command({"echo", "-v"}).command_line(at) == "echo -v 0.5 2 -1 4");
    CHECK(command({"cat"}, {.serve = true}).command_line(at) == "echo 0.5 2 -1 4 | cat");
    // What stands for no coordinate of f stays what it is.
    CHECK(command({"echo", "{x}", "{z}", "{x3}"}).command_line(std::vector{1.0, 2.0}) == "echo 1 '{z}' '{x3}'");
    CHECK(command({"echo", "{x}", "{y}", "{x1}"}).command_line(1) == "echo 1 '{y}' '{x1}'");
}

TEST_CASE("a box with other axes than the coordinates that the arguments name is refused, before any run") {
    const auto refusal = [](const std::vector<std::string>& arguments) {
        std::vector<std::string> argv{"false"};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        try {
            (void)integrate(command(argv), rectangle);
        } catch (const std::invalid_argument& e) {
            return std::string(e.what());
        } catch (const command_failure&) {
            return std::string("run");
        }
        return std::string("nothing");
    };
    CHECK(refusal({"{x}"}) == "taskquad: box: f takes points of 1 coordinates, and there are 2 axes");
    CHECK(refusal({"{x}", "{x2}{z}"}) == "taskquad: box: f takes points of 3 coordinates, and there are 2 axes");
    CHECK(refusal({"{x1}", "{z}"}) == "taskquad: command: the arguments have {x3}, the last coordinate, but not {x2}");
    CHECK(refusal({"{x}", "{x2}"}) == "run");
    CHECK(refusal({"--at={}", "{x}"}) == "run");
    CHECK(refusal({"-v"}) == "run");
    // On a line what names no x is text.
    CHECK(integrate(command({"echo", "{z}", "{x}"}), {0.0, 1.0}, rough).converged());
}

TEST_CASE("a program is integrated over a box, a run for each point, or many in one process") {
    gives_both(command<two>({"echo", "{x} {y}"}, {.jobs = 4}));
    gives_both(command<two>({"cat"}, {.jobs = 2, .serve = true}));
}

TEST_CASE("a run over a box that has failed says at which point") {
    const auto f = command({"false", "{x}", "{y}"});
    try {
        (void)integrate(f, rectangle, rough);
        FAIL("it has not failed");
    } catch (const command_failure& e) {
        REQUIRE(e.place().size() == 2);
        CHECK(e.place()[0] == e.x());
        CHECK(std::string(e.what()).find(": f(x) at x = (") != std::string::npos);
    }
}
