// What is run, and what its value is.
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <csignal>
#include <limits>

#include "command/programs.hpp"
#include "support/bits.hpp"

using taskquad::command;

TEST_CASE("an integral of a program has the bits of that of the function, at 1, 8 and 64 jobs") {
    const nothing_left at_the_end;
    const taskquad::options o{.relative_tolerance = 1e-6};
    const auto expected = taskquad::integrate(bent, {0.0, 1.0}, o);
    for (const std::size_t jobs : {1U, 8U, 64U}) {
        const auto f = command(simulation(), {.jobs = jobs});
        CHECK(f.max_in_flight() == jobs);
        const auto r = taskquad::integrate(f, {0.0, 1.0}, o);
        CHECK(same_bits(r, expected));
    }
}

TEST_CASE("an integrator runs a program once for each x") {
    const folder here;
    taskquad::integrator quad(command(simulation({"started=" + here / "started"}), {.jobs = 4}), {.speculation = 0});
    const auto first = quad({0.0, 0.25}), again = quad({0.0, 0.25});
    CHECK(size_of(here / "started") == first.evaluations);
    CHECK(again.value == first.value);
    CHECK(again.reused == first.evaluations);
}

TEST_CASE("x stands in each place for it, with 17 digits, or else last; no shell is involved") {
    CHECK(command({"echo", "{}"}).command_line(0.1) == "echo 0.10000000000000001");
    CHECK(command({"echo", "--x={x}, {}", "$HOME", ""}).command_line(2) == "echo '--x=2, 2' '$HOME' ''");
    CHECK(command({"echo", "it's"}).command_line(-1e300) == "echo 'it'\\''s' -1.0000000000000001e+300");
    CHECK(value_at(command({"echo", "{} $HOME"}), 0.1) == 0.1);
    CHECK(value_at(command({"echo", "1 2 3"}), 1.0 / 3) == 1.0 / 3);
    CHECK(values_at(command<std::array<double, 2>>({"echo", "{x}:{}"}), 7) == std::vector{7.0, 7.0});
}

TEST_CASE("values have as many components as their type says, or the options") {
    const auto argv = simulation({"print=step 1 of 2|E = 1.5 J|p = -2.5, q = 4"});
    CHECK(value_at(command(argv), 0) == 4);
    CHECK(values_at(command<std::complex<double>>(argv), 0) == std::vector{-2.5, 4.0});
    CHECK(values_at(command<std::array<double, 3>>(argv), 0) == std::vector{1.5, -2.5, 4.0});
    CHECK(values_at(command<std::vector<double>>(argv, {.components = 2}), 0) == std::vector{-2.5, 4.0});
    CHECK(values_at(command<std::vector<std::complex<double>>>(argv, {.components = 4}), 0) == std::vector{2.0, 1.5, -2.5, 4.0});
    const auto r = taskquad::integrate(command<std::vector<double>>({"echo", "{} 1"}, {.jobs = 4, .components = 2}), {0.0, 2.0});
    REQUIRE(r.value.size() == 2);
    CHECK(r.value[0] == doctest::Approx(2));
    CHECK(r.value[1] == doctest::Approx(2));
}

TEST_CASE("a value in a text stands behind the last of the words that are named") {
    const auto argv = simulation({"print=step 1: E = 1.5 J|step 2: E = 2.5 J, of 3|done in 0.05 s"});
    CHECK(value_at(command(argv, {.after = "E ="}), 0) == 2.5);
    CHECK(values_at(command<std::vector<double>>(argv, {.components = 2, .after = "E ="}), 0) == std::vector{2.5, 3.0});
    CHECK(contains(failure_at(command(argv, {.after = "energy"}), 0).what(), "it has not printed 'energy'"));
    CHECK(contains(failure_at(command(argv, {.after = "s"}), 0).what(), "it has printed no number after 's'"));
    CHECK(contains(message_of([&] { (void)command(argv, {.json = "a", .after = "E ="}); }), "json and after"));
}

TEST_CASE("a value in JSON stands at the end of a path") {
    const auto argv = simulation({R"(print={"result": {"energy": -1.5, "a.b": 7},| "values": [1, 2e3, null], "text": "3"})"});
    CHECK(value_at(command(argv, {.json = "result.energy"}), 0) == -1.5);
    CHECK(value_at(command(argv, {.json = "values.1"}), 0) == 2000);
    CHECK(value_at(command(argv, {.json = "/result/a.b"}), 0) == 7);
    CHECK(std::isnan(value_at(command(argv, {.json = "values.2", .allow_non_finite = true}), 0)));
    const auto values =
        values_at(command<std::vector<double>>(argv, {.components = 3, .json = "values", .allow_non_finite = true}), 0);
    CHECK(values[1] == 2000);
    CHECK(contains(failure_at(command(argv, {.json = "values.2"}), 0).what(), "at /values/2 is not finite"));
    CHECK(contains(failure_at(command(argv, {.json = "values.3"}), 0).what(), "has nothing at /values/3"));
    CHECK(contains(failure_at(command(argv, {.json = "text"}), 0).what(), "has at /text not a number"));
    CHECK(contains(failure_at(command(argv, {.json = "values"}), 0).what(), "has at /values not a number"));
    CHECK(contains(failure_at(command(simulation({"print=1.5"}), {.json = "a"}), 0).what(), "has nothing at /a"));
    CHECK(contains(failure_at(command(simulation({"print=E = 1.5"}), {.json = "a"}), 0).what(), "is no JSON"));
    CHECK(
        contains(failure_at(command(simulation({R"(print={"a": NaN})"}), {.json = "a"}), 0).what(), "which has no NaN (but null)"));
}

