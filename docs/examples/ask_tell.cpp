// Ask and tell: the integration in one process, the evaluations in others, at the other end of pipes. See docs/ask-tell.md.
//
// Four workers evaluate f; one of them dies half way, and its evaluation is given to another.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace {

double f(double x) { return 1 / (1e-2 + x * x); }

/// What the other process does: reads an x, writes f(x), until there is no more. Could be a program in any language.
[[noreturn]] void evaluate(int from, int to, int dies_after) {
    double x = 0;
    while (read(from, &x, sizeof x) == sizeof x) {
        if (dies_after-- == 0) std::_Exit(1);
        usleep(1000);
        const double y = f(x);
        if (write(to, &y, sizeof y) != sizeof y) break;
    }
    std::_Exit(0);
}

struct worker {
    int to = -1, from = -1;
    pid_t process = -1;
    double x = 0;  ///< what it is evaluating
    bool busy = false, alive = true;
};

worker start(int dies_after) {
    std::array<int, 2> there{}, back{};
    if (pipe(there.data()) != 0 || pipe(back.data()) != 0) std::perror("pipe"), std::exit(1);
    const pid_t process = fork();
    if (process < 0) std::perror("fork"), std::exit(1);
    if (process == 0) {
        close(there[1]);
        close(back[0]);
        evaluate(there[0], back[1], dies_after);
    }
    close(there[0]);
    close(back[1]);
    return {.to = there[1], .from = back[0], .process = process};
}

// [text]
/// What a job queue does with x.
double through_text(double x, const char* format) {
    char line[64];
    std::snprintf(line, sizeof line, format, x);
    return std::strtod(line, nullptr);
}
// [text]

/// Workers at the other end of a queue. One job in ten is lost, and nobody says so.
class job_queue {
public:
    void send(double x) {
        if (++sent_ % 10 != 0) jobs_.push_back(x);
    }
    /// What has come back within a millisecond.
    std::vector<std::pair<double, double>> answers() {
        std::this_thread::sleep_for(1ms);
        std::vector<std::pair<double, double>> list;
        for (const double x : jobs_) list.emplace_back(x, f(x));
        jobs_.clear();
        return list;
    }

private:
    int sent_ = 0;
    std::vector<double> jobs_;
};

bool outlives_lost_workers() {
    job_queue queue;
    // [overdue]
    taskquad::session<double> s({0.0, 1.0}, {.concurrency = 8});
    while (!s.done()) {
        for (double x : s.ask(8)) queue.send(x);
        for (double x : s.overdue(20ms)) queue.send(x);  // to another worker, too
        for (const auto& [x, y] : queue.answers()) s.tell(x, y);
    }
    // [overdue]
    return std::abs(s.result().value - 10 * std::atan(10.0)) <= s.result().error;
}

/// The exact value, from the tables of the integral of 1 / (c + x^2).
bool goes_through_text() {
    constexpr double pi = 3.14159265358979324;
    // [digits]
    taskquad::session<double> s({0.0, pi});
    while (!s.done()) {
        for (double x : s.ask(64)) s.tell(through_text(x, "%.17g"), f(x));  // or "%a"; not "%.15g", "%g" or "%f"
    }
    // [digits]
    return std::abs(s.result().value - 10 * std::atan(10 * pi)) <= s.result().error;
}

}  // namespace

int main() {
    if (!goes_through_text() || !outlives_lost_workers()) return 1;
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<worker> workers;
    for (int i = 0; i < 4; ++i) workers.push_back(start(i == 2 ? 10 : -1));

    // [session]
    taskquad::session<double> s({-1.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 4});
    while (!s.done()) {
        // Every idle worker gets the most useful abscissa there is.
        for (worker& w : workers) {
            if (w.busy || !w.alive) continue;
            const auto next = s.ask();
            if (next.empty()) break;
            w.x = next.front();
            w.busy = true;
            w.alive = write(w.to, &w.x, sizeof w.x) == sizeof w.x;
            if (!w.alive) s.withdraw(w.x);
        }

        // Values come in any order; a worker that has died gives its abscissa back.
        std::vector<pollfd> answers;
        for (const worker& w : workers) answers.push_back({.fd = w.busy && w.alive ? w.from : -1, .events = POLLIN, .revents = 0});
        poll(answers.data(), answers.size(), -1);
        for (std::size_t i = 0; i < workers.size(); ++i) {
            worker& w = workers[i];
            if (answers[i].revents == 0) continue;
            double y = 0;
            if (read(w.from, &y, sizeof y) == sizeof y) {
                s.tell(w.x, y);
                w.busy = false;
            } else {
                s.withdraw(w.x);
                w.alive = false;
            }
        }
    }
    const auto r = s.result();
    // [session]

    int died = 0;
    for (const worker& w : workers) close(w.to);  // all, since a worker has inherited the ends of those before it
    for (const worker& w : workers) {
        int status = 0;
        waitpid(w.process, &status, 0);
        died += WIFEXITED(status) && WEXITSTATUS(status) == 1 ? 1 : 0;
    }
    const double exact = 20 * std::atan(10.0);
    std::printf("%.12f +- %.1e from %d evaluations in 4 processes, %d of which died\n", r.value, r.error,
                static_cast<int>(r.evaluations), died);
    return r.converged() && std::abs(r.value - exact) <= 1e-9 * exact && died == 1 ? 0 : 1;
}
