// Prints the integral of a program: itself, run with an x.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <taskquad/command.hpp>
#include <taskquad/taskquad.hpp>

int main(int argc, char** argv) {
    if (argc > 1) {
        const double x = std::atof(argv[1]);
        std::printf("%.17g\n", std::exp(-x * x));
        return 0;
    }
    const auto f = taskquad::command({argv[0]}, {.timeout = std::chrono::seconds(60)});
    std::printf("%.15g\n", taskquad::integrate(f, {0.0, 1.0}).value);
}
