#include <taskquad/status.hpp>

namespace taskquad {

std::string_view to_string(status s) noexcept {
    switch (s) {
        case status::converged:
            return "converged: the estimated error is within the tolerance";
        case status::evaluation_limit:
            return "evaluation limit: the next refinement would exceed max_evaluations; raise it, loosen the tolerance, or "
                   "put breakpoints where f is difficult";
        case status::segment_limit:
            return "segment limit: the next bisection would exceed max_segments; raise it, loosen the tolerance, or put "
                   "breakpoints where f is difficult";
        case status::deadline:
            return "deadline: time_limit was over; the value rests on what was finished then";
        case status::stopped:
            return "stopped: a stop was requested; the value rests on what was finished then";
        case status::failed:
            return "failed: f threw; see failure and failed_at; the value rests on what was finished then, and stays in the "
                   "cache";
        case status::roundoff:
            return "roundoff: rounding errors do not allow the tolerance; loosen it, or give an absolute tolerance where "
                   "the integral is nearly zero";
        case status::non_finite:
            return "non-finite: f returned NaN or infinity, or its integral overflowed; see non_finite_at, and exclude that "
                   "point, or rescale f";
        case status::divergent:
            return "divergent: the integral does not exist, or converges too slowly to be told from that; f behaves like 1/x or "
                   "worse at an end, at infinity, or at a point inside";
        case status::endpoint_precision:
            return "endpoint precision: f is singular at an end near which x has not the digits; let f take its distances from "
                   "the ends, f(x, from_a, to_b), or move that end to 0";
    }
    return "unknown status";
}

}  // namespace taskquad
