// Prints the integral; the second run has it from the file. usage: FILE
#include <cmath>
#include <cstdio>
#include <taskquad/journal.hpp>
#include <taskquad/taskquad.hpp>

int main(int, char** argv) {
    int calls = 0;
    const auto f = [&](double x) { return ++calls, std::exp(-x * x); };
    taskquad::result<> r;
    for (int run = 0; run < 2; ++run) {
        taskquad::journal j(argv[1]);
        r = taskquad::integrate(f, {0.0, 1.0}, {.concurrency = 1, .journal = &j});
    }
    if (calls != 21) return 1;
    std::printf("%.15g\n", r.value);
}
