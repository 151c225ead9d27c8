#include "rules/misfit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "machine/scale.hpp"
#include "machine/simd.hpp"

namespace taskquad::rules {

using namespace machine::simd;

namespace {

using real = long double;

/// Weights of n numbers that are read four at a time, the last four of which are those at the end.
std::vector<double> in_fours(std::span<const real> weights) {
    const std::size_t n = weights.size(), whole_fours = (n - 1) / width * width;
    std::vector<double> list(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(whole_fours));
    for (std::size_t i = n - width; i < n; ++i) list.push_back(i < whole_fours ? 0.0 : static_cast<double>(weights[i]));
    return list;
}

}  // namespace

/// Side by side; each sum has one order of its terms, whether the number of nodes is known to the compiler, which saves a fourth of
/// the instructions, or not.
struct misfit::summation {
    template <std::size_t Halves, std::size_t Nodes = 0>
    [[gnu::always_inline]] static inline void run(const misfit& m, const double* values, const double* whole,
                                                  const std::array<const double*, Halves>& own, double* sums) {
        const std::size_t n = Nodes > 0 ? Nodes : m.t_.size(), in_half = n / 2 + 1, first_in_right = n / 2;
        std::array<lanes, Halves> sum{};
        lanes y, w;
        const auto four_own = [&](std::size_t from, std::size_t i) __attribute__((always_inline)) {
#pragma GCC unroll 2
            for (std::size_t s = 0; s < Halves; ++s) {
                load(values + s * n + from, y);
                load(own[s] + i, w);
                sum[s] += y * w;
            }
        };
        std::size_t i = 0;
#pragma GCC unroll 8
        for (; i + width < n; i += width) four_own(i, i);
        four_own(n - width, i);
#pragma GCC unroll 4
        for (i = 0; i + width < in_half; i += width) {
#pragma GCC unroll 2
            for (std::size_t s = 0; s < Halves; ++s) {
                load(whole + s * first_in_right + i, y);
                sum[s] -= y;
            }
        }
        load(m.last_of_whole_.data(), w);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < Halves; ++s) {
            load(whole + s * first_in_right + in_half - width, y);
            sum[s] -= y * w;
        }
        const lanes &one = sum.front(), &other = sum.back();
        const lanes pairs = __builtin_shufflevector(one, other, 0, 4, 2, 6) + __builtin_shufflevector(one, other, 1, 5, 3, 7);
        const couple both = __builtin_shufflevector(pairs, pairs, 0, 1) + __builtin_shufflevector(pairs, pairs, 2, 3);
        store(both, sums);
    }
    static void one(const misfit& m, const double* values, const double* whole, const double* own, const double* /*none*/,
                    double* sums) {
        run<1>(m, values, whole, {own}, sums);
    }
    static void two(const misfit& m, const double* values, const double* whole, const double* own_left, const double* own_right,
                    double* sums) {
        run<2>(m, values, whole, {own_left, own_right}, sums);
    }
#ifdef TASKQUAD_HAS_AVX2
    [[gnu::target("avx2")]] static void one_avx2(const misfit& m, const double* values, const double* whole, const double* own,
                                                 const double* /*none*/, double* sums) {
        run<1>(m, values, whole, {own}, sums);
    }
    [[gnu::target("avx2")]] static void two_avx2(const misfit& m, const double* values, const double* whole, const double* own_left,
                                                 const double* own_right, double* sums) {
        run<2>(m, values, whole, {own_left, own_right}, sums);
    }
    [[gnu::target("avx2")]] static void two_avx2_21(const misfit& m, const double* values, const double* whole,
                                                    const double* own_left, const double* own_right, double* sums) {
        run<2, 21>(m, values, whole, {own_left, own_right}, sums);
    }
#endif
};

