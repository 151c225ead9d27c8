// What has become of runs that give no value.
#include <fcntl.h>
#include <sys/resource.h>

#include <optional>

#include "command/programs.hpp"
#include "support/bits.hpp"

using taskquad::command;

TEST_CASE("a failure says what was run, at which x, why, and what standard error said last") {
    const auto e = failure_at(command(simulation({"error=warning: old mesh|", "fail-at=0.5", "{}"})), 0.5);
    CHECK(std::string(e.what()) == "taskquad: " SIMULATION
                                   " 'error=warning: old mesh|' fail-at=0.5 0.5: f(x) at x = 0.5 has failed: exit status 3; its "
                                   "standard error ends:\nwarning: old mesh\nno convergence at 0.5");
    CHECK(e.x() == 0.5);
    CHECK(e.exit_status() == 3);
    CHECK(e.signal() == 0);
    CHECK_FALSE(e.timed_out());
    CHECK(e.last_lines() == "warning: old mesh\nno convergence at 0.5");
    const taskquad::command_failure copy = e;
    CHECK(copy.last_lines() == e.last_lines());
}

TEST_CASE("a program that a signal has ended has failed") {
    const auto e = failure_at(command(simulation({"before=1.5|", "die=11"})), 0.5);
    CHECK(contains(e.what(), "has failed: killed by SIGSEGV (Segmentation fault)"));
    CHECK(e.signal() == SIGSEGV);
    CHECK(e.exit_status() == -1);
}

TEST_CASE("a program that prints no number, or too few, has failed") {
    CHECK(contains(failure_at(command(simulation({"print=done in run_7"})), 0).what(), "has failed: it has printed no number"));
    CHECK(contains(failure_at(command({"true"}), 0).what(), "has failed: it has printed no number"));
    const auto two = command<std::array<double, 2>>(simulation({"print=E = 1.5"}));
    CHECK(contains(failure_of(begun(two, 0)).what(), "it has printed a number, but a value has 2"));
}

TEST_CASE("the exception reaches the caller of integrate, or is in its result") {
    const nothing_left at_the_end;
    const auto f = command(simulation({"fail-at=0.5"}), {.jobs = 4});
    CHECK_THROWS_AS((void)taskquad::integrate(f, {0.0, 1.0}), taskquad::command_failure);
    const auto r = taskquad::integrate(f, {0.0, 1.0}, {.failures = {.rethrow = false}});
    CHECK(r.status == taskquad::status::failed);
    CHECK(r.failed_at == 0.5);
}

TEST_CASE("a run that takes too long is ended, and has failed") {
    const nothing_left at_the_end;
    const auto e = failure_at(command(simulation({"error=step 1|", "hang"}), {.timeout = 100ms}), 0.5);
    CHECK(contains(e.what(), "it has taken longer than 0.1 s, and was ended: killed by SIGTERM (Terminated)"));
    CHECK(e.timed_out());
    CHECK(e.signal() == SIGTERM);
}

TEST_CASE("a run that takes too long and ignores SIGTERM is killed") {
    const nothing_left at_the_end;
    patiently([](std::chrono::milliseconds timeout) {
        const auto f = command(simulation({"stubborn", "error=deaf|", "hang"}), {.timeout = timeout, .kill_after = 50ms});
        const auto e = failure_at(f, 0.5);
        CHECK(e.timed_out());
        if (e.last_lines() != "deaf") return false;
        CHECK(e.signal() == SIGKILL);
        return true;
    });
    const auto at_once = failure_at(command(simulation({"hang"}), {.timeout = 50ms, .kill_after = 0s}), 0.5);
    CHECK(at_once.signal() == SIGKILL);
}

TEST_CASE("what a program prints after SIGTERM is not believed") {
    patiently([](std::chrono::milliseconds timeout) {
        const auto e = failure_at(command(simulation({"on-term=0.5", "error=on|", "hang"}), {.timeout = timeout}), 0.5);
        CHECK(e.timed_out());
        if (e.last_lines() != "on") return false;
        CHECK(e.exit_status() == 0);
        return true;
    });
}

TEST_CASE("an x that fails at first has its value after retries") {
    const folder here;
    const taskquad::options o{.relative_tolerance = 1e-4, .failures = {.retries = 5}};
    const auto f = command(simulation({"fail-first=5," + here / "count"}), {.jobs = 1});
    CHECK(same_bits(taskquad::integrate(f, {0.0, 0.25}, o), taskquad::integrate(bent, {0.0, 0.25}, o)));
    CHECK(size_of(here / "count") == 26);
}

