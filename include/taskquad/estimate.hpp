/// The estimate: what a rule makes of one segment.
#pragma once

#include <limits>

namespace taskquad {

/// What a rule makes of one segment.
template <class Value = double>
struct estimate {
    Value integral{};      ///< of f over the segment
    double error = 0;      ///< estimated |integral - exact|, >= 0; infinity: no estimate can be given
    double magnitude = 0;  ///< integral of |f|, the scale of rounding errors; 0: width times mean |f| is taken
    bool raise = false;    ///< the next level of the rule, if there is one, promises more than a bisection
    /// How far f may be from the polynomial through its values, times the half width; infinite: unknown.
    double deviation = std::numeric_limits<double>::infinity();
};

/// When a segment at an end of a piece of the domain becomes a double-exponential panel: after `bisections` in a row in each of
/// which the half at that end had more than `over_sibling` times the error of the other half, and more than `share` of the whole's.
struct end_trigger {
    int bisections;       ///< >= 1
    double over_sibling;  ///< > 0
    double share;         ///< > 0
};

}  // namespace taskquad
