/// Points off a sparse grid, at which its polynomial must predict f before the integral is believed.
///
/// All points of a sparse grid's first indices lie on planes through its centre. A kink, a jump or an interaction that leaves no
/// trace there is not seen, however small the contributions; a polynomial without it is wrong elsewhere. The probes are no part of
/// the sum for the integral.
///
/// Where the first levels agree, and nobody has said that f is smooth, there are few points and nothing else to go by: then more
/// probes are wanted, the fewer points there are the more. Models have polynomials that are off by ten to a thousand times the
/// tolerance when their integrals are right. Where a polynomial is nearly as good as the integral, f is simple, or what is
/// difficult of it has not been seen: then the most are wanted. Of 1,400 layers, peaks beside faces and kinks over two to five
/// dimensions, at 1e-3, 104 are claimed, and wrong, with the probes of the beginning, and some 30 so; models take a twelfth more
/// at 1e-3 to 1e-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "regions/lattice/contribution.hpp"

namespace taskquad::regions::lattice {

class probes {
public:
    /// So many for each axis. With one, 4 of 239 runs that claimed to be done were wrong; with two or more, none.
    static constexpr std::size_t for_each_axis = 4;

    explicit probes(const grid& g);

    /// How many are wanted before an integral is believed that so many points of a grid say, where f need not be smooth; `is_sure`:
    /// the polynomial itself is hardly less certain than the integral has to be.
    [[nodiscard]] static std::size_t wanted(std::size_t dimensions, std::uint64_t points, bool is_sure);
    /// Makes so many of them in all.
    void grow(std::size_t count);

    [[nodiscard]] std::size_t size() const noexcept { return points_.size() / grid_.dimensions(); }
    /// Whether a probe is one of those that are spread by the densities of the axes' families: every second one. The others are
    /// drawn towards the faces, where polynomials are off most.
    [[nodiscard]] static bool is_spread_by_density(std::size_t q) noexcept { return q % 2 == 0; }
    /// The coordinates of a probe, those of the densities of the axes' families.
    [[nodiscard]] std::span<const double> operator[](std::size_t q) const {
        return std::span(points_).subspan(q * grid_.dimensions(), grid_.dimensions());
    }
    /// Adds to sums what a contribution adds to the polynomial at the probes from the first one on, probe by probe, each with all
    /// components: as many as there are sums for.
    void add_values(const contribution& c, std::size_t components, std::size_t first, std::span<double> sums) const;

private:
    const grid& grid_;
    std::vector<double> roots_;  ///< of the first primes, by axis
    std::vector<double> points_;
    std::vector<std::vector<double>> polynomials_;  ///< by probe and axis: the values of the orthonormal polynomials
};

}  // namespace taskquad::regions::lattice