TEST_CASE("an x that has failed waits for its delay, and no other x does") {
    const folder here;
    constexpr auto delay = 400ms;
    const auto f = command(simulation({"fail-first=1," + here / "count"}), {.jobs = 2, .retry_delay = delay});
    (void)failure_at(f, 0.5);
    const auto since = std::chrono::steady_clock::now();
    auto again = begun(f, 0.5);
    CHECK(value_at(f, 0.25) == bent(0.25));
    CHECK(!again.is_there());
    CHECK(again.get()[0] == bent(0.5));
    CHECK(std::chrono::steady_clock::now() - since > delay - 50ms);
    CHECK(value_at(f, 0.5) == bent(0.5));
}

TEST_CASE("a program that is gone is a failure in words") {
    const folder here;
    fs::copy_file(SIMULATION, here / "sim");
    const auto f = command({here / "sim"});
    CHECK(value_at(f, 0.5) == bent(0.5));
    fs::remove(here / "sim");
    CHECK(contains(failure_at(f, 0.5).what(), "has failed: it cannot be started: No such file or directory"));
    std::ofstream(here / "script") << "echo 1\n";
    fs::permissions(here / "script", fs::perms::owner_all);
    CHECK(contains(failure_at(command({here / "script"}), 0.5).what(), "Exec format error (a script must begin with a line"));
}

namespace {

/// How a process that evaluates f at 0.5 ends, which is stopped while the run is in progress, and goes on long after its timeout.
int end_of_one_that_was_stopped(const std::vector<std::string>& words) {
    const folder here;
    std::vector<std::string> all{"said=" + here / "said", "gate=" + here / "gate"};
    all.insert(all.end(), words.begin(), words.end());
    const pid_t host = fork();
    if (host == 0) {
        const bool serves = !words.empty();
        const auto f = command(simulation(all), {.timeout = 1s, .serve = serves});
        _exit(message_of([&] { (void)value_at(f, 0.5); }).empty() ? 0 : 1);
    }
    CHECK(eventually([&] { return size_of(here / "said") > 0; }));
    kill(host, SIGSTOP);
    std::ofstream(here / "gate") << "open";
    std::this_thread::sleep_for(1500ms);
    kill(host, SIGCONT);
    int status = -1;
    waitpid(host, &status, 0);
    return status;
}

}  // namespace

TEST_CASE("a run that has ended while its host was stopped is not late") {
    CHECK(end_of_one_that_was_stopped({}) == 0);
    CHECK(end_of_one_that_was_stopped({"serve"}) == 0);
}

namespace {

/// UndefinedBehaviorSanitizer looks at memory through a pipe, and takes an object for a wrong one where it gets none.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitizer_needs_descriptors = true;
#elif defined(__has_feature)
constexpr bool sanitizer_needs_descriptors = __has_feature(address_sanitizer);
#else
constexpr bool sanitizer_needs_descriptors = false;
#endif

/// As long as it is there, this process may open so many descriptors more. It may have been given some at its start, with gaps.
class few_descriptors {
public:
    explicit few_descriptors(int more) {
        getrlimit(RLIMIT_NOFILE, &before_);
        rlimit now = before_;
        int limit = 0;
        for (int free = 0; free < more || is_open(limit); ++limit) free += is_open(limit) ? 0 : 1;
        now.rlim_cur = static_cast<rlim_t>(limit);
        setrlimit(RLIMIT_NOFILE, &now);
    }
    few_descriptors(const few_descriptors&) = delete;
    few_descriptors& operator=(const few_descriptors&) = delete;
    ~few_descriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

private:
    static bool is_open(int number) { return fcntl(number, F_GETFD) >= 0; }
    rlimit before_{};
};

}  // namespace

TEST_CASE("where descriptors do not suffice, a run waits until another has ended" * doctest::skip(sanitizer_needs_descriptors)) {
    const nothing_left at_the_end;
    const auto f = command(simulation(), {.jobs = 64});
    const taskquad::options o{.relative_tolerance = 1e-4};
    const auto expected = taskquad::integrate(bent, {0.0, 1.0}, o);
    for (const int more : {5, 7, 11}) {
        const few_descriptors until_the_end(more);
        CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, o), expected));
    }
}

TEST_CASE("a single run waits a moment for descriptors that its host holds" * doctest::skip(sanitizer_needs_descriptors)) {
    const nothing_left at_the_end;
    const auto f = command(simulation(), {.jobs = 64});
    std::optional<few_descriptors> held(std::in_place, 3);
    const std::jthread gives_back([&] {
        std::this_thread::sleep_for(50ms);
        held.reset();
    });
    CHECK(value_at(f, 0.5) == bent(0.5));
}

TEST_CASE("where descriptors do not suffice for a single run, it fails in words" * doctest::skip(sanitizer_needs_descriptors)) {
    const nothing_left at_the_end;
    const auto f = command(simulation(), {.jobs = 64});
    for (int more = 0; more < 5; ++more) {
        std::string what;
        {
            const few_descriptors until_the_end(more);
            what = message_of([&] { (void)value_at(f, 0.5); });
        }
        CHECK(contains(what, "Too many open files"));
    }
    CHECK(value_at(f, 0.5) == bent(0.5));
}
