/// f on one side of a gap between samples, as far as it is smooth there: extrapolated from the samples nearest to the gap.
///
/// Polynomials through more and more samples, by Neville's scheme (E. H. Neville, Iterative interpolation, J. Indian Math. Soc. 20,
/// 1934); of them, the one that the last step has changed least. What that step, or a tenth of the step before it, has changed, and
/// the rounding of the values, is how far it is believed.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "regions/segments/sample.hpp"

namespace taskquad::regions::segments {

class one_side {
public:
    /// How many samples an extrapolation uses. More are kept, since the probes of a jump stand close together.
    static constexpr std::size_t used = 10, kept = 24;

    /// Samples from the gap outwards; values are off by that part of themselves.
    one_side(std::span<const sample> outwards, double accuracy);
    /// A sample nearer to the gap than all others.
    void add(const sample& nearest);
    [[nodiscard]] const sample& nearest() const { return samples_.front(); }
    [[nodiscard]] std::span<const sample> samples() const { return std::span(samples_).first(size_); }

    struct extrapolation {
        double y, doubt;
    };
    [[nodiscard]] extrapolation at(double x) const { return at(x, used); }
    /// The integral over a short interval beside the gap, or in it.
    [[nodiscard]] extrapolation integral(double a, double b) const;

private:
    [[nodiscard]] extrapolation at(double x, std::size_t samples) const;

    std::array<sample, kept> samples_;
    std::size_t size_;
    double accuracy_;
};

}  // namespace taskquad::regions::segments
