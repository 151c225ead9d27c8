#include "rules/nested_family.hpp"

#include <Eigen/LU>

namespace taskquad::rules {

namespace {

using real = long double;
using square = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The inverse of the matrix of the orthonormal polynomials' values at the nodes. Its rows are first divided by their norms, since
/// the values grow by many orders of magnitude towards the outer nodes under a density on an infinite range.
std::vector<real> interpolation(density d, std::span<const real> nodes) {
    const auto n = static_cast<Eigen::Index>(nodes.size());
    square values(n, n);
    std::vector<real> norms;
    for (Eigen::Index i = 0; i < n; ++i) {
        orthonormal<real>(d, nodes[static_cast<std::size_t>(i)], {values.row(i).data(), nodes.size()});
        norms.push_back(values.row(i).norm());
        values.row(i) /= norms.back();
    }
    square inverse = values.fullPivLu().inverse();
    for (Eigen::Index i = 0; i < n; ++i) inverse.col(i) /= norms[static_cast<std::size_t>(i)];
    return {inverse.data(), inverse.data() + inverse.size()};
}

std::vector<real> projection(density d, std::span<const real> nodes, std::span<const real> weights, std::size_t coefficients) {
    const std::size_t n = weights.size();
    std::vector<real> matrix(coefficients * n), p(coefficients);
    for (std::size_t i = 0; i < n; ++i) {
        orthonormal<real>(d, nodes[i], p);
        for (std::size_t r = 0; r < coefficients; ++r) matrix[r * n + i] = weights[i] * p[r];
    }
    return matrix;
}

}  // namespace

nested_family nested_family::interpolating(density d, std::span<const real> nodes, std::span<const std::size_t> counts) {
    nested_family family(d, nodes);
    for (const std::size_t n : counts) family.add_level(n, interpolation(d, nodes.first(n)));
    return family;
}

nested_family nested_family::symmetric(density d, std::span<const real> positive_nodes, std::span<const real> weights,
                                       std::span<const std::size_t> counts, std::span<const std::size_t> degrees) {
    std::vector<real> nodes{0};
    for (const real x : positive_nodes) nodes.insert(nodes.end(), {-x, x});
    nested_family family(d, nodes);
    for (std::size_t l = 0; l < counts.size(); ++l) {
        const std::size_t half = (counts[l] + 1) / 2;
        std::vector<real> all{weights.front()};
        for (const real w : weights.first(half).subspan(1)) all.insert(all.end(), {w, w});
        weights = weights.subspan(half);
        family.add_level(counts[l], projection(d, nodes, all, degrees[l] / 2 + 1));
    }
    return family;
}

void nested_family::add_level(std::size_t count, const matrix& coefficients_by_values) {
    matrix differences = coefficients_by_values;
    if (!levels_.empty()) {
        const level& below = levels_.back();
        for (std::size_t r = 0; r < below.coefficients; ++r) {
            for (std::size_t i = 0; i < below.count; ++i) differences[r * count + i] -= last_[r * below.count + i];
        }
    }
    levels_.push_back({.count = count,
                       .coefficients = differences.size() / count,
                       .weights = {coefficients_by_values.begin(), coefficients_by_values.begin() + static_cast<long>(count)},
                       .differences = {differences.begin(), differences.end()}});
    last_ = coefficients_by_values;
}

}  // namespace taskquad::rules
