/// What the end of a part means for the integral that is made of it.
#pragma once

#include <taskquad/result.hpp>
#include <taskquad/status.hpp>

namespace taskquad::composed {

/// From the least to the most that the end of a part says of the whole.
enum class end_of_part {
    converged,
    inexact,       ///< the tolerance was missed
    limited,       ///< a budget was used up
    no_integral,   ///< it does not exist, as far as can be told
    non_finite,    ///< f, or a sum, was no number
    no_function,   ///< f gave two values at one place
    from_outside,  ///< by a stop, a deadline, or a failure: nothing more is to be begun
};

inline end_of_part end_of(status s) {
    switch (s) {
        case status::converged:
            return end_of_part::converged;
        case status::roundoff:
        case status::endpoint_precision:
        case status::too_slow:
        case status::all_zero:
            return end_of_part::inexact;
        case status::evaluation_limit:
        case status::segment_limit:
            return end_of_part::limited;
        case status::divergent:
            return end_of_part::no_integral;
        case status::non_finite:
            return end_of_part::non_finite;
        case status::not_reproducible:
            return end_of_part::no_function;
        case status::deadline:
        case status::stopped:
        case status::failed:
            break;
    }
    return end_of_part::from_outside;
}

/// The whole has ended as a part of it: how, and where.
inline void end_as(account& whole, const account& part) {
    whole.status = part.status;
    whole.non_finite_at = part.non_finite_at;
    whole.not_reproducible_at = part.not_reproducible_at;
    whole.values_there = part.values_there;
    whole.failure = part.failure;
    whole.failed_at = part.failed_at;
}

}  // namespace taskquad::composed
