// An integral of a program's values, as docs/recipes.md has it: a journal, progress, and Ctrl-C. Wants `simulate` in the folder.
#include <pthread.h>
#include <time.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stop_token>
#include <taskquad/command.hpp>
#include <taskquad/journal.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>

using namespace std::chrono_literals;

// [simulation]
int main() try {
    // Signals are blocked before any thread is there: all inherit it, and one waits for them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    auto f = taskquad::command({"./simulate", "--angle", "{}"}, {.timeout = 3s, .jobs = 16, .grace = 10s});
    taskquad::journal j("simulate.db", {.problem = "simulation 1.3, mesh 7"});
    std::stop_source stop;
    const std::jthread listens([&](const std::stop_token& over) {
        const timespec a_moment{0, 50'000'000};
        while (!over.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &a_moment) < 0) continue;
            if (stop.stop_requested()) f.end();  // the second one: whatever runs is ended
            stop.request_stop();
        }
    });
    taskquad::progress_line progress;
    const auto r = taskquad::integrate(
        f, {0.0, 3.0},
        {.relative_tolerance = 1e-6, .stop = stop.get_token(), .observer = &progress, .journal = &j, .failures = {.retries = 5}});
    (void)f.wait(10s);  // what still runs, when it was stopped, has its grace, and its values go to the journal
    std::printf("%s\n", to_string(r).c_str());
    return r.converged() ? 0 : 2;
} catch (const std::exception& e) {  // f has failed six times at one x; what has been paid for is in the journal
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
// [simulation]
