/// Whether refinement goes on in vain, since f's values are noisier than they say, or the sums are.
///
/// Two signs, looked for in the order of the serial algorithm. The one is QUADPACK's (R. Piessens et al., QUADPACK, Springer 1983,
/// doi:10.1007/978-3-642-61786-7, routine QAG): six bisections that leave the integral of a segment as it was, and its error; or
/// twenty that increase it. On its own it takes unresolved oscillations for noise, so that it counts only next to the level of
/// rounding. The other: the error of the whole has not fallen by a tenth for 100 refinements, and twice as many as there were
/// segments, an eighth of which left half of the error or more, although the
/// segments of largest error are resolved. 100 is what it may take to close in on one narrow peak.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace taskquad::detail {

class stagnation {
public:
    /// A segment that has been refined. `resolved` and `at_rounding`: how its error stands to the integral of |f|; the second only
    /// where its parts may be compared with it.
    struct refined {
        double integral, error;
        bool resolved, at_rounding;
    };
    static bool is_resolved(double error, double magnitude) { return error <= 1e-5 * magnitude; }
    static bool is_at_rounding(double error, double magnitude) { return error <= 1e-10 * magnitude; }

    /// After a refinement: the parts' summed integral and error; of the whole integration: the error, the segments.
    void look(const refined& n, double integral, double error, double total, std::uint64_t segments) {
        if (!(n.error > 0)) return;  // a second look
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
    /// Whether it depends on the last digits of the whole's error what `look` makes of it.
    [[nodiscard]] bool is_close(double total) const noexcept { return std::abs(total - 0.9 * record_) <= 1e-9 * total; }

private:
    [[nodiscard]] bool as_quadpack(const refined& n, double integral, double error);

    double record_ = std::numeric_limits<double>::infinity();  ///< the last error of the whole that was a tenth less than before
    std::uint64_t patience_ = 102;                             ///< splits that may pass without another
    std::uint64_t since_ = 0, in_vain_ = 0;                    ///< splits since the record; those that left half of the error
    int unchanged_ = 0, grown_ = 0, looked_at_ = 0;
    bool found_ = false;
};

}  // namespace taskquad::detail
