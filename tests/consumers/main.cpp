// What a user of the package writes. Prints the integral of exp(-x^2) over [0, 1].
#include <cmath>
#include <cstdio>
#include <taskquad/taskquad.hpp>

int main() {
    const auto r = taskquad::integrate([](double x) { return std::exp(-x * x); }, {0.0, 1.0});
    std::printf("%.15f\n", r.value);
    return r.converged() && std::abs(r.value - 0.746824132812427) < 1e-14 ? 0 : 1;
}
