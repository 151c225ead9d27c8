#include "symmetric_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "scale.hpp"
#include "wide.hpp"

namespace taskquad::detail {

using namespace wide;

struct symmetric_rule::summation {
    template <std::size_t Segments>
    [[gnu::always_inline]] static inline void run(const symmetric_rule& r, const double* values, sums* out) {
        const std::size_t n = r.nodes_.size(), half = n / 2;
        const column* const columns = r.columns_.data();
        const double* const pair_weights = r.pair_weights_.data();
        const double of_middle = r.middle_weight_;
        lanes counted;
        load(r.ratios_.data(), counted);
        std::array<const double*, Segments> y;
        std::array<lanes, Segments> even, odd, integral, magnitude;
        lanes to_even, to_odd, w, left, right, m;
        load(columns[half].even.data(), to_even);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) {
            y[s] = values + s * n;
            const double middle = y[s][half];
            even[s] = to_even * (middle + middle);
            odd[s] = lanes{};
            integral[s] = lanes{of_middle * middle};
            magnitude[s] = lanes{std::abs(of_middle * middle)};
        }
        std::array<std::array<double, width>, Segments> sum, difference;
        const auto add = [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
            load(columns[i].even.data(), to_even);
            load(columns[i].odd.data(), to_odd);
#pragma GCC unroll 2
            for (std::size_t s = 0; s < Segments; ++s) {
                even[s] += to_even * sum[s][k];
                odd[s] += to_odd * difference[s][k];
            }
        };
        // Four nodes and their mirror images at a time, from the outermost; the last four may go beyond the middle, where the
        // weights of pairs are 0. Not as a sum of values times a weight: that may overflow.
        for (std::size_t i = 0; i < half && n > width; i += width) {
            load(pair_weights + i, w);
#pragma GCC unroll 2
            for (std::size_t s = 0; s < Segments; ++s) {
                load(y[s] + i, left);
                load(y[s] + n - width - i, right);
                right = __builtin_shufflevector(right, right, 3, 2, 1, 0);
                store(left + right, sum[s].data());
                store(left - right, difference[s].data());
                left *= w;
                right *= w;
                integral[s] += left + right;
                magnitudes(left, m);
                magnitude[s] += m;
                magnitudes(right, m);
                magnitude[s] += m;
            }
            add(i, 0);
            if (i + 1 < half) add(i + 1, 1);
            if (i + 2 < half) add(i + 2, 2);
            if (i + 3 < half) add(i + 3, 3);
        }
        if (n < width) {
            for (std::size_t s = 0; s < Segments; ++s) {
                const double a = y[s][0], b = y[s][2];
                sum[s][0] = a + b;
                difference[s][0] = a - b;
                integral[s][0] += pair_weights[0] * a + pair_weights[0] * b;
                magnitude[s][0] += std::abs(pair_weights[0] * a);
                magnitude[s][0] += std::abs(pair_weights[0] * b);
            }
            add(0, 0);
        }
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) {
            out[s].integral = (integral[s][0] + integral[s][1]) + (integral[s][2] + integral[s][3]);
            out[s].magnitude = (magnitude[s][0] + magnitude[s][1]) + (magnitude[s][2] + magnitude[s][3]);
            const lanes squares = even[s] * even[s] + odd[s] * odd[s];
            lanes pair;
            for (std::size_t k = 0; k < width; ++k) pair[k] = std::sqrt(squares[k]);
            decay_of(pair, counted, out[s].null_rules);
            out[s].unit = 1;
        }
    }

    /// As decay's constructor, side by side. `counted`: 1 for each pair that has a next one, else 0; NaN-free.
    [[gnu::always_inline]] static inline void decay_of(const lanes& pair, const lanes& counted, decay<double>& d) {
        constexpr double tiny = std::numeric_limits<double>::min();
        constexpr lanes zero{}, one{1, 1, 1, 1};
        const lanes next = __builtin_shufflevector(pair, pair, 1, 2, 3, 3);
        lanes divisor = next;
        keep_larger(divisor, lanes{tiny, tiny, tiny, tiny});  // whoever has division by zero trapped need not see one
        const lanes quotient = pair / divisor;
        const lanes ratio = counted * (pair < next ? quotient : pair > zero ? one : zero);
        d.first = pair[0];
        d.most = largest(pair);
        d.ratio = counted[0] == 0 ? 1 : largest(ratio);
    }
    [[gnu::always_inline]] static inline double largest(const lanes& v) {
        lanes most = v;
        keep_larger(most, __builtin_shufflevector(v, v, 2, 3, 2, 3));
        return most[0] < most[1] ? most[1] : most[0];
    }

    static void one(const symmetric_rule& r, const double* values, sums* out) { run<1>(r, values, out); }
    static void two(const symmetric_rule& r, const double* values, sums* out) { run<2>(r, values, out); }