std::shared_ptr<const misfit> misfit::of(std::span<const double> abscissae) {
    const std::size_t n = abscissae.size(), middle = n / 2;
    constexpr std::size_t most = 101;
    const bool few_and_enough = middle + 1 >= width && n <= most && n % 2 == 1 && abscissae[middle] == 0;
    if (!few_and_enough || abscissae.front() == -1 || abscissae.back() == 1) return nullptr;
    return std::shared_ptr<const misfit>(new misfit(abscissae));
}

misfit::misfit(std::span<const double> abscissae)
    : t_(abscissae.begin(), abscissae.end()),
      first_in_right_(t_.size() / 2),
      in_half_(t_.size() / 2 + 1),
      sum_one_(summation::one),
      sum_two_(summation::two) {
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) {
        sum_one_ = summation::one_avx2;
        sum_two_ = t_.size() == 21 ? summation::two_avx2_21 : summation::two_avx2;
    }
#endif
    const auto b = barycentric_weights(t_);
    const auto of_whole = in_fours(std::vector<real>(in_half_, 1));
    std::copy(of_whole.end() - width, of_whole.end(), last_of_whole_.begin());
    for (const bool right : {false, true}) {
        std::vector<real> sum(t_.size(), 0);
        for (std::size_t k = 0; k <= in_half_; ++k) {
            const double at = k < in_half_ ? place(right, k) : outer_end(right);
            const auto weights = weights_at(at, t_, b);
            if (k == in_half_) own_[right][0] = in_fours(sum);
            std::ranges::transform(sum, weights, sum.begin(), std::plus());
            const auto row = in_fours(weights);
            rows_[right].insert(rows_[right].end(), row.begin(), row.end());
            gaps_[right].push_back(gap_at(at, t_));
        }
        own_[right][1] = in_fours(sum);
    }
}

double misfit::of_half(bool right, const double* values, const older& known, double h, const estimate<>& e) const {
    const double* const of_whole = known.whole + (right ? first_in_right_ : 0);
    std::array<double, 2> sum;
    sum_one_(*this, values, of_whole, own(right, at_outer_end(right, known)), nullptr, sum.data());
    return doubt(right, values, known, sum[0], h, e);
}

/// An outer end lies where the end of any segment does, and its rows are the last ones.
double misfit::of_ends(const double* values, double begin, double end, double h, const estimate<>& e) const {
    if (!std::isfinite(e.magnitude)) return 0;
    const double allowed = allowed_misfit(e, h, machine::largest_magnitude({values, t_.size()}));
    double doubt = 0;
    for (const bool right : {false, true}) {
        const double* const row = rows_[right].data() + rows_[right].size() / (in_half_ + 1) * in_half_;
        const double off = std::abs(interpolated(row, values) - (right ? end : begin));
        if (off > allowed && std::isfinite(off)) doubt = std::max(doubt, off * gaps_[right].back() * h);
    }
    return doubt;
}

/// One older value after the other. One that is not finite leaves no doubt.
double misfit::largest(bool right, const double* values, const older& known, double h, const estimate<>& e) const {
    if (!std::isfinite(e.magnitude)) return 0;
    const double most = machine::largest_magnitude({values, t_.size()});
    const double allowed = allowed_misfit(e, h, most);
    const double* const whole = known.whole + (right ? first_in_right_ : 0);
    const double* row = rows_[right].data();
    double doubt = 0;
    for (std::size_t k = 0; k <= in_half_; ++k, row += rows_[right].size() / (in_half_ + 1)) {
        const double value = k < in_half_ ? whole[k] : at_outer_end(right, known),
                     off = std::abs(interpolated(row, values) - value);
        if (off > allowed && std::isfinite(off)) doubt = std::max(doubt, off * gaps_[right][k] * h);
    }
    return doubt;
}

double misfit::interpolated(const double* row, const double* values) const {
    lanes sum{}, y, w;
    const auto four = [&](std::size_t from) {
        load(values + from, y);
        load(row, w);
        sum += y * w;
        row += width;
    };
    for (std::size_t i = 0; i + width < t_.size(); i += width) four(i);
    four(t_.size() - width);
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

}  // namespace taskquad::rules
