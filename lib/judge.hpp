/// What an estimate says of a segment, and rounding of it: as estimator and subdivision have it, of a real f over a finite range.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include <taskquad/rule.hpp>

#include "compact_tree.hpp"
#include "room.hpp"
#include "rounding.hpp"
#include "scale.hpp"
#include "stagnation.hpp"
#include "suspicion.hpp"

namespace taskquad::detail {

struct judgement {
    double integral, error;
    std::uint32_t found;  ///< see compact_mark

    [[nodiscard]] bool is_known() const { return (found & compact_mark::has_estimate) != 0; }
};

class judge {
public:
    /// The accuracy of f's values as in options.
    judge(const rule& r, double f_relative_accuracy)
        : rounding_(f_relative_accuracy), shows_non_finite_(!r.has_weight() && r.shows_non_finite()) {}

    /// Of an estimate from values y, on a segment of half width h.
    [[nodiscard]] judgement operator()(const estimate<>& e, double h, std::span<const double> y) const {
        using mark = compact_mark;
        const double magnitude = rounding::magnitude(e.magnitude, h, y);
        const double error = std::max(e.error, rounding_.floor(magnitude));
        const bool is_known = std::isfinite(magnitude + e.integral + e.error) && (shows_non_finite_ || are_finite(y));
        return {.integral = e.integral,
                .error = error,
                .found = (is_known ? mark::has_values | mark::has_estimate : mark::has_values) |
                         (rounding_.explains(error, magnitude, h, y) ? mark::is_explained : 0U) |
                         (stagnation::is_resolved(error, magnitude) ? mark::is_resolved : 0U) |
                         (stagnation::is_at_rounding(error, magnitude) ? mark::is_at_rounding : 0U)};
    }

private:
    [[nodiscard]] static bool are_finite(std::span<const double> y) {
        return std::ranges::all_of(y, [](double v) { return std::isfinite(v); });
    }

    rounding rounding_;
    bool shows_non_finite_;
};

/// Whether an initial segment must be refined before it is believed.
inline bool is_suspect(const rule& r, double a, double b, std::span<const double> y) {
    if (is_clearly_unsuspicious(y)) return false;
    return is_suspicious(y, largest_magnitude(y)) && has_room(r, a, b);
}

}  // namespace taskquad::detail
