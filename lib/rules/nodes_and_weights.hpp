/// Nodes and weights of the Gauss and Gauss-Kronrod rules, computed in long double: the nodes are the eigenvalues of a Jacobi
/// matrix (G. H. Golub, J. H. Welsch, Calculation of Gauss quadrature rules, Math. Comp. 23 (1969), 221-230,
/// doi:10.1090/S0025-5718-69-99647-1).
#pragma once

#include <taskquad/detail/kronrod.hpp>

namespace taskquad::rules {

/// The Gauss-Legendre rule of n >= 1 nodes.
detail::nodes_and_weights<long double> gauss_legendre(int n);

/// The Kronrod extension of the Gauss-Legendre rule of n >= 1 nodes: 2n + 1 nodes.
detail::nodes_and_weights<long double> kronrod_legendre(int n);

}  // namespace taskquad::rules
