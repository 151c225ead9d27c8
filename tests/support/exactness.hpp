/// What theory says of a rule: degree of exactness, rate of convergence, symmetry, sum of weights.
#pragma once

#include <cmath>
#include <taskquad/rule.hpp>
#include <vector>

template <class F>
taskquad::estimate<> apply(const taskquad::rule& r, F&& f, double a, double b) {
    std::vector<double> values;
    for (const double t : r.abscissae()) values.push_back(f((a + b) / 2 + t * (b - a) / 2));
    return r(values, (b - a) / 2);
}

/// The weights of a linear rule: what it makes of a 1 at one abscissa and 0 elsewhere.
inline std::vector<double> weights(const taskquad::rule& r) {
    const std::size_t n = r.abscissae().size();
    std::vector<double> w;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> values(n, 0.0);
        values[i] = 1;
        w.push_back(r(values, 1).integral);
    }
    return w;
}

inline long double legendre(int k, long double x) {
    long double before = 1, p = x;
    if (k == 0) return before;
    for (int j = 1; j < k; ++j) {
        const long double next = ((2 * j + 1) * x * p - j * before) / (j + 1);
        before = p;
        p = next;
    }
    return p;
}

/// The largest d such that all polynomials of degree <= d are integrated exactly; Legendre polynomials, whose integrals are 0 from
/// the first on, do not lose digits as powers do. The first that a rule misses, it misses by far.
inline int degree(const taskquad::rule& r) {
    for (int k = 0;; ++k) {
        const auto e = apply(
            r, [k](double x) { return static_cast<double>(legendre(k, x)); }, -1, 1);
        if (std::abs(e.integral - (k == 0 ? 2 : 0)) > 1e-13) return k - 1;
    }
}

struct rates {
    double integral, error;
};

/// p in error ~ h^p for the integral of exp over [1, 2] by equal panels, from 2 and 4 panels.
inline rates rate_of_convergence(const taskquad::rule& r) {
    const auto composite = [&](int panels) {
        taskquad::estimate<> sum;
        for (int i = 0; i < panels; ++i) {
            const auto e = apply(
                r, [](double x) { return std::exp(x); }, 1 + i / double(panels), 1 + (i + 1) / double(panels));
            sum.integral += e.integral;
            sum.error += e.error;
        }
        return sum;
    };
    const double exact = std::exp(2.0) - std::exp(1.0);
    const auto coarse = composite(2), fine = composite(4);
    return {std::log2(std::abs(coarse.integral - exact) / std::abs(fine.integral - exact)), std::log2(coarse.error / fine.error)};
}
