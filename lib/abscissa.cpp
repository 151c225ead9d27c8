#include "abscissa.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

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

}  // namespace taskquad::detail
