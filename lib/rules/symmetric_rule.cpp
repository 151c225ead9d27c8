#include "rules/symmetric_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "machine/scale.hpp"
#include "machine/simd.hpp"

namespace taskquad::rules {

using namespace machine::simd;

/// The sums of two segments.
struct symmetric_rule::side_by_side {
    std::array<double, 2> integral, magnitude;
    std::array<double, 2> first, highest, most;  ///< squares of null rules: the first pair, the larger of two, the largest
    std::array<double, 2> ratio, next;           ///< see detail::decay

    [[nodiscard]] detail::decay<double> null_rules(std::size_t s) const { return {ratio[s], next[s]}; }
    /// Whether squares may have been rounded to 0 or infinity.
    [[nodiscard]] bool is_extreme(std::size_t s) const {
        constexpr double small = 0x1p-600, large = 0x1p800;
        return !(first[s] >= small && most[s] <= large) && magnitude[s] != 0;
    }
};

struct symmetric_rule::summation {
    template <std::size_t Segments>
    [[gnu::always_inline]] static inline void run(const symmetric_rule& r, const double* values, side_by_side& out) {
        const std::size_t n = r.nodes_.size(), half = n / 2;
        const column* c = r.columns_.data();
        std::array<lanes, Segments> even, odd, integral, magnitude;
        lanes to_even, to_odd;
        load(r.columns_[half].even.data(), to_even);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) {
            const double middle = values[s * n + half];
            even[s] = to_even * (middle + middle);
            odd[s] = integral[s] = magnitude[s] = lanes{};
        }
        // For a few nodes and their mirror images at a time, from the outermost, first the sums and differences of values, which
        // all null rules need. They go through memory on purpose: a broadcast load is free, a register shuffle is not.
        constexpr std::size_t few = 16;
        alignas(32) std::array<std::array<double, few>, Segments> sum, difference;
        for (std::size_t first = 0; first < half; first += few) {
            const std::size_t end = std::min(half, first + few);
            if (n < width) {
                pair_up_one<Segments>(r, values, sum, difference, integral, magnitude);
            } else {
                for (std::size_t i = first; i < end; i += width)
                    pair_up<Segments>(r, values, i, i - first, sum, difference, integral, magnitude);
            }
#pragma GCC unroll 1
            for (std::size_t i = 0; i < end - first; ++i, ++c) {
                load(c->even.data(), to_even);
                load(c->odd.data(), to_odd);
#pragma GCC unroll 2
                for (std::size_t s = 0; s < Segments; ++s) {
                    even[s] += to_even * sum[s][i];
                    odd[s] += to_odd * difference[s][i];
                }
            }
        }
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) even[s] = even[s] * even[s] + odd[s] * odd[s];
        finish(r, values, values + (Segments - 1) * n, even.front(), even.back(), integral.front(), integral.back(),
               magnitude.front(), magnitude.back(), out);
    }

    /// Pairs up the values at four nodes and their mirror images; the last four nodes may lie beyond the middle, where the weights
    /// of pairs are 0. The integral takes each value times its weight, since the sum of two values may overflow.
    template <std::size_t Segments, class Pairs, class Lanes>
    [[gnu::always_inline]] static inline void pair_up(const symmetric_rule& r, const double* values, std::size_t i, std::size_t to,
                                                      Pairs& sum, Pairs& difference, Lanes& integral, Lanes& magnitude) {
        const std::size_t n = r.nodes_.size();
        lanes w, left, right, m;
        load(r.pair_weights_.data() + i, w);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Segments; ++s) {
            load(values + s * n + i, left);
            load(values + (s + 1) * n - width - i, right);
            right = __builtin_shufflevector(right, right, 3, 2, 1, 0);
            store(left + right, sum[s].data() + to);
            store(left - right, difference[s].data() + to);
            left *= w;
            right *= w;
            integral[s] += left + right;
            magnitudes(left, m);
            magnitude[s] += m;
            magnitudes(right, m);
            magnitude[s] += m;
        }
    }
    /// The same for the one pair of a rule of three nodes.
    template <std::size_t Segments, class Pairs, class Lanes>
    [[gnu::always_inline]] static inline void pair_up_one(const symmetric_rule& r, const double* values, Pairs& sum,
                                                          Pairs& difference, Lanes& integral, Lanes& magnitude) {
        for (std::size_t s = 0; s < Segments; ++s, values += 3) {
            const double w = r.pair_weights_[0], left = values[0], right = values[2];
            sum[s][0] = left + right;
            difference[s][0] = left - right;
            integral[s] = lanes{w * left + w * right};
            magnitude[s] = lanes{std::abs(w * left) + std::abs(w * right)};
        }
    }

    /// Finishes the sums of two segments side by side, or those of one segment twice.
    [[gnu::always_inline]] static inline void finish(const symmetric_rule& r, const double* values, const double* others,
                                                     const lanes& squares, const lanes& squares2, const lanes& integral,
                                                     const lanes& integral2, const lanes& magnitude, const lanes& magnitude2,
                                                     side_by_side& out) {
        const std::size_t half = r.nodes_.size() / 2;
        const couple middle = couple{values[half], others[half]} * r.middle_weight_;
        couple total;
        total_of_lanes(integral, integral2, total);
        total += middle;
        store(total, out.integral.data());
        couple size;
        magnitudes(middle, size);
        total_of_lanes(magnitude, magnitude2, total);
        total += size;
        store(total, out.magnitude.data());
        lanes ratio, ratio2;
        ratios(squares, r, ratio);
        ratios(squares2, r, ratio2);
        const couple first{squares[0], squares2[0]};
        couple highest{squares[1], squares2[1]};
        keep_larger(highest, first);
        couple most, largest_ratio;
        largest_of_lanes(squares, squares2, most);
        largest_of_lanes(ratio, ratio2, largest_ratio);
        const couple decayed = largest_ratio * first, next = largest_ratio < couple{1, 1} ? decayed : most;
        store(first, out.first.data());
        store(highest, out.highest.data());
        store(most, out.most.data());
        store(largest_ratio, out.ratio.data());
        store(next, out.next.data());
    }
    /// The ratios of neighbouring pairs as in detail::decay, side by side.
    [[gnu::always_inline]] static inline void ratios(const lanes& squares, const symmetric_rule& r, lanes& ratio) {
        constexpr double tiny = std::numeric_limits<double>::min();
        constexpr lanes zero{}, one{1, 1, 1, 1};
        lanes counted, least;
        load(r.counted_.data(), counted);
        load(r.least_.data(), least);
        const lanes next = __builtin_shufflevector(squares, squares, 1, 2, 3, 3);
        lanes divisor = next;
        keep_larger(divisor, lanes{tiny, tiny, tiny, tiny});  // no division by zero, which the caller may have trapped
        const lanes quotient = squares / divisor;
        ratio = (squares < next ? quotient : squares > zero ? one : zero) * counted + least;
    }
    /// The sum over the lanes of each register.
    [[gnu::always_inline]] static inline void total_of_lanes(const lanes& v, const lanes& v2, couple& sums) {
        const lanes halves = __builtin_shufflevector(v, v2, 0, 4, 2, 6) + __builtin_shufflevector(v, v2, 1, 5, 3, 7);
        sums = __builtin_shufflevector(halves, halves, 0, 1) + __builtin_shufflevector(halves, halves, 2, 3);
    }
    [[gnu::always_inline]] static inline void largest_of_lanes(const lanes& v, const lanes& v2, couple& most) {
        lanes halves = __builtin_shufflevector(v, v2, 0, 4, 2, 6);
        keep_larger(halves, __builtin_shufflevector(v, v2, 1, 5, 3, 7));
        most = __builtin_shufflevector(halves, halves, 0, 1);
        keep_larger(most, __builtin_shufflevector(halves, halves, 2, 3));
    }

    static void one(const symmetric_rule& r, const double* values, side_by_side& out) { run<1>(r, values, out); }
    static void two(const symmetric_rule& r, const double* values, side_by_side& out) { run<2>(r, values, out); }
