#include "regions/segments/abscissa.hpp"

#include <algorithm>
#include <cmath>

#include "machine/dyadic.hpp"
#include "machine/simd.hpp"

namespace taskquad::regions::segments {

using namespace machine::simd;

double abscissa(double a, double b, double t) {
    if (!machine::is_dyadic(t)) return std::clamp(machine::middle(a, b) + t * ((b - a) / 2), a, b);
    while (true) {
        if (t == -1) return a;
        if (t == 1) return b;
        const double m = machine::middle(a, b);
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

double beside_end(double a, double b, bool at_begin) {
    const double near = std::ldexp(b - a, -60), x = at_begin ? a + near : b - near;
    return at_begin ? std::max(x, std::nextafter(a, b)) : std::min(x, std::nextafter(b, a));
}

namespace {

/// The n abscissae of each of some segments, computed side by side. None is -0.0, since no centre is.
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
    four(n - width);  // the last four, some of which have been done before
}

// The numbers are handed over in registers; arrays would have to be written to memory and read.
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
    const double m = machine::without_signed_zero(machine::middle(a, b)), h = (b - a) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_one_avx2(m, h, t.size(), t.data(), x.data());
#endif
    place_one(m, h, t.size(), t.data(), x.data());
}

void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x) {
    const double m = machine::without_signed_zero(machine::middle(a, b)), h = (b - a) / 2;
    const double m2 = machine::without_signed_zero(machine::middle(c, d)), h2 = (d - c) / 2;
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_two_avx2(m, h, m2, h2, t.size(), t.data(), x.data());
#endif
    place_two(m, h, m2, h2, t.size(), t.data(), x.data());
}

void place(const rule& r, double a, double b, std::span<double> x) {
    const auto t = r.abscissae();
    if (detail::model_of(r).inherited.empty()) return abscissae(a, b, t, x);
    for (std::size_t i = 0; i < t.size(); ++i) x[i] = machine::without_signed_zero(abscissa(a, b, t[i]));
}

}  // namespace taskquad::regions::segments