TEST_CASE("JSON may be the last line of something else") {
    CHECK(value_at(command(simulation({R"(print=step 1|{"energy": 1}|{"energy": 2}|)"}), {.json = "energy"}), 0) == 2);
}

TEST_CASE("nan and inf are failures unless they are allowed") {
    const auto nan = simulation({"print=nan"}), inf = simulation({"print=-inf"}), large = simulation({"print=1e999"});
    CHECK(contains(failure_at(command(nan), 0).what(), "its value is nan"));
    CHECK(contains(failure_at(command(inf), 0).what(), "its value is -inf"));
    CHECK(contains(failure_at(command(large), 0).what(), "its value is inf"));
    CHECK(std::isnan(value_at(command(nan, {.allow_non_finite = true}), 0)));
    CHECK(value_at(command(inf, {.allow_non_finite = true}), 0) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("a program may print more than anybody keeps") {
    CHECK(value_at(command(simulation({"lines=300000"})), 0.5) == bent(0.5));
    const auto too_much = failure_at(command(simulation({"lines=300000"}), {.json = "a"}), 0.5);
    CHECK(contains(too_much.what(), "more than 16 MiB"));
    // Where the end begins within a number, that is none.
    CHECK(contains(failure_at(command(simulation({"print=" + std::string(100'000, '1')})), 0).what(), "no number"));
}

TEST_CASE("a run inherits the environment, and neither descriptors nor signals") {
    const folder here;
    std::ofstream(here / "is_here") << 1;
    sigset_t one, before;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    const auto handler = std::signal(SIGPIPE, SIG_IGN);
    const int mine = open(".", O_RDONLY);  // not to be closed by exec
    using seven = std::array<double, 7>;
    const std::string folder_of_it = here / "";
    const auto f = command<seven>(simulation({"inherited", "gate=" + here / "gate"}), {.niceness = 3, .folder = folder_of_it});
    auto later = begun(f, 0);
    CHECK(eventually([&] { return f.running() == 1; }));  // by then it has its niceness
    std::ofstream(here / "gate") << 1;
    const auto found = later.get();
    // Standard input, output and error; SIGUSR1 is not blocked; SIGPIPE is not ignored; nicer by 3; no input; a group; the folder.
    const double nicer = std::min(getpriority(PRIO_PROCESS, 0) + 3, 19);
    CHECK(found == std::vector{3.0, 0.0, 1.0, nicer, 1.0, 1.0, 1.0});
    close(mine);
    std::signal(SIGPIPE, handler);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("what cannot be run is refused before any evaluation, in words") {
    const folder here;
    std::ofstream(here / "text") << 1;
    CHECK_THROWS_AS((void)command({}), std::invalid_argument);
    CHECK_THROWS_AS((void)command({""}), std::invalid_argument);
    CHECK_THROWS_AS((void)command({"echo", std::string("a\0b", 3)}), std::invalid_argument);
    CHECK(message_of([] { (void)command({"no_such_program"}); }) ==
          "taskquad: command: no_such_program: there is no such program along PATH");
    CHECK(contains(message_of([] { (void)command({"./no_such_program"}); }), "/no_such_program: there is no such program"));
    CHECK(message_of([&] { (void)command({here / "text"}); }) == "taskquad: command: " + here / "text" + ": cannot be executed");
    CHECK(contains(message_of([&] { (void)command({here / ""}); }), "cannot be executed"));
    CHECK(message_of([] { (void)command({"echo"}, {.folder = "/no/such"}); }) ==
          "taskquad: command: /no/such: there is no such folder");
}

TEST_CASE("a program with a relative path is looked for in the folder") {
    const folder here;
    fs::create_symlink(SIMULATION, here / "sim");
    CHECK(value_at(command({"./sim"}, {.folder = here / ""}), 0.5) == bent(0.5));
}

TEST_CASE("options outside their range are refused") {
    const auto refused = [](const taskquad::command_options& o) { return message_of([&] { (void)command({"echo"}, o); }); };
    CHECK(refused({.timeout = 0s}) == "taskquad: command: timeout is 0 s, must be > 0");
    CHECK(refused({.timeout = -1s}) == "taskquad: command: timeout is -1 s, must be > 0");
    CHECK(refused({.kill_after = -1s}) == "taskquad: command: kill_after is -1 s, must be >= 0");
    CHECK(refused({.grace = -1s}) == "taskquad: command: grace is -1 s, must be >= 0");
    const std::chrono::duration<double> infinite(std::numeric_limits<double>::infinity());
    CHECK(refused({.retry_delay = infinite}) == "taskquad: command: retry_delay is inf s, must be finite, >= 0");
    CHECK(refused({.grace = std::chrono::duration<double>(std::nan(""))}) == "taskquad: command: grace is nan s, must be >= 0");
    CHECK(refused({.niceness = 20}) == "taskquad: command: niceness is 20, must be 0 to 19");
    CHECK(refused({.components = 2}) == "taskquad: command: components is 2, but the type of values has 1");
    CHECK(refused({.json = "/~"}) == "taskquad: command: json is '/~', which is no JSON pointer");
    CHECK(contains(message_of([] { (void)command<std::vector<double>>({"echo"}); }), "components is 0"));
    CHECK(contains(message_of([] { (void)command({"echo", "{}"}, {.serve = true}); }), "no argument can contain it"));
    CHECK(refused({.timeout = infinite, .kill_after = infinite, .grace = infinite}).empty());
}