#ifdef TASKQUAD_HAS_AVX2
    [[gnu::target("avx2")]] static void one_avx2(const symmetric_rule& r, const double* values, side_by_side& out) {
        run<1>(r, values, out);
    }
    [[gnu::target("avx2")]] static void two_avx2(const symmetric_rule& r, const double* values, side_by_side& out) {
        run<2>(r, values, out);
    }
#endif
};

symmetric_rule::symmetric_rule(std::span<const long double> nodes, std::span<const long double> weights)
    : nodes_(nodes.begin(), nodes.end()) {
    const std::vector<long double> t(nodes.begin(), nodes.end()), w(weights.begin(), weights.end());
    const auto rules = detail::null_rules_of(t, w);
    const std::size_t pairs = rules.size() / 2;
    columns_.resize((nodes.size() + 1) / 2);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool middle = 2 * i + 1 == nodes.size();
        if (middle) {
            middle_weight_ = static_cast<double>(weights[i]);
        } else {
            pair_weights_.push_back(static_cast<double>(weights[i]));
        }
        // The highest degree, one less than the number of nodes, is even; so even and odd null rules alternate.
        for (std::size_t k = 0; k < pairs; ++k) {
            columns_[i].even[k] = static_cast<double>(rules[2 * k][i]) / (middle ? 2 : 1);
            columns_[i].odd[k] = static_cast<double>(rules[2 * k + 1][i]);
        }
    }
    pair_weights_.resize((pair_weights_.size() + width - 1) / width * width, 0.0);
    for (std::size_t k = 0; k + 1 < pairs; ++k) counted_[k] = 1;
    if (pairs == 1) least_[0] = 1;
}

