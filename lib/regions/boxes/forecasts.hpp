/// What small boxes foretell of the larger ones beside them, at no evaluation.
///
/// No rule has a point in a peak that is narrow beside its box. Where a cut goes through such a peak, the boxes on the side that
/// has met it become small, and those on the other side stay large, with all their values 0. The line through the centre of the
/// small box says what f is on the face between both, where the large one has to answer for it as for a probe (probes.hpp). Of 469
/// claims to 1e-3 about Gaussians over two and three axes, finite and infinite ones, with standard deviations of 0.015 to 0.2 and
/// centres in [-4, 4]^d, 64 were wrong, most of them by all of the integral; with this, none is, and where none was, it takes up to
/// 4 % more evaluations.
///
/// What is foretold is compared where a run would end. As much of the large box as the small one has volume is in doubt, until the
/// large one has been cut into parts as small; it is cut across the axis along which it is largest beside the small one, since its
/// own values do not say where to look. A face at a breakpoint is left out, since f may jump there; a jump that happens to lie on a
/// cut takes up to a half more evaluations.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regions/boxes/box.hpp"
#include "regions/boxes/estimates.hpp"
#include "regions/boxes/lines.hpp"
#include "regions/boxes/residents.hpp"
#include "regions/region.hpp"

namespace taskquad::regions::boxes {

class forecasts {
public:
    /// Looks for places at which a leaf has to expect more than its error allows for; whether there are any. `leaves`: those that
    /// are marked as leaves of the last look.
    bool look(std::span<const region* const> leaves, const std::vector<box>& all, const mesh& m, samples& s, estimates& e);
    /// Has the boxes answer for what was found last.
    void take(const std::vector<box>& all, const mesh& m);

    struct contradiction {
        double error = 0;
        box_number by = no_box;
    };
    /// What contradicts a box most.
    [[nodiscard]] contradiction worst(box_number n, const mesh& m, samples& s, estimates& e) const;
    /// Hands what is foretold in a box on to a part of it that is decided on.
    void hand_down(box_number whole, box_number part, const mesh& m) { residents_.hand_down(points_, whole, part, m); }

private:
    struct forecast {
        prediction f;
        box_number by;
    };
    [[nodiscard]] static double doubt(const forecast& p, box_number n, const mesh& m, samples& s, estimates& e);

    std::vector<double> points_;  ///< where something is foretold
    std::vector<forecast> list_;
    std::size_t taken_ = 0;  ///< how many the boxes answer for
    residents residents_;
};

}  // namespace taskquad::regions::boxes
