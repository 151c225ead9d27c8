// A program that integrates with a journal, to be killed. usage: FILE CALLS SLOTS: each call of f, which takes 2 ms, adds a byte to
// the file CALLS; prints the integral and its error to the last bit, and the evaluations.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <taskquad/journal.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>

int main(int, char** argv) {
    const int calls = open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (calls < 0) return EXIT_FAILURE;
    const auto f = [calls](double x) {
        if (write(calls, "f", 1) != 1) std::abort();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return std::exp(-x) * std::sqrt(std::abs(x - 0.3));
    };
    try {
        taskquad::journal j(argv[1], {.problem = "interrupted"});
        const auto r = taskquad::integrate(
            f, {0.0, 1.0}, {.relative_tolerance = 1e-8, .concurrency = std::atoi(argv[3]), .speculation = 0, .journal = &j});
        std::printf("%a %a %d", r.value, r.error, static_cast<int>(r.evaluations));
        return r.converged() ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& e) {
        std::fputs(e.what(), stderr);
        return EXIT_FAILURE;
    }
}
