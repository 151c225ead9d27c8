#include "rules/row_sums.hpp"

#include "machine/simd.hpp"

namespace taskquad::rules {

using namespace machine::simd;

namespace {

/// Rows that are summed side by side: two registers of them, since the additions to one register wait for each other.
constexpr std::size_t together = 2 * width;

}  // namespace

struct row_sums::summation {
    [[gnu::always_inline]] static inline void run(const double* matrix, std::size_t blocks, std::size_t columns,
                                                  const double* values, double* sums) {
        lanes first, second;
        for (; blocks > 0; --blocks, sums += together) {
            lanes upper{}, lower{};
            for (std::size_t i = 0; i < columns; ++i, matrix += together) {
                load(matrix, first);
                load(matrix + width, second);
                upper += first * values[i];
                lower += second * values[i];
            }
            store(upper, sums);
            store(lower, sums + width);
        }
    }
#ifdef TASKQUAD_HAS_AVX2
    [[gnu::target("avx2")]] static void run_avx2(const double* matrix, std::size_t blocks, std::size_t columns,
                                                 const double* values, double* sums) {
        run(matrix, blocks, columns, values, sums);
    }
#endif
};

row_sums::row_sums(std::span<const double> matrix, std::size_t columns) : rows_(matrix.size() / columns), columns_(columns) {
    const std::size_t blocks = (rows_ + together - 1) / together;
    interleaved_.resize(blocks * together * columns);
    for (std::size_t row = 0; row < rows_; ++row) {
        for (std::size_t i = 0; i < columns; ++i) {
            interleaved_[(row / together * columns + i) * together + row % together] = matrix[row * columns + i];
        }
    }
}

void row_sums::operator()(const double* values, double* sums) const {
    const std::size_t blocks = interleaved_.size() / (together * columns_);
#ifdef TASKQUAD_HAS_AVX2
    if (has_avx2()) return summation::run_avx2(interleaved_.data(), blocks, columns_, values, sums);
#endif
    summation::run(interleaved_.data(), blocks, columns_, values, sums);
}

}  // namespace taskquad::rules
