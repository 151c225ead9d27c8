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

[[gnu::always_inline]] inline void place(double a, double b, std::size_t n, const double* t, double* x) {
    const double middle = std::midpoint(a, b), h = (b - a) / 2;
    std::size_t i = 0;
    for (lanes v; i + width <= n; i += width) {
        load(t + i, v);
        store((middle + v * h) + 0.0, x + i);
    }
    for (; i < n; ++i) x[i] = without_signed_zero(middle + t[i] * h);
}

#ifdef TASKQUAD_HAS_AVX2
[[gnu::target("avx2")]] void place_avx2(double a, double b, std::size_t n, const double* t, double* x) { place(a, b, n, t, x); }
#endif

}  // namespace

void abscissae(double a, double b, std::span<const double> t, std::span<double> x) {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return place_avx2(a, b, t.size(), t.data(), x.data());
#endif
    place(a, b, t.size(), t.data(), x.data());
}

}  // namespace taskquad::detail
