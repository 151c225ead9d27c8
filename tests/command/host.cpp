// What runs do to the process that they are run by: nothing; and what that may do to them.
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>

#include "command/programs.hpp"
#include "support/bits.hpp"

using taskquad::command;

namespace {

const taskquad::options rough{.relative_tolerance = 1e-4};

taskquad::result<> of_bent() { return taskquad::integrate(bent, {0.0, 1.0}, rough); }

}  // namespace

TEST_CASE("children of the host are its own, and so are its handlers") {
    const nothing_left at_the_end;
    static std::atomic<int> told = 0;
    const auto before = std::signal(SIGCHLD, [](int) { ++told; });
    const auto f = command(simulation(), {.jobs = 8});
    const pid_t own = fork();
    if (own == 0) _exit(7);
    CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, rough), of_bent()));
    int how = 0;
    CHECK(waitpid(own, &how, 0) == own);
    CHECK(WEXITSTATUS(how) == 7);
    CHECK(told > 0);
    std::signal(SIGCHLD, before);
}

TEST_CASE("a host that ignores the ends of children has the values all the same") {
    const nothing_left at_the_end;
    const auto before = std::signal(SIGCHLD, SIG_IGN);
    const auto f = command(simulation(), {.jobs = 8}), served = command(simulation({"serve"}), {.jobs = 8, .serve = true});
    CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, rough), of_bent()));
    CHECK(same_bits(taskquad::integrate(served, {0.0, 1.0}, rough), of_bent()));
    // The exit status is lost; what is no value, or may be the half of one, is none.
    CHECK(contains(failure_at(command(simulation({"print=done"})), 0).what(),
                   "no number; somebody else has asked for its exit status"));
    CHECK(contains(failure_at(command(simulation({"before=1.5", "die=9"})), 0).what(), "somebody else has asked"));
    CHECK(value_at(command(simulation({"before=1.5|", "die=9"})), 0) == 1.5);
    std::signal(SIGCHLD, before);
}

TEST_CASE("a host that waits for all children has the values all the same") {
    const nothing_left at_the_end;
    std::atomic<bool> ends = false;
    std::thread reaper([&] {
        while (!ends) {
            if (waitpid(-1, nullptr, WNOHANG) <= 0) std::this_thread::yield();
        }
    });
    const folder here;
    for (const std::string& word : {std::string("sleep=0"), "child=" + here / "child"}) {
        const auto f = command(simulation({word}), {.jobs = 8});
        CHECK(same_bits(taskquad::integrate(f, {0.0, 1.0}, rough), of_bent()));
    }
    ends = true;
    reaper.join();
}

TEST_CASE("signals of the host reach the host") {
    sigset_t one, before;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    static std::atomic<pthread_t> taken_by{};  // by nobody
    const auto handler = std::signal(SIGUSR1, [](int) { taken_by = pthread_self(); });
    const auto f = command(simulation());
    CHECK(value_at(f, 0.5) == bent(0.5));
    kill(getpid(), SIGUSR1);  // to whichever thread has not blocked it
    CHECK(value_at(f, 0.5) == bent(0.5));
    CHECK(taken_by == pthread_t{});
    const timespec longest{60, 0};
    CHECK(sigtimedwait(&one, nullptr, &longest) == SIGUSR1);  // it is still there
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    std::signal(SIGUSR1, handler);
}

TEST_CASE("after a fork the parent goes on, and the child may let go") {
    const nothing_left at_the_end;
    const folder here;
    auto f =
        std::make_unique<taskquad::command_integrand<>>(command(simulation({"serve", "gate=" + here / "gate"}), {.serve = true}));
    auto value = begun(*f, 0.5);
    CHECK(eventually([&] { return f->running() == 1; }));
    const pid_t child = fork();
    if (child == 0) {
        int refused = 0;
        for (const auto& use : std::vector<std::function<void()>>{[&] { (void)value_at(*f, 0.25); }, [&] { (void)f->running(); },
                                                                  [&] { f->end(); }, [&] { (void)f->wait(0s); }}) {
            try {
                use();
            } catch (const std::logic_error&) {
                ++refused;
            }
        }
        f.reset();
        _exit(refused);
    }
    int how = 0;
    CHECK(waitpid(child, &how, 0) == child);
    CHECK(WEXITSTATUS(how) == 4);
    std::ofstream(here / "gate") << 1;
    CHECK(value.get()[0] == bent(0.5));
}

TEST_CASE("a child of the host's that keeps its descriptors keeps no run from ending") {
    const nothing_left at_the_end;
    const folder here;
    pid_t child = 0;
    {
        const auto f = command(simulation({"serve", "gate=" + here / "gate"}), {.kill_after = 100ms, .jobs = 8, .serve = true});
        std::vector<later_value> values;
        for (int i = 0; i < 8; ++i) values.push_back(begun(f, i));
        CHECK(eventually([&] { return f.running() == 8; }));
        child = fork();
        if (child == 0) {
            while (true) pause();
        }
        std::ofstream(here / "gate") << 1;
        for (int i = 0; i < 8; ++i) CHECK(values[static_cast<std::size_t>(i)].get()[0] == bent(i));
        f.end();
        // Nor is there anything to do any more.
        const std::clock_t before = std::clock();
        std::this_thread::sleep_for(300ms);
        CHECK(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.05);
    }
    kill(child, SIGKILL);
    CHECK(waitpid(child, nullptr, 0) == child);
}

TEST_CASE("several threads may integrate the same command") {
    const nothing_left at_the_end;
    const auto expected = of_bent();
    for (const bool serve : {false, true}) {
        const auto f = command(simulation(serve ? std::vector<std::string>{"serve"} : std::vector<std::string>{"sleep=0"}),
                               {.jobs = 8, .serve = serve});
        std::vector<std::future<taskquad::result<>>> all;
        for (int i = 0; i < 8; ++i) {
            all.push_back(std::async(std::launch::async, [&] { return taskquad::integrate(f, {0.0, 1.0}, rough); }));
        }
        for (auto& r : all) CHECK(same_bits(r.get(), expected));
    }
}

TEST_CASE("a program that does not read its standard input any more raises no SIGPIPE in the host") {
    const nothing_left at_the_end;
    const folder here;
    const std::string script = "read x; echo 1.5; exec 0<&-; echo $x >>" + here / "closed" + "; exec sleep 1000";
    const auto f = command({"sh", "-c", script}, {.kill_after = 100ms, .jobs = 1, .serve = true});
    std::string closed;
    for (const char* x : {"1", "2", "3"}) {
        CHECK(value_at(f, std::strtod(x, nullptr)) == 1.5);
        closed += std::string(x) + "\n";
        CHECK(eventually([&] { return contents(here / "closed") == closed; }));
    }
}
