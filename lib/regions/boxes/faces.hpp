/// Whether f is singular on a face of the whole, like a power of the distance, as far as values along a line to the face tell.
///
/// A box beside a face that is 16 times narrower across it than along it is there because of the face. The boxes of which it is a
/// part, as far as they were cut across the same axis, have values on one line, at distances that double: they say the exponent,
/// extrapolated from two slopes; also where a breakpoint is so close to the face that the box ends there. Everything begins again
/// then with the distance t^p instead of t; x^-1/2 becomes smooth for p = 2. Products of x^-1/2, log x and exp(-c x) over three
/// dimensions take 4,477 evaluations at 1e-7 (8 of 8 solved), those before the beginnings included, instead of 182,000 (6 of 8);
/// where boxes had to be 64 times narrower, 7,041. On cornered peaks, kinks, ridges and jumps nothing ever begins again, and no
/// evaluation is made to find that out. A tail over an infinite axis is a power of the distance from infinity: of 270 products of
/// such tails, over two to four dimensions and at 1e-3 to 1e-7, 111 are solved within 50,000 evaluations, and 5 are claimed
/// wrongly, of which one by more than twice the tolerance.
///
/// What was certain to be refined is not, where everything begins again: of 2,859 evaluations with 64 in flight 112 were made in
/// vain, of 3,771 with 512 in flight 1,024; with up to 8, none.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "regions/boxes/box.hpp"
#include "regions/boxes/estimates.hpp"

namespace taskquad::regions::boxes {

/// The exponent of a power of the distance, from the values at three distances that nearly double, none of them negative; none
/// where there are no three values that follow such a power, or it is that of a smooth function.
[[nodiscard]] std::optional<double> exponent(const std::array<double, 3>& values,
                                             const std::array<double, 3>& distances = {1, 2, 4});

/// The least power of the distance from 2 to 6 with which a function with that exponent becomes smooth, if there is one; where f
/// still grows with the fourth power, that with which it hardly does; else one that has been measured to be good for all in so many
/// dimensions.
[[nodiscard]] int power_for(double exponent, std::size_t dimension);

/// Whether a box has a face of the whole.
[[nodiscard]] bool is_beside(box_number n, std::size_t axis, bool upper, const mesh& m);

struct singular_face {
    std::size_t axis;
    bool upper;
    int power;
    double exponent;
};
/// Of a part that has been assessed.
[[nodiscard]] std::optional<singular_face> find_singular_face(box_number part, const std::vector<box>& all, const mesh& m,
                                                              samples& s, const estimates& e);

/// Of the way from a face to the far side of a box beside it, the part in which f cannot tell the places from the face.
using part_without_digits = std::function<double(box_number n, std::size_t axis, bool upper)>;

/// What f does beyond the last digits of x, where it is singular on faces beside a part: those at which the chart has a power, and
/// those across which the part has no room.
struct unresolved_face {
    bool diverges = false;  ///< the integral does not exist, or converges too slowly to be told from that
    double error = 0;       ///< of the integral over the part
    std::size_t axis = 0;   ///< of the face to which most of the error is due
    bool upper = false;
};
[[nodiscard]] unresolved_face find_unresolved_face(box_number part, std::span<const singular_face> graded,
                                                   const part_without_digits& without, const std::vector<box>& all, const mesh& m,
                                                   samples& s, const estimates& e);

}  // namespace taskquad::regions::boxes