#ifdef TASKQUAD_HAS_AVX2
    [[gnu::target("avx2")]] static void one_avx2(const symmetric_rule& r, const double* values, sums* out) {
        run<1>(r, values, out);
    }
    [[gnu::target("avx2")]] static void two_avx2(const symmetric_rule& r, const double* values, sums* out) {
        run<2>(r, values, out);
    }
#endif
};

symmetric_rule::symmetric_rule(std::span<const long double> nodes, std::span<const long double> weights)
    : nodes_(nodes.begin(), nodes.end()) {
    const std::vector<long double> t(nodes.begin(), nodes.end()), w(weights.begin(), weights.end());
    const auto rules = null_rules_of(t, w);
    const std::size_t pairs = rules.size() / 2;
    columns_.resize((nodes.size() + 1) / 2);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool middle = 2 * i + 1 == nodes.size();
        if (middle) {
            middle_weight_ = static_cast<double>(weights[i]);
        } else {
            pair_weights_.push_back(static_cast<double>(weights[i]));
        }
        // The highest degree is that of the nodes less one, which is even; even and odd take turns.
        for (std::size_t k = 0; k < pairs; ++k) {
            columns_[i].even[k] = static_cast<double>(rules[2 * k][i]) / (middle ? 2 : 1);
            columns_[i].odd[k] = static_cast<double>(rules[2 * k + 1][i]);
        }
    }
    pair_weights_.resize((pair_weights_.size() + width - 1) / width * width, 0.0);
    for (std::size_t k = 0; k + 1 < pairs; ++k) ratios_[k] = 1;
}

void symmetric_rule::add_up(const double* values, sums* out) const {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return summation::one_avx2(*this, values, out);
#endif
    summation::one(*this, values, out);
}

void symmetric_rule::add_up_two(const double* values, sums* out) const {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return summation::two_avx2(*this, values, out);
#endif
    summation::two(*this, values, out);
}

symmetric_rule::sums symmetric_rule::operator()(std::span<const double> values) const {
    sums s;
    add_up(values.data(), &s);
    scale_if_extreme(values, s);
    return s;
}

void symmetric_rule::two(std::span<const double> values, std::array<sums, 2>& both) const {
    add_up_two(values.data(), both.data());
    const std::size_t n = nodes_.size();
    scale_if_extreme(values.first(n), both[0]);
    scale_if_extreme(values.last(n), both[1]);
}

/// Squares have the bits of those of scaled values unless they overflow or vanish.
void symmetric_rule::scale(std::span<const double> values, sums& s) const {
    const int e = std::clamp(exponent_of(values), -1000, 1000);
    std::vector<double> scaled(values.begin(), values.end());
    for (double& y : scaled) y *= std::ldexp(1.0, -e);
    sums of_scaled;
    add_up(scaled.data(), &of_scaled);
    s.null_rules = of_scaled.null_rules;
    s.unit = std::ldexp(1.0, e);
}

}  // namespace taskquad::detail
