/// The limit of a sequence, by Wynn's epsilon algorithm.
///
/// P. Wynn, On a device for computing the e_m(S_n) transformation, MTAC 10 (1956), 91-96, doi:10.1090/S0025-5718-1956-0084056-6;
/// the error from neighbouring results as in QUADPACK's qelg (R. Piessens et al., QUADPACK, Springer 1983).
#pragma once

#include <span>

namespace taskquad::composed {

struct limit_of_sequence {
    double value, error;  ///< the error is infinite where there is no estimate
};

/// The sequence has at least one term.
limit_of_sequence extrapolate(std::span<const double> sequence);

}  // namespace taskquad::composed
