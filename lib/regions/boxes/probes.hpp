/// The last look before the end: values of f at points that no rule has chosen, with which the boxes must agree.
///
/// Points of a Kronecker sequence with the generalised golden ratio; every fourth in the whole domain, the others in or near boxes,
/// those whose integrals are large more often. Where a probe exceeds what the box around it answers for, the excess times the
/// volume is an error of the box.
///
/// At least 64 d probes, and a tenth of all evaluations. On 304 integrals over two dimensions they halved the number of wrong ends
/// (23 to 11), for 15 % more evaluations, all of which can be made at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "regions/boxes/box.hpp"
#include "regions/boxes/estimates.hpp"
#include "regions/boxes/residents.hpp"
#include "regions/region.hpp"

namespace taskquad::regions::boxes {

class probes {
public:
    explicit probes(std::size_t dimension);

    /// Whether f was 0 at all points in these leaves, and at all probes.
    [[nodiscard]] bool see_nothing(std::span<const region* const> leaves) const;
    /// How many probes are due, where so many evaluations have been made, probes included.
    [[nodiscard]] std::uint64_t due(std::span<const region* const> leaves, std::uint64_t evaluations) const;
    /// Chooses so many more, by the leaves.
    void choose(std::uint64_t more, std::span<const region* const> leaves, const mesh& m, samples& s, estimates& e);
    /// The coordinates of those that were chosen last.
    [[nodiscard]] std::span<const double> chosen() const { return std::span(points_).subspan(landed_ * dimension_); }
    /// Takes the values at those that were chosen last.
    void take(std::span<const double* const> values, std::vector<box>& all, const mesh& m, samples& s, estimates& e);

    /// The error of a box by the probes that have landed in it, or 0.
    [[nodiscard]] double error(box_number n, const mesh& m, samples& s, estimates& e) const;
    /// Hands the probes in a box on to a part of it that is decided on.
    void hand_down(box_number whole, box_number part, const mesh& m) { residents_.hand_down(points_, whole, part, m); }

private:
    [[nodiscard]] std::uint64_t count() const { return points_.size() / dimension_; }
    void land(std::uint32_t probe, bool is_finite, std::vector<box>& all, const mesh& m);

    std::size_t dimension_;
    double ratio_ = 1.5;          ///< the generalised golden ratio: its power d + 1 is itself and 1
    std::vector<double> points_;  ///< of all probes
    std::vector<double> values_;  ///< of all that have landed
    std::uint64_t landed_ = 0;    ///< how many have values
    bool all_zero_ = true;        ///< all values are
    residents residents_;
};

}  // namespace taskquad::regions::boxes
