#include "null_rules.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "scale.hpp"

namespace taskquad::detail {

namespace {

using real = long double;
using column = std::vector<real>;

real dot(const column& u, const column& v) { return std::inner_product(u.begin(), u.end(), v.begin(), real{0}); }

/// The polynomials of degree 0 .. n - 1 that are orthonormal over n nodes: each is the one before times x, made orthogonal to all
/// before, twice, since one pass loses digits.
std::vector<column> orthonormal_polynomials(const column& nodes) {
    std::vector<column> p;
    column next(nodes.size(), 1);
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        for (int pass = 0; pass < 2; ++pass) {
            for (const column& q : p) {
                const real along = dot(next, q);
                for (std::size_t i = 0; i < next.size(); ++i) next[i] -= along * q[i];
            }
        }
        const real length = std::sqrt(dot(next, next));
        for (real& y : next) y /= length;
        p.push_back(next);
        for (std::size_t i = 0; i < next.size(); ++i) next[i] *= nodes[i];
    }
    return p;
}

}  // namespace

null_rules::null_rules(const column& nodes, const column& weights) : pairs_(std::min(most_pairs, (nodes.size() - 1) / 2)) {
    const auto p = orthonormal_polynomials(nodes);
    const real length = std::sqrt(dot(weights, weights));
    for (std::size_t k = 0; k < 2 * pairs_; ++k) {
        for (const real y : p[p.size() - 1 - k]) weights_.push_back(static_cast<double>(length * y));
    }
}

double null_rules::error(std::span<const double> values) const {
    const int scale = exponent_of(values);
    const std::size_t n = values.size();
    std::array<double, most_pairs> E{};
    for (std::size_t k = 0; k < pairs_; ++k) {
        double even = 0, odd = 0;
        const double* w = weights_.data() + 2 * k * n;
        for (std::size_t i = 0; i < n; ++i) {
            const double y = std::ldexp(values[i], -scale);
            even += w[i] * y;
            odd += w[n + i] * y;
        }
        E[k] = std::sqrt(even * even + odd * odd);
    }
    // The largest ratio between neighbours says how fast f's expansion decays at its end.
    double r = pairs_ > 1 ? 0 : 1;
    for (std::size_t k = 0; k + 1 < pairs_; ++k) {
        if (E[k] > 0) r = std::max(r, E[k] < E[k + 1] ? E[k] / E[k + 1] : 1.0);
    }
    const double most = *std::max_element(E.begin(), E.end());
    const double error = r >= 1 ? 10 * most : r >= 0.5 ? 10 * r * E[0] : 160 * r * r * r * r * r * E[0];
    return std::ldexp(error, scale);
}

}  // namespace taskquad::detail
