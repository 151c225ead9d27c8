/// What values that were known before a segment was halved say against the interpolants of its halves.
///
/// A rule with no abscissa at the ends of a segment sees a jump, or a kink, between its last abscissa and the end only as far as it
/// changes the values inside: nearly not at all. But f is known there. The end of a half is the middle of the whole, or, unless the
/// whole lies at an end of its piece, that of an earlier whole; and about half of the abscissae of the whole lie within each half.
/// The polynomial through the values of the half has to meet all of these. Where it is farther off than the rule thinks f may be,
/// something hides between the neighbouring abscissae, and the integral may be wrong by that much over their distance: the doubt.
/// No evaluation is spent on this.
///
/// The misfits are looked at one by one only where their sum, which takes one pass over the values, is more than one of them may
/// be. What cancels in the sum is not seen; a feature that several older values have met, and none of the new ones, would have to
/// do that. Compared are the values that the whole brings, and the one at the other end; those of all earlier wholes are not worth
/// more: docs/reliability.md has the measurements.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <taskquad/estimate.hpp>

#include "rules/interpolant.hpp"

namespace taskquad::rules {

class misfit {
public:
    /// Of a rule with these abscissae. None where one lies at an end, or none in the middle; or where they are too few to be
    /// compared with, or enough that the gaps between them do not matter.
    static std::shared_ptr<const misfit> of(std::span<const double> abscissae);

    /// What was known of f on the whole.
    struct older {
        const double* whole;  ///< at its abscissae
        double begin, end;    ///< at its ends; NaN: unknown
    };

    /// The doubts about both halves, from their values, one after the other; each has its half width h and its estimate e.
    [[nodiscard]] std::array<double, 2> of_halves(const double* values, const older& known, std::span<const double, 2> h,
                                                  std::span<const estimate<>, 2> e) const;
    /// About any segment, from the values of f at its ends alone; NaN: unknown.
    [[nodiscard]] double of_ends(const double* values, double begin, double end, double h, const estimate<>& e) const;
    /// About the left half, or the right one, with the same bits.
    [[nodiscard]] double of_half(bool right, const double* values, const older& known, double h, const estimate<>& e) const;

private:
    explicit misfit(std::span<const double> abscissae);

    /// The sums of the misfits of both halves, or of one, but for the value at the outer end. `own`: the weights of the values.
    struct summation;
    using summed = void(const misfit& m, const double* values, const double* whole, const double* own_left, const double* own_right,
                        double* sums);

    [[nodiscard]] const double* own(bool right, double at_outer_end) const {
        return own_[right][std::isnan(at_outer_end) ? 0 : 1].data();
    }
    [[nodiscard]] double doubt(bool right, const double* values, const older& known, double sum, double h,
                               const estimate<>& e) const;
    [[nodiscard]] double largest(bool right, const double* values, const older& known, double h, const estimate<>& e) const;
    [[nodiscard]] double interpolated(const double* row, const double* values) const;

    static constexpr double outer_end(bool right) { return right ? 1 : -1; }
    [[nodiscard]] static double at_outer_end(bool right, const older& known) { return right ? known.end : known.begin; }
    /// Where number k of the whole's abscissae within a half lies there.
    [[nodiscard]] double place(bool right, std::size_t k) const { return right ? 2 * t_[first_in_right_ + k] - 1 : 2 * t_[k] + 1; }

    std::vector<double> t_;
    std::size_t first_in_right_;  ///< of the whole's abscissae; as many lie before it as behind it
    std::size_t in_half_;         ///< how many of them lie in each half, the middle one among them
    summed *sum_one_, *sum_two_;
    // Four at a time; the last four are those at the end, some of which count nothing there, since they have been counted before.
    std::array<std::array<std::vector<double>, 2>, 2> own_;  ///< left, right; without the value at the outer end, and with it
    std::array<double, 4> last_of_whole_{};
    /// Of older values within the left half and the right one, that at the outer end last: the weights of the values of the half,
    /// row by row, and the distances of the neighbouring abscissae.
    std::array<std::vector<double>, 2> rows_, gaps_;
};

/// The magnitude of the integral is at most 2 h times the largest value.
inline double misfit::doubt(bool right, const double* values, const older& known, double sum, double h, const estimate<>& e) const {
    const double outer = at_outer_end(right, known), all = std::isnan(outer) ? sum : sum - outer;
    if (std::abs(all) * h <= e.deviation + roundings_of_misfit / 2 * e.magnitude) [[likely]]
        return 0;
    return largest(right, values, known, h, e);
}

inline std::array<double, 2> misfit::of_halves(const double* values, const older& known, std::span<const double, 2> h,
                                               std::span<const estimate<>, 2> e) const {
    std::array<double, 2> sum;
    sum_two_(*this, values, known.whole, own(false, known.begin), own(true, known.end), sum.data());
    return {doubt(false, values, known, sum[0], h[0], e[0]), doubt(true, values + t_.size(), known, sum[1], h[1], e[1])};
}

}  // namespace taskquad::rules
