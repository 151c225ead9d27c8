/// Nineteen families of random integrands over [0, 1]^d, with exact integrals in closed form.
#pragma once

#include <array>
#include <optional>

#include "support/box_draws/genz.hpp"
#include "support/box_draws/peaks.hpp"
#include "support/box_draws/rough.hpp"

namespace box_draws {

inline constexpr std::size_t families = 19;
/// The one with singular faces.
inline constexpr std::size_t with_singular_faces = 9;

/// The same member whenever it is drawn; nothing where a family is none in so many dimensions.
inline std::optional<box_problem> drawn(std::size_t family, std::size_t d, std::uint64_t seed, std::uint64_t member) {
    source random(seed * 1'000'003 + family * 1009 + d * 101 + member);
    const genz_parameters p = genz_drawn(family, d, random);
    constexpr std::array of_genz = {oscillating, product_peak, corner_peak, gaussian_peak, continuous, discontinuous};
    static_assert(of_genz.size() == genz_families);
    if (family < genz_families) return of_genz[family](p);
    switch (family) {
        case 6:
            return rotated_gaussian(d, random);
        case 7:
            return ridge(d, random);
        case 8:
            return mixture(d, random);
        case with_singular_faces:
            return singular_faces(d, random);
        case 10:
            return oblique_kink(d, random);
        case 11:
            return half_space(d, random);
        case 12:
            return ball(d, random);
        case 13:
            return propagator(d, random);
        case 14:
            return coulomb(d, random);
        case 15:
            return few_directions(d, p.u, random);
        case 16:
            return two_axes(d, p.u, random);
        case 17:
            return periodic(d, p.u, random);
        default:
            return student(d, random);
    }
}

}  // namespace box_draws
