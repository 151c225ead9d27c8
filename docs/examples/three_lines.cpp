// The three lines of the README.
#include <cmath>
#include <cstdio>
// [include]
#include <taskquad/taskquad.hpp>
// [include]

int main() {
    // [integrate]
    auto r = taskquad::integrate([](double x) { return std::exp(-x * x); }, {0.0, 1.0});
    std::printf("%.16f +- %.1e\n", r.value, r.error);
    // [integrate]
}
