/// A matrix times a vector, with the same bits on any processor: each row is summed from left to right, and what runs side by side
/// are rows.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taskquad::detail {

class row_sums {
public:
    row_sums() = default;
    /// Of a matrix given row by row.
    row_sums(std::span<const double> matrix, std::size_t columns);

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    /// How many sums are written: beyond the rows they are 0 times the values.
    [[nodiscard]] std::size_t written() const noexcept { return interleaved_.size() / columns_; }
    void operator()(const double* values, double* sums) const;

private:
    struct summation;

    std::size_t rows_ = 0, columns_ = 1;
    std::vector<double> interleaved_;  ///< eight rows, column by column; then the next eight
};

}  // namespace taskquad::detail
