#include "rules/row_sums.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "support/bits.hpp"

TEST_CASE("each row is summed from left to right, to the bit, whatever the processor has") {
    std::mt19937_64 random(20261126);
    std::normal_distribution<double> normal;
    for (const std::size_t rows : {1U, 2U, 7U, 8U, 9U, 17U, 65U}) {
        for (const std::size_t columns : {1U, 3U, 17U, 66U}) {
            std::vector<double> matrix(rows * columns), values(columns);
            for (double& m : matrix) m = normal(random);
            for (double& y : values) y = normal(random) * 1e10;
            const taskquad::rules::row_sums sums(matrix, columns);
            CHECK(sums.rows() == rows);
            CHECK(sums.written() >= rows);
            std::vector<double> found(sums.written());
            sums(values.data(), found.data());
            for (std::size_t row = 0; row < rows; ++row) {
                double sum = 0;
                for (std::size_t i = 0; i < columns; ++i) sum += matrix[row * columns + i] * values[i];
                CHECK(same_bits(found[row], sum));
            }
        }
    }
}
