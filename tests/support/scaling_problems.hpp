/// Three problems on [0, 1] by which it is seen how an integration scales, at a relative tolerance of 1e-10 by gauss_kronrod(21): a
/// few places where many evaluations are needed; very many that are all needed at once; and hardly two at a time.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace scaling {

inline double peaks(double x) {
    double sum = 0;
    for (int i = 0; i < 7; ++i) sum += 3e-4 / (std::pow(x - (i + 0.3) / 7, 2) + 9e-8);
    return sum;
}
inline double oscillation(double x) { return 1 + std::cos(30673 * x); }
inline double kink(double x) { return std::pow(std::abs(x - 0.37), 0.25); }

struct problem {
    const char* name;
    double (*f)(double);
    std::uint64_t evaluations;
    double exact;
};

inline std::array<problem, 3> problems() {
    double of_peaks = 0;
    for (int i = 0; i < 7; ++i) of_peaks += std::atan((1 - (i + 0.3) / 7) / 3e-4) + std::atan((i + 0.3) / 7 / 3e-4);
    return {{{"peaks", peaks, 3717, of_peaks},
             {"oscillation", oscillation, 96789, 1 + std::sin(30673.0) / 30673},
             {"kink", kink, 1197, 0.8 * (std::pow(0.37, 1.25) + std::pow(0.63, 1.25))}}};
}

}  // namespace scaling
