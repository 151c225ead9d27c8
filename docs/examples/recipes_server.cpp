// A code with global state as a program that stays: see docs/recipes.md. Reads an x a line, and answers with the value.
#include <cstdio>

namespace {

/// With what a COMMON block, or a static variable, does to it.
double old_code(double x) {
    static double distance = 0;
    distance = x - 1;
    return 1 / (1 + 25 * distance * distance);
}

}  // namespace

// [server]
int main() {
    for (double x; std::scanf("%lf", &x) == 1;) {
        std::printf("%.17g\n", old_code(x));
        std::fflush(stdout);
    }
}
// [server]
