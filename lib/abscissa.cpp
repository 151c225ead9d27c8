#include "abscissa.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wide.hpp"

namespace taskquad::detail {

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

template <std::size_t Segments>
[[gnu::always_inline]] inline void place(const double (&a)[Segments], const double (&b)[Segments], std::size_t n, const double* t,
                                         double* x) {
    double middle[Segments], h[Segments];
    for (std::size_t s = 0; s < Segments; ++s) {
        middle[s] = std::midpoint(a[s], b[s]);
        h[s] = (b[s] - a[s]) / 2;
    }
    std::size_t i = 0;
    lanes v;
    for (; i + width <= n; i += width) {
        load(t + i, v);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) store((middle[s] + v * h[s]) + 0.0, x + s * n + i);
    }
    for (; i < n; ++i) {
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) x[s * n + i] = without_signed_zero(middle[s] + t[i] * h[s]);
    }
}

template <std::size_t Segments>
void place_by_any(const double (&a)[Segments], const double (&b)[Segments], std::size_t n, const double* t, double* x) {
    place(a, b, n, t, x);
}

#ifdef TASKQUAD_HAS_AVX2
template <std::size_t Segments>
[[gnu::target("avx2")]] void place_by_avx2(const double (&a)[Segments], const double (&b)[Segments], std::size_t n, const double* t,
                                           double* x) {
    place(a, b, n, t, x);
}

template <std::size_t Segments>
void place_by_best(const double (&a)[Segments], const double (&b)[Segments], std::size_t n, const double* t, double* x) {
    has_avx2() ? place_by_avx2(a, b, n, t, x) : place_by_any(a, b, n, t, x);
}
#else
template <std::size_t Segments>
void place_by_best(const double (&a)[Segments], const double (&b)[Segments], std::size_t n, const double* t, double* x) {
    place_by_any(a, b, n, t, x);
}
#endif

}  // namespace

void abscissae(double a, double b, std::span<const double> t, std::span<double> x) {
    place_by_best({a}, {b}, t.size(), t.data(), x.data());
}

void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x) {
    place_by_best({a, c}, {b, d}, t.size(), t.data(), x.data());
}

}  // namespace taskquad::detail
