// The code of docs/recipes.md. usage: recipes OLD_SERVER FOLDER, where FOLDER has the program `simulate`.
#include <pthread.h>
#include <time.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <taskquad/command.hpp>
#include <taskquad/journal.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>

using namespace std::chrono_literals;

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("this page is wrong: ") + what);
}

struct old_state {
    double center = 1;
    double energy(double x) const { return 1 / (1 + 25 * (x - center) * (x - center)); }
};

double old_code(double x) {
    static old_state state;
    return state.energy(x);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const double exact = (std::atan(10.0) + std::atan(5.0)) / 5;
    const auto is_right = [&](const taskquad::result<>& r) { return r.converged() && std::abs(r.value - exact) < 1e-6; };
    std::filesystem::current_path(argv[2]);
    std::filesystem::remove("simulate.db");

    // [command]
    auto f = taskquad::command({"./simulate", "--angle", "{}"}, {.timeout = 3s, .jobs = 16});
    taskquad::journal j("simulate.db", {.problem = "simulation 1.3, mesh 7"});
    const auto r = taskquad::integrate(f, {0.0, 3.0}, {.relative_tolerance = 1e-6, .journal = &j, .failures = {.retries = 5}});
    // [command]
    require(is_right(r), "command");

    // [interrupt]
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigaddset(&interrupt, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);  // before any thread is there: they inherit it
    std::stop_source stop;
    const std::jthread listens([&](const std::stop_token& over) {
        const timespec a_moment{0, 50'000'000};
        while (!over.stop_requested()) {
            if (sigtimedwait(&interrupt, nullptr, &a_moment) > 0) stop.request_stop();
        }
    });
    const auto s = taskquad::integrate(f, {0.0, 3.0}, {.relative_tolerance = 1e-9, .stop = stop.get_token(), .journal = &j});
    std::printf("%s\n", to_string(s).c_str());  // the value so far, and its error, if it was stopped
    // [interrupt]
    require(is_right(s) && s.reused > 0, "interrupt");

    // [serial]
    const auto one_at_a_time = taskquad::integrate(taskquad::serial(old_code), {0.0, 3.0});
    // [serial]
    require(is_right(one_at_a_time), "serial");

    // [per_worker]
    const auto make = [] { return [state = old_state()](double x) mutable { return state.energy(x); }; };
    const auto one_each = taskquad::integrate(taskquad::per_worker(make), {0.0, 3.0});
    // [per_worker]
    require(is_right(one_each) && one_each.value == one_at_a_time.value, "per_worker");

    const std::string old_server = argv[1];
    // [serve]
    const auto processes = taskquad::integrate(taskquad::command({old_server}, {.jobs = 8, .serve = true}), {0.0, 3.0});
    // [serve]
    require(processes.value == one_at_a_time.value, "serve");
}
