#include "rules/nodes_and_weights.hpp"

#include <Eigen/Eigenvalues>

namespace taskquad::rules {

namespace {

using real = long double;

detail::nodes_and_weights<real> gauss(const std::vector<real>& b) {
    const detail::jacobi_matrix<real> matrix(b);
    const auto n = static_cast<Eigen::Index>(b.size());
    using column = Eigen::Matrix<real, Eigen::Dynamic, 1>;
    const column diagonal = column::Zero(n);
    const column beside = Eigen::Map<const column>(matrix.beside().data(), n).tail(n - 1);
    Eigen::SelfAdjointEigenSolver<Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>> solver;
    solver.computeFromTridiagonal(diagonal, beside, Eigen::EigenvaluesOnly);
    const column& x = solver.eigenvalues();
    return matrix.gauss({x.data(), x.data() + n}, 1);
}

}  // namespace

detail::nodes_and_weights<long double> gauss_legendre(int n) {
    std::vector<real> b(static_cast<std::size_t>(n));
    for (int k = 0; k < n; ++k) b[static_cast<std::size_t>(k)] = detail::legendre<real>(k);
    return gauss(b);
}

detail::nodes_and_weights<long double> kronrod_legendre(int n) { return gauss(detail::jacobi_kronrod<real>(n)); }

}  // namespace taskquad::rules
