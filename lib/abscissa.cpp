#include "abscissa.hpp"

#include <algorithm>
#include <cmath>

#include "wide.hpp"

namespace taskquad::detail {

using namespace wide;

bool is_dyadic(double t) { return t * 1024 == std::trunc(t * 1024); }

double abscissa(double a, double b, double t) {
    if (!is_dyadic(t)) return std::clamp(middle(a, b) + t * ((b - a) / 2), a, b);
    while (true) {
        if (t == -1) return a;
        if (t == 1) return b;
        const double m = middle(a, b);
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

/// Of some segments, one beside the other: `segments` times n abscissae. A sum is -0.0 only where both terms are; no centre is.
template <std::size_t Segments>
[[gnu::always_inline]] inline void place(const double (&centre)[Segments], const double (&half)[Segments], std::size_t n,
                                         const double* t, double* x) {
    lanes v;
    const auto four = [&](std::size_t i) __attribute__((always_inline)) {
        load(t + i, v);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) store(centre[s] + v * half[s], x + s * n + i);
    };
    if (n < width) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t s = 0; s < Segments; ++s) x[s * n + i] = centre[s] + t[i] * half[s];
        }
        return;
    }
    for (std::size_t i = 0; i < n - width; i += width) four(i);
    four(n - width);  // some of them for the second time
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
    const double m = without_signed_zero(middle(a, b)), h = (b - a) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_one_avx2(m, h, t.size(), t.data(), x.data());
#endif
    place_one(m, h, t.size(), t.data(), x.data());
}

void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x) {
    const double m = without_signed_zero(middle(a, b)), h = (b - a) / 2;
    const double m2 = without_signed_zero(middle(c, d)), h2 = (d - c) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_two_avx2(m, h, m2, h2, t.size(), t.data(), x.data());
#endif
    place_two(m, h, m2, h2, t.size(), t.data(), x.data());
}

void place(const rule& r, double a, double b, std::span<double> x) {
    const auto t = r.abscissae();
    if (r.inherited().empty()) return abscissae(a, b, t, x);
    for (std::size_t i = 0; i < t.size(); ++i) x[i] = without_signed_zero(abscissa(a, b, t[i]));
}

}  // namespace taskquad::detail