void symmetric_rule::add_up(const double* values, side_by_side& out) const {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return summation::one_avx2(*this, values, out);
#endif
    summation::one(*this, values, out);
}

void symmetric_rule::add_up_two(const double* values, side_by_side& out) const {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return summation::two_avx2(*this, values, out);
#endif
    summation::two(*this, values, out);
}

symmetric_rule::sums symmetric_rule::operator()(std::span<const double> values) const {
    side_by_side all;
    add_up(values.data(), all);
    sums s{all.integral[0], all.magnitude[0], all.null_rules(0), all.highest[0], 1};
    if (all.is_extreme(0)) scale(values, s);
    return s;
}

symmetric_rule::sums_of_two symmetric_rule::two(std::span<const double> values) const {
    side_by_side all;
    add_up_two(values.data(), all);
    sums_of_two both{all.integral,
                     all.magnitude,
                     {all.null_rules(0).of_quadrature(), all.null_rules(1).of_quadrature()},
                     {detail::deviation_of_interpolant(all.highest[0]), detail::deviation_of_interpolant(all.highest[1])}};
    if (all.is_extreme(0) || all.is_extreme(1)) {
        const std::size_t n = nodes_.size();
        const std::array<sums, 2> each{(*this)(values.first(n)), (*this)(values.last(n))};
        both.error = {each[0].error(), each[1].error()};
        both.deviation = {each[0].deviation(), each[1].deviation()};
    }
    return both;
}

/// Repeats the sums with values scaled by a power of two, where squares overflow or vanish; elsewhere scaling changes no bit.
void symmetric_rule::scale(std::span<const double> values, sums& s) const {
    const int e = std::clamp(machine::exponent_of(values), -1000, 1000);
    std::vector<double> scaled(values.begin(), values.end());
    for (double& y : scaled) y *= std::ldexp(1.0, -e);
    side_by_side of_scaled;
    add_up(scaled.data(), of_scaled);
    s.null_rules = of_scaled.null_rules(0);
    s.highest = of_scaled.highest[0];
    s.unit = std::ldexp(1.0, e);
}

}  // namespace taskquad::rules
