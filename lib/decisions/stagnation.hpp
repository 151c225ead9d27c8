/// Whether refinement goes on in vain, because f's values or the sums are noisier than they seem; or for too long.
///
/// There are two signs of noise, looked for in the order of the serial algorithm. One is QUADPACK's (R. Piessens et al., QUADPACK,
/// Springer 1983, doi:10.1007/978-3-642-61786-7, routine QAG): six bisections that leave the integral and the error of a segment as
/// they were, or twenty that increase the error. Unresolved oscillations give this sign too, so that it counts only near the level
/// of rounding. The other: since the total error last fell by a tenth, 100 + 2 N splits were made (N segments then), an eighth of
/// them left half of the error or more, and the worst segment is resolved. It may take 100 splits to close in on one narrow peak.
///
/// Too long: on a piece that goes on to infinity, over thousands of bisections, the error has fallen like a power of their number,
/// with an exponent that does not grow and for which the budgets end long before the tolerance is met. A tail that oscillates for
/// ever is such a case. Where f is merely not resolved yet, the error stays about as it is, and then falls at once.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace taskquad::decisions {

class stagnation {
public:
    /// A segment that has been refined. `resolved`, `at_rounding`: the error is small, or next to rounding, compared with the
    /// integral of |f|; `at_rounding` only where the segment may be compared with its parts.
    struct refined {
        double integral, error;
        bool resolved, at_rounding;
    };
    static bool is_resolved(double error, double magnitude) { return error <= 1e-5 * magnitude; }
    static bool is_at_rounding(double error, double magnitude) { return error <= 1e-10 * magnitude; }

    /// The whole integration: its error and the target; its segments, and how many the budgets allow for.
    struct whole {
        double error, target;
        std::uint64_t segments;
        double affordable;
        bool endless;  ///< the segment goes on to infinity, or is part of a piece that does
    };

    /// How many segments the budgets allow for, at the evaluations that a segment has taken so far.
    static double affordable(std::uint64_t most_segments, std::uint64_t most_evaluations, std::uint64_t segments,
                             std::uint64_t evaluations) {
        const double of_one = static_cast<double>(evaluations) / static_cast<double>(segments);
        return std::min(static_cast<double>(most_segments), static_cast<double>(most_evaluations) / of_one);
    }

    /// Looks at a refinement that is no second look at nothing. `integral`, `error`: of all parts; `total`: the integration's
    /// error.
    void look(const refined& n, double integral, double error, double total, std::uint64_t segments) {
        if (!(n.error > 0)) return;
        ++looks_;
        if (total < 0.9 * record_) {
            record_ = total;
            patience_ = 100 + 2 * segments;
            since_ = in_vain_ = 0;
        } else {
            ++since_;
            if (error >= 0.5 * n.error) ++in_vain_;
        }
        found_ = found_ || (n.resolved && ((since_ >= patience_ && 8 * in_vain_ >= since_) || as_quadpack(n, integral, error)));
    }
    [[nodiscard]] bool found() const noexcept { return found_; }
    [[nodiscard]] bool is_too_slow() const noexcept { return too_slow_; }
    /// Whether the last digits of the total error decide what `look` finds.
    [[nodiscard]] bool is_close(double total) const noexcept { return std::abs(total - 0.9 * record_) <= 1e-9 * total; }
    /// Whether `look_at_pace` is due before `look`: the number of looks becomes a power of two.
    [[nodiscard]] bool is_due(const refined& n) const noexcept { return n.error > 0 && std::has_single_bit(looks_ + 1); }
    void look_at_pace(const whole& all);

private:
    [[nodiscard]] bool as_quadpack(const refined& n, double integral, double error);

    double record_ = std::numeric_limits<double>::infinity();  ///< the total error when it last fell by a tenth
    std::uint64_t patience_ = 102;                             ///< splits that may pass without another record
    std::uint64_t since_ = 0, in_vain_ = 0;                    ///< splits since the record, and how many left half of the error
    int unchanged_ = 0, grown_ = 0, looked_at_ = 0;
    bool found_ = false, too_slow_ = false;
    std::uint64_t looks_ = 0;
    std::array<double, 5> errors_{};  ///< the total error when the number of looks was a power of two, the latest first
};

}  // namespace taskquad::decisions
