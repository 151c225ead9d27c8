/// Points off a sparse grid, at which its polynomial must predict f before the integral is believed.
///
/// All points of a sparse grid's first indices lie on planes through its centre. A kink, a jump or an interaction that leaves no
/// trace there is not seen, however small the contributions; a polynomial without it is wrong elsewhere. The probes are no part of
/// the sum for the integral.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regions/lattice/contribution.hpp"

namespace taskquad::regions::lattice {

class probes {
public:
    /// So many for each axis. With one, 4 of 239 runs that claimed to be done were wrong; with two or more, none.
    static constexpr std::size_t for_each_axis = 4;

    explicit probes(const grid& g);

    [[nodiscard]] std::size_t size() const noexcept { return points_.size() / grid_.dimensions(); }
    /// The coordinates of a probe, those of the densities of the axes' families.
    [[nodiscard]] std::span<const double> operator[](std::size_t q) const {
        return std::span(points_).subspan(q * grid_.dimensions(), grid_.dimensions());
    }
    /// Adds to sums what a contribution adds to the polynomial at the probes, probe by probe, each with all components.
    void add_values(const contribution& c, std::size_t components, std::span<double> sums) const;

private:
    const grid& grid_;
    std::vector<double> points_;
    std::vector<std::vector<double>> polynomials_;  ///< by probe and axis: the values of the orthonormal polynomials
};

}  // namespace taskquad::regions::lattice
