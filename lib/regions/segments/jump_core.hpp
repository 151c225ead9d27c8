/// A jump: a bracket about it, halved by one probe at a time, which must belong to one of the sides. What is left of the bracket
/// and what its halvings have left beside it have the integral of the extrapolated sides.
///
/// A core that is to be known better takes another probe, so that a binary digit costs one evaluation, and as many are spent as the
/// tolerance asks for. Where the doubt of the sides is most of the error, what lies beside the bracket becomes segments. The method
/// is ours.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "regions/segments/inner_core.hpp"
#include "regions/segments/seam.hpp"

namespace taskquad::regions::segments {

/// Of one component; all members are those that `joint_core` asks for.
class jump_core {
public:
    explicit jump_core(const seam& s) : bracket_(s), gap_(s.hi - s.lo), begin_(s.lo), end_(s.hi) {}

    /// It is cut whatever its error: it will be known better.
    static constexpr std::optional<double> gain = {};
    /// `worst`: the component with the largest error.
    [[nodiscard]] inner_core::step next(const jump_core& worst) const;
    /// What is to be done instead of a cut that does not pay.
    [[nodiscard]] inner_core::step otherwise(const jump_core& /*worst*/) const { return inner_core::step::give_up; }
    [[nodiscard]] std::vector<double> probes() const;
    [[nodiscard]] std::vector<double> later_probes(std::size_t most) const;
    void take(std::span<const sample> probed);
    [[nodiscard]] bool is_refused() const { return refused_; }
    /// Whether the sides have foretold the values there.
    [[nodiscard]] bool follow(const jump_core& lead, std::span<const sample> probed);
    /// What the halvings have left beside the bracket is no part of it any more.
    void be_cut();
    void become_region() { is_region_ = true; }
    static constexpr bool is_seam = true;
    [[nodiscard]] bool may_be_power() const { return false; }
    [[nodiscard]] bool sharpens() const { return true; }
    [[nodiscard]] std::optional<inner_core::power> beside() const { return {}; }

    [[nodiscard]] double begin() const { return begin_; }
    [[nodiscard]] double end() const { return end_; }
    [[nodiscard]] double integral() const { return integral_; }
    [[nodiscard]] double error() const { return of_bracket_ + of_sides_; }

private:
    void estimate();

    seam bracket_;
    double gap_, begin_, end_;
    bool is_region_ = false, refused_ = false;
    double miss_ = 0;                                      ///< of the last probe, where another component leads
    double integral_ = 0, of_bracket_ = 0, of_sides_ = 0;  ///< the parts of the error
};

}  // namespace taskquad::regions::segments
