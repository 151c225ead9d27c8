#include "abscissa.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wide.hpp"

namespace taskquad::detail {

using namespace wide;

bool is_dyadic(double t) { return t * 1024 == std::trunc(t * 1024); }

double abscissa(double a, double b, double t) {
    if (!is_dyadic(t)) return std::clamp(std::midpoint(a, b) + t * ((b - a) / 2), a, b);
    while (true) {
        if (t == -1) return a;
        if (t == 1) return b;
        const double m = std::midpoint(a, b);
        if (t == 0) return m;
        if (t < 0) {
            b = m;
            t = 2 * t + 1;
        } else {
            a = m;
            t = 2 * t - 1;
        }
    }
}

namespace {

/// Of some segments, one beside the other: `segments` times n abscissae.
template <std::size_t Segments>
[[gnu::always_inline]] inline void place(const double (&middle)[Segments], const double (&half)[Segments], std::size_t n,
                                         const double* t, double* x) {
    std::size_t i = 0;
    lanes v;
    for (; i + width <= n; i += width) {
        load(t + i, v);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) store((middle[s] + v * half[s]) + 0.0, x + s * n + i);
    }
    for (; i < n; ++i) {
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) x[s * n + i] = without_signed_zero(middle[s] + t[i] * half[s]);
    }
}

// By value: what is handed over in registers need not be written and read.
void place_one(double m, double h, std::size_t n, const double* t, double* x) { place<1>({m}, {h}, n, t, x); }
void place_two(double m, double h, double m2, double h2, std::size_t n, const double* t, double* x) {
    place<2>({m, m2}, {h, h2}, n, t, x);
}
#ifdef TASKQUAD_HAS_AVX2
[[gnu::target("avx2")]] void place_one_avx2(double m, double h, std::size_t n, const double* t, double* x) {
    place<1>({m}, {h}, n, t, x);
}
[[gnu::target("avx2")]] void place_two_avx2(double m, double h, double m2, double h2, std::size_t n, const double* t, double* x) {
    place<2>({m, m2}, {h, h2}, n, t, x);
}
#endif

}  // namespace

void abscissae(double a, double b, std::span<const double> t, std::span<double> x) {
    const double m = std::midpoint(a, b), h = (b - a) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_one_avx2(m, h, t.size(), t.data(), x.data());
#endif
    place_one(m, h, t.size(), t.data(), x.data());
}

void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x) {
    const double m = std::midpoint(a, b), h = (b - a) / 2, m2 = std::midpoint(c, d), h2 = (d - c) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_two_avx2(m, h, m2, h2, t.size(), t.data(), x.data());
#endif
    place_two(m, h, m2, h2, t.size(), t.data(), x.data());
}

}  // namespace taskquad::detail
