#include <taskquad/journal.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "journal/files.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

/// A run of the program `interrupted` in a process of its own.
class process {
public:
    process(const std::string& journal, const std::string& calls, const std::string& output) {
        child_ = fork();
        REQUIRE(child_ >= 0);
        if (child_ > 0) return;
        const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, STDOUT_FILENO);
        execl(INTERRUPTED, INTERRUPTED, journal.c_str(), calls.c_str(), "8", nullptr);
        _exit(EXIT_FAILURE);
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process() {
        if (child_ > 0) {
            kill(child_, SIGKILL);
            waitpid(child_, nullptr, 0);
        }
    }
    void stop() const { kill(child_, SIGKILL); }
    /// Waits for its end: whether it has come by itself, and all was well.
    bool has_succeeded() {
        int how = 0;
        REQUIRE(waitpid(std::exchange(child_, 0), &how, 0) > 0);
        return WIFEXITED(how) && WEXITSTATUS(how) == EXIT_SUCCESS;
    }

private:
    pid_t child_;
};

}  // namespace

TEST_CASE("a run that is killed again and again loses what is in flight, and ends with the bits of one that was not") {
    const folder here;
    const auto [run, calls, out] = std::array{here / "whole.db", here / "calls", here / "out"};
    REQUIRE(process(run, calls, out).has_succeeded());
    const std::string expected = contents(out);
    const std::uint64_t of_one = size_of(calls);
    REQUIRE(of_one > 500);

    std::mt19937_64 random(17);
    for (int kills = 0, round = 0; kills < 200; ++round) {
        const std::string number = std::to_string(round), broken = here / number, all_calls = here / ("calls " + number);
        std::uint64_t killed = 0;
        while (true) {
            process p(broken, all_calls, out);
            std::this_thread::sleep_for(std::chrono::microseconds(10'000 + random() % 60'000));
            p.stop();
            if (p.has_succeeded()) break;
            ++killed;
        }
        kills += static_cast<int>(killed);
        CHECK(contents(out) == expected);
        // Eight are in flight, and the writer comes to what they have given within a millisecond, unless the machine is very busy.
        CHECK(size_of(all_calls) <= of_one + 60 * killed);
        MESSAGE(killed << " kills cost " << size_of(all_calls) - of_one << " evaluations of " << of_one);
    }
}

TEST_CASE("two processes at once share a journal") {
    const folder here;
    const std::string file = here / "run.db", calls = here / "calls", out = here / "out", other_out = here / "other";
    process a(file, calls, out), b(file, calls, other_out);
    CHECK(a.has_succeeded());
    CHECK(b.has_succeeded());
    CHECK(contents(out) == contents(other_out));
    const std::uint64_t so_far = size_of(calls);
    process c(file, calls, out);
    CHECK(c.has_succeeded());
    CHECK(size_of(calls) == so_far);
}

TEST_CASE("one process sees while it runs what another one writes, if it wants to") {
    const folder here;
    for (const auto sync : {10ms, 0ms}) {
        const std::string file = here / std::to_string(sync.count());
        journal mine(file, {.sync = sync, .follow = true}), theirs(file);
        std::atomic<int> calls = 0;
        // Once the first value is wanted, somebody else has computed all.
        const auto f = [&](double x) {
            if (++calls == 1) {
                (void)integrate(bent, {0.0, 1.0}, {.relative_tolerance = 1e-6, .concurrency = 1, .journal = &theirs});
                std::this_thread::sleep_for(200ms);
            }
            return bent(x);
        };
        const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-6, .concurrency = 1, .journal = &mine});
        CHECK(r.converged());
        CHECK(r.calls < r.evaluations / 2);
    }
}

TEST_CASE("a child of the process that has a journal open leaves it alone") {
    const folder here;
    const std::string file = here / "run.db";
    auto j = std::make_unique<journal>(file);
    (void)integrate(bent, {0.0, 1.0}, {.relative_tolerance = 1e-3, .journal = j.get()});
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        constexpr unsigned seconds = 20;
        alarm(seconds);  // where it hangs
        const std::string said = message_of([&] { (void)integrate(bent, {1.0, 2.0}, {.concurrency = 1, .journal = j.get()}); });
        j.reset();
        _exit(said.ends_with("open it again after fork()") ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    int how = 0;
    REQUIRE(waitpid(child, &how, 0) == child);
    CHECK(WIFEXITED(how));
    CHECK(WEXITSTATUS(how) == EXIT_SUCCESS);
    (void)integrate(bent, {1.0, 2.0}, {.relative_tolerance = 1e-3, .journal = j.get()});
    CHECK(journal(file).size() == j->size());
}

TEST_CASE("a file that is opened while others are killed is waited for") {
    const folder here;
    const std::string file = here / "run.db", calls = here / "calls";
    std::mt19937_64 random(5);
    for (int round = 0; round < 40; ++round) {
        process a(file, calls, here / "a"), b(file, calls, here / "b");
        std::this_thread::sleep_for(std::chrono::microseconds(5'000 + random() % 20'000));
        a.stop();
        b.stop();
        std::vector<std::thread> threads;
        std::atomic<int> refused = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(
                [&] { refused += message_of([&] { const journal j(file, {.problem = "interrupted"}); }).empty() ? 0 : 1; });
        }
        for (std::thread& t : threads) t.join();
        CHECK(refused == 0);
    }
}

TEST_CASE("whoever comes first makes the file, and the others find a journal") {
    const folder here;
    std::atomic<int> refused = 0;
    for (int round = 0; round < 100; ++round) {
        const std::string file = here / std::to_string(round);
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) {
            threads.emplace_back([&] { refused += message_of([&] { const journal j(file); }).empty() ? 0 : 1; });
        }
        for (std::thread& t : threads) t.join();
    }
    CHECK(refused == 0);
}
