// Programs that answer for many x.
#include "command/programs.hpp"
#include "support/bits.hpp"

using taskquad::command;

namespace {

const taskquad::options rough{.relative_tolerance = 1e-6};

taskquad::result<> of_bent() { return taskquad::integrate(bent, {0.0, 1.0}, rough); }

}  // namespace

TEST_CASE("an integral of a program that serves has the same bits at 1, 8 and 64 jobs, by so many processes at most") {
    const nothing_left at_the_end;
    const folder here;
    for (const std::size_t jobs : {1U, 8U, 64U}) {
        const std::string started = here / std::to_string(jobs);
        const auto f = command(simulation({"serve", "started=" + started}), {.jobs = jobs, .serve = true});
        CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, rough), of_bent()));
        CHECK(f.wait(60s));
        CHECK(size_of(started) >= 1);
        CHECK(size_of(started) <= jobs);
        CHECK(f.running() == 0);
    }
}

TEST_CASE("processes that serve are started as they are needed, and stay") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"serve", "started=" + here / "started"}), {.jobs = 8, .serve = true});
    CHECK(f.command_line(0.5) == "echo 0.5 | " SIMULATION " serve started=" + here / "started");
    for (const double x : {0.125, 0.25, 0.5}) CHECK(value_at(f, x) == bent(x));
    CHECK(size_of(here / "started") == 1);
    CHECK(f.wait(60s));
    CHECK(has_children());
    f.end();
    CHECK_FALSE(has_children());
    CHECK(value_at(f, 0.5) == bent(0.5));
}

TEST_CASE("a line may have several components, or be JSON") {
    CHECK(values_at(command<std::array<double, 2>>(simulation({"serve", "print=1.5, -2"}), {.serve = true}), 0) ==
          std::vector{1.5, -2.0});
    CHECK(value_at(command(simulation({"serve", R"(print=|{"E": 2.5})"}), {.json = "E", .serve = true}), 0) == 2.5);
}

TEST_CASE("a process that dies is replaced, and its x asked once more") {
    const nothing_left at_the_end;
    const folder here;
    for (const char* words : {"die-after=3", "leaves"}) {
        const std::string started = here / words;
        const auto f = command(simulation({"serve", words, "started=" + started}), {.jobs = 4, .serve = true});
        CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, rough), of_bent()));
        CHECK(size_of(started) > 10);
    }
}

TEST_CASE("an x at which two processes die has failed") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"serve", "fail-at=0.5", "started=" + here / "started"}), {.jobs = 1, .serve = true});
    CHECK(value_at(f, 0.25) == bent(0.25));
    const auto e = failure_at(f, 0.5);
    CHECK(contains(e.what(), "two processes have died there: exit status 3; its standard error ends:\nno convergence at 0.5"));
    CHECK(e.exit_status() == 3);
    CHECK(size_of(here / "started") == 2);
    CHECK(value_at(f, 0.75) == bent(0.75));
    const auto killed = failure_at(command(simulation({"serve", "die=9"}), {.serve = true}), 0.5);
    CHECK(killed.signal() == SIGKILL);
}

TEST_CASE("a process that hangs is replaced, and its x has failed") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"serve", "stubborn", "gate=" + here / "gate", "started=" + here / "started"}),
                           {.timeout = 300ms, .kill_after = 50ms, .jobs = 1, .serve = true});
    CHECK(failure_at(f, 0.5).timed_out());
    CHECK(size_of(here / "started") == 1);
    std::ofstream(here / "gate") << 1;
    CHECK(eventually([&] { return message_of([&] { (void)value_at(f, 0.5); }).empty(); }));
}

TEST_CASE("a process that answers anything but a value is replaced, and its x has failed") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"serve", "garbage-after=1", "started=" + here / "started"}), {.jobs = 1, .serve = true});
    CHECK(value_at(f, 0.25) == bent(0.25));
    CHECK(contains(failure_at(f, 0.5).what(), "it has answered 'ready', not a number and nothing else"));
    CHECK(value_at(f, 0.5) == bent(0.5));
    CHECK(size_of(here / "started") == 2);
    const auto banner = command(simulation({"serve", "before=Simulation 1.3|"}), {.serve = true});
    // Whether the value comes together with it is up to the machine.
    const std::string said = failure_at(banner, 0.5).what();
    CHECK((contains(said, "it has answered 'Simulation 1.3'") || contains(said, "it has answered with more than a line")));
    const auto twice = command(simulation({"serve", "twice"}), {.serve = true});
    CHECK(contains(failure_at(twice, 0.5).what(), "it has answered with more than a line"));
    const auto hasty = command({"sh", "-c", "echo 1.5; exec sleep 1000"}, {.kill_after = 0s, .serve = true});
    CHECK(contains(failure_at(hasty, 0.5).what(), "it has answered before it has read x"));
    const auto endless = command(simulation({"serve", "before=" + std::string(100'000, '1')}), {.serve = true});
    CHECK(contains(failure_at(endless, 0.5).what(), "it has answered with"));
    const auto nan = command(simulation({"serve", "print=nan"}), {.serve = true});
    CHECK(contains(failure_at(nan, 0.5).what(), "its value is nan"));
}

TEST_CASE("failures of a program that serves are tried again") {
    const folder here;
    const taskquad::options o{.relative_tolerance = 1e-4, .failures = {.retries = 3}};
    const auto f = command(simulation({"serve", "garbage-after=7"}), {.jobs = 2, .serve = true});
    CHECK(same_bits(taskquad::integrate(f, {0.0, 0.25}, o), taskquad::integrate(bent, {0.0, 0.25}, o)));
}

TEST_CASE("a program that does not serve is no danger to the host") {
    const nothing_left at_the_end;
    const auto e = failure_at(command({"true"}, {.serve = true}), 0.5);
    CHECK(contains(e.what(), "two processes have died there: exit status 0"));
}

TEST_CASE("at the end processes that serve are asked to go, and made to if they do not") {
    const nothing_left at_the_end;
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"serve"}, {"serve", "deaf"}, {"serve", "deaf", "stubborn"}}) {
        const auto f = command(simulation(words), {.kill_after = 100ms, .jobs = 2, .serve = true});
        CHECK(value_at(f, 0.5) == bent(0.5));
    }
}

TEST_CASE("a process that has an x that nobody waits for is ended after its grace, and replaced") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"serve", "gate=" + here / "gate", "said=" + here / "said"}), {.jobs = 1, .serve = true});
    std::stop_source stop;
    auto first = begun(f, 0.5, stop.get_token());
    CHECK(eventually([&] { return contents(here / "said") == "0.5\n"; }));
    stop.request_stop();
    CHECK(contains(failure_of(std::move(first)).what(), "nobody waits for its value"));
    std::ofstream(here / "gate") << 1;
    CHECK(value_at(f, 0.25) == bent(0.25));
}
