/// A matrix times a vector, with the same bits on any processor: several rows are summed side by side, each from left to right.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace taskquad::rules {

class row_sums {
public:
    row_sums() = default;
    /// The matrix is given row by row.
    row_sums(std::span<const double> matrix, std::size_t columns);

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    /// The number of sums that are written: one for each row, and for rows of zeros up to a multiple of eight.
    [[nodiscard]] std::size_t written() const noexcept { return interleaved_.size() / columns_; }
    void operator()(const double* values, double* sums) const;

private:
    struct summation;

    std::size_t rows_ = 0, columns_ = 1;
    std::vector<double> interleaved_;  ///< eight rows, column by column; then the next eight
};

}  // namespace taskquad::rules
