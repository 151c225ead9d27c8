/// A seam: a gap between two samples of f on whose sides f is smooth, but not the same function. Where the two, extrapolated into
/// the gap, meet is a kink; where they do not meet is a jump.
///
/// Whether the sides differ is told by how well each foretells the other's next sample, measured by the doubt of the extrapolation:
/// a power has no smooth sides, nor has a peak that is not resolved. The method is ours.
#pragma once

#include <optional>
#include <span>

#include "regions/segments/one_side.hpp"

namespace taskquad::regions::segments {

/// The two sides of a gap [lo, hi], and how they differ in it.
struct seam {
    one_side left, right;
    double lo, hi;

    struct difference {
        double y, doubt;
    };
    [[nodiscard]] difference at(double x) const;
    /// How surely each side's next sample belongs to another function, and whether that is sure enough.
    [[nodiscard]] double significance() const;
    [[nodiscard]] bool is_significant() const { return significance() >= significant; }
    static constexpr double significant = 30;
    /// The largest doubt of either side at the other end of the gap, over what the nearest samples differ by.
    [[nodiscard]] double roughness() const;
    /// A sample in the gap that belongs to a side, which ends there now.
    void add_left(const sample& p);
    void add_right(const sample& p);

    struct forecast {
        double miss;    ///< the largest
        bool is_right;  ///< none is more than the doubts explain, or the last digits of the values
    };
    /// Takes the values, in ascending order, that have narrowed the gap of another component's seam in the same place: each belongs
    /// to the side on which that gap has left it, else this component's own place is elsewhere in the gap. A miss of `allowed`
    /// times the difference of the sides is none.
    forecast follow(const seam& lead, std::span<const sample> probed, double allowed);
};

/// The sides of the gap that begins at lo, between samples in ascending order; f's values are off by `accuracy` of themselves.
[[nodiscard]] seam seam_at(std::span<const sample> samples, double lo, double accuracy);

/// The gap in [a, b] whose sides differ most significantly, if any do, of samples in ascending order; f's values are off by
/// `accuracy` of themselves. A gap that goes on beyond a or b is left out: its core would be counted there, too.
[[nodiscard]] std::optional<seam> find_seam(std::span<const sample> samples, double a, double b, double accuracy);

enum class seam_kind { kink, jump, neither };
struct meeting {
    seam_kind what;
    double place;  ///< where the sides meet, of a kink
};
/// What a seam is, as far as the sides tell.
[[nodiscard]] meeting look_at(const seam& between);

}  // namespace taskquad::regions::segments
