/// Why an integration ended.
#pragma once

#include <string_view>

#include <taskquad/export.hpp>

namespace taskquad {

/// Why an integration ended. Only `converged` says that the tolerance is met; every other status comes with the best
/// value that is known and its honest error.
enum class status {
    converged,           ///< the estimated error is within the tolerance
    evaluation_limit,    ///< the next refinement would need more than max_evaluations evaluations
    segment_limit,       ///< the next refinement would make more than max_segments segments
    deadline,            ///< time_limit was over
    stopped,             ///< the stop token or the observer asked for it, or an enclosing oneTBB group was cancelled
    failed,              ///< an evaluation failed, and failure_policy::rethrow is false
    roundoff,            ///< rounding errors of f's values, or the spacing of doubles, do not allow the tolerance
    non_finite,          ///< f returned NaN or infinity, not only at single abscissae or at an end, or its integral overflowed
    divergent,           ///< at an end, or at an abscissa inside, f does not fall off, or grows too fast, for an integral to exist
    endpoint_precision,  ///< near an end, x or f's values have not the digits for the tolerance
    too_slow,            ///< towards infinity the error falls so slowly that the tolerance would take over three times the budget
    all_zero,            ///< over a box, f was 0 wherever it was evaluated, and no absolute tolerance says that this is enough
    not_reproducible,    ///< f gave another value at an abscissa when it was called again, alone: see options::verify
};

/// A sentence on what happened, with advice.
TASKQUAD_EXPORT std::string_view to_string(status s) noexcept;

}  // namespace taskquad
