#include <cmath>

#include <taskquad/rules.hpp>

namespace taskquad {

namespace {

struct simpson_rule {
    [[nodiscard]] std::vector<double> abscissae() const { return {-1.0, -0.5, 0.0, 0.5, 1.0}; }

    estimate<> operator()(std::span<const double> f, double h) const {
        const double s1 = h / 3 * (f[0] + 4 * f[2] + f[4]);
        const double s2 = h / 6 * (f[0] + 4 * f[1] + 2 * f[2] + 4 * f[3] + f[4]);
        const double magnitude =
            h / 6 * (std::abs(f[0]) + 4 * std::abs(f[1]) + 2 * std::abs(f[2]) + 4 * std::abs(f[3]) + std::abs(f[4]));
        const double correction = (s2 - s1) / 15;
        return {s2 + correction, std::abs(correction), magnitude};
    }
};

}  // namespace

rule simpson() {
    static const rule made = simpson_rule{};
    return made;
}

}  // namespace taskquad
