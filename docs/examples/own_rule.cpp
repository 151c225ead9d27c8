// A rule of one's own: Boole's, with Simpson's beside it for the error. All five abscissae are shared with neighbours and halves,
// and evaluated once; nothing has to be said about that.
#include <cmath>
#include <cstdio>
#include <taskquad/taskquad.hpp>

// [rule]
struct boole {
    std::vector<double> abscissae() const { return {-1.0, -0.5, 0.0, 0.5, 1.0}; }

    taskquad::estimate<> operator()(std::span<const double> f, double h) const {
        const double fine = h / 45 * (7 * f[0] + 32 * f[1] + 12 * f[2] + 32 * f[3] + 7 * f[4]);
        const double coarse = h / 3 * (f[0] + 4 * f[2] + f[4]);
        return {fine, std::abs(fine - coarse)};
    }
};
// [rule]

int main() {
    const auto f = [](double x) { return std::exp(x); };
    // [use]
    const auto r = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-6, .rule = boole{}});
    // [use]
    std::printf("%.15f from %d evaluations, %d calls\n", r.value, static_cast<int>(r.evaluations), static_cast<int>(r.calls));
    return r.converged() && r.calls == r.evaluations && std::abs(r.value - (std::exp(1.0) - 1)) < 1e-6 ? 0 : 1;
}
