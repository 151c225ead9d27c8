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
            return "deadline: time_limit was over; the value rests on what was finished then, NaN: on nothing yet";
        case status::stopped:
            return "stopped: a stop was requested, or a session is not done yet; the value rests on what was finished then, NaN: "
                   "on nothing yet";
        case status::failed:
            return "failed: f threw; see failure and failed_at; the value rests on what was finished then, NaN: on nothing yet; "
                   "an integrator keeps what f has returned";
        case status::roundoff:
            return "roundoff: rounding errors do not allow the tolerance; loosen it, or give an absolute tolerance where "
                   "the integral is nearly zero";
        case status::non_finite:
            return "non-finite: at non_finite_at f is NaN or infinite, which is to be excluded, or f overflows; scale it";
        case status::divergent:
            return "divergent: the integral does not exist, or converges too slowly to be told from that; f behaves like 1/x or "
                   "worse at an end, at infinity, or at a point inside";
        case status::endpoint_precision:
            return "endpoint precision: f is singular at an end near which x, or f's values, have not the digits; let f take its "
                   "distances from the ends, as an argument or by with_distances(f), or move that end to 0";
        case status::too_slow:
            return "too slow: the error falls so slowly that max_evaluations would end long before the tolerance is met; "
                   "integrate a tail that oscillates by integrate_fourier, or period by period, put breakpoints where f is "
                   "difficult, or loosen the tolerance";
        case status::all_zero:
            return "all zero: f was 0 at all points, which are many, but nothing says that it is so between them; put breakpoints "
                   "around "
                   "where it is not, or, if f is 0, give an absolute tolerance";
        case status::not_reproducible:
            return "not reproducible: at not_reproducible_at f gave another value when it was called again, alone; f must not "
                   "depend on calls before or at the same time: look for static and shared variables, or say serial(f) or "
                   "per_worker(make)";
    }
    return "unknown status";
}

}  // namespace taskquad
