/// Nodes and weights of the Gauss-Kronrod rules, computed in long double.
///
/// D. P. Laurie, Calculation of Gauss-Kronrod quadrature rules, Math. Comp. 66 (1997), 1133-1145,
/// doi:10.1090/S0025-5718-97-00861-2: the rule of 2n + 1 nodes is the Gauss rule of a Jacobi matrix whose upper left part
/// is the Legendre one and whose remaining entries follow from mixed moments. Its nodes are the eigenvalues of that matrix
/// (G. H. Golub, J. H. Welsch, Calculation of Gauss quadrature rules, Math. Comp. 23 (1969), 221-230,
/// doi:10.1090/S0025-5718-69-99647-1).
#pragma once

#include <vector>

namespace taskquad::detail {

/// A rule on [-1, 1], symmetric, nodes increasing.
struct nodes_and_weights {
    std::vector<long double> nodes, weights;
};

/// The Gauss-Legendre rule of n >= 1 nodes.
nodes_and_weights gauss_legendre(int n);

/// The Kronrod extension of the Gauss-Legendre rule of n >= 1 nodes: 2n + 1 nodes.
nodes_and_weights kronrod_legendre(int n);

}  // namespace taskquad::detail
