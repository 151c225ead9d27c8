/// Small problems of least squares, of sizes that are known when they are compiled.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <cstddef>
#include <utility>

namespace taskquad::regions::segments {

/// Least squares by modified orthogonalisation of the columns and then of the right-hand side, as accurate as Householder's
/// reflections (A. Bjorck, Solving linear least squares problems by Gram-Schmidt orthogonalization, BIT 7, 1967,
/// doi:10.1007/BF01934122), and, at this size, five times as fast as Eigen's. A column that is one of those before, but for
/// rounding, is left out.
template <int Rows, int MostColumns>
class least_squares {
public:
    using matrix = Eigen::Matrix<double, Rows, MostColumns>;
    using column = Eigen::Matrix<double, Rows, 1>;
    using coefficients = std::array<double, std::size_t{MostColumns}>;

    least_squares(const matrix& A, int columns, column b) : Q_(A), columns_(columns), residual_(std::move(b)) {
        constexpr double rank_threshold = 1e-13;
        for (int k = 0; k < columns; ++k) {
            const double length = A.col(k).norm(), rest = Q_.col(k).norm();
            used_[at(k)] = rest > rank_threshold * length;
            if (!used_[at(k)]) continue;
            R_(k, k) = rest;
            Q_.col(k) /= rest;
            for (int j = k + 1; j < columns; ++j) {
                R_(k, j) = Q_.col(k).dot(Q_.col(j));
                Q_.col(j) -= R_(k, j) * Q_.col(k);
            }
            of_b_[at(k)] = Q_.col(k).dot(residual_);
            residual_ -= of_b_[at(k)] * Q_.col(k);
        }
    }
    [[nodiscard]] const column& residual() const { return residual_; }
    /// The part of a vector that is orthogonal to all columns.
    [[nodiscard]] column rest_of(column v) const {
        for (int k = 0; k < columns_; ++k) {
            if (used_[at(k)]) v -= Q_.col(k).dot(v) * Q_.col(k);
        }
        return v;
    }
    [[nodiscard]] coefficients solution() const {
        coefficients c{};
        for (int k = columns_; k-- > 0;) {
            if (!used_[at(k)]) continue;
            double sum = of_b_[at(k)];
            for (int j = k + 1; j < columns_; ++j) sum -= used_[at(j)] ? R_(k, j) * c[at(j)] : 0;
            c[at(k)] = sum / R_(k, k);
        }
        return c;
    }

private:
    static std::size_t at(int column) { return static_cast<std::size_t>(column); }

    matrix Q_;
    Eigen::Matrix<double, MostColumns, MostColumns> R_;
    int columns_;
    column residual_;
    coefficients of_b_;
    std::array<bool, std::size_t{MostColumns}> used_;
};

}  // namespace taskquad::regions::segments
