#include <taskquad/journal.hpp>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <limits>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "journal/files.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

TEST_CASE("where the disk is full, the run ends with a message, and nothing that is in memory is lost") {
    const folder here;
    const std::string file = here / "run.db";
    const options finite{.relative_tolerance = 1e-12, .concurrency = 1};
    const rlimit64 before = [] {
        rlimit64 now{};
        getrlimit64(RLIMIT_FSIZE, &now);
        return now;
    }();
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    journal j(file);
    options o = finite;
    o.journal = &j;
    rlimit64 small = before;
    small.rlim_cur = 20'000;  // bytes of a file
    int calls = 0;
    const auto f = [&](double x) {
        if (++calls == 1) setrlimit64(RLIMIT_FSIZE, &small);
        std::this_thread::sleep_for(1ms);
        return bent(x);
    };
    const std::string said = message_of([&] { (void)integrate(f, {0.0, 1.0}, o); });
    setrlimit64(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old);
    CAPTURE(said);
    CHECK(said.find(file) != std::string::npos);
    const int paid = calls;
    const auto r = integrate([&](double x) { return ++calls, bent(x); }, {0.0, 1.0}, o);
    CHECK(r.converged());
    CHECK(r.reused == static_cast<std::uint64_t>(paid));
    CHECK(j.size() == static_cast<std::uint64_t>(calls));
}

TEST_CASE("a value that took a tenth of a second is in the file when it has been recorded") {
    const folder here;
    const std::string file = here / "run.db";
    journal j(file);
    const journal other(file);
    (void)j.begin({1, 1, false});
    for (std::uint64_t i = 1; i <= 100; ++i) {
        const double x = static_cast<double>(i), y = 1;
        j.record({.coordinates = {&x, 1}, .value = {&y, 1}, .shape = {1, 1}, .took = 100ms});
        CHECK(other.size() == i);
    }
}

TEST_CASE("where sync is 0, a value is in the file when it has been recorded") {
    const folder here;
    const std::string file = here / "run.db";
    journal j(file, {.sync = 0s});
    const journal other(file);
    (void)j.begin({1, 1, false});
    for (std::uint64_t i = 1; i <= 100; ++i) {
        j.record({std::vector{static_cast<double>(i)}, std::vector{1.0}, {1, 1}, 1ms});
        CHECK(other.size() == i);
    }
}

TEST_CASE("any time between two writes to the disk is possible, and costs nothing while nothing happens") {
    const folder here;
    const auto used = [] {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    };
    using seconds = std::chrono::duration<double>;
    for (const double sync : {1e-12, 1e-5, 1e10, 1e300, std::numeric_limits<double>::infinity()}) {
        journal j(here / "run.db", {.sync = seconds(sync)});
        (void)integrate(bent, {0.0, 1.0}, {.relative_tolerance = 1e-3, .concurrency = 1, .journal = &j});
        const double before = used();
        std::this_thread::sleep_for(300ms);
        CHECK(used() - before < 0.15);  // of 0.3 s; one that never rests uses all of them
    }
}

TEST_CASE("what could not be written is written in the end, if that is possible then") {
    const folder here;
    const std::string file = here / "run.db";
    rlimit64 before{};
    getrlimit64(RLIMIT_FSIZE, &before);
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    {
        journal j(file);
        (void)j.begin({1, 1, false});
        rlimit64 small = before;
        small.rlim_cur = 10;  // bytes of a file
        setrlimit64(RLIMIT_FSIZE, &small);
        j.record({std::vector{0.5}, std::vector{1.0}, {1, 1}, 1ms});
        const std::string said = message_of([&] { j.flush(); });
        setrlimit64(RLIMIT_FSIZE, &before);
        CHECK(said.find(file) != std::string::npos);
    }
    std::signal(SIGXFSZ, old);
    CHECK(journal(file).size() == 1);
}
