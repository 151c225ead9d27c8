/// A kink: two probes, one on either side of where the sides meet and as near to it as the doubt of the sides allows, show that
/// each side goes on to there. With them the sides are extrapolated again, over what is left of the gap; two rounds make 1e-5, then
/// 1e-10 of it. The method is ours.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "regions/segments/inner_core.hpp"
#include "regions/segments/seam.hpp"

namespace taskquad::regions::segments {

/// Of one component; all members are those that `joint_core` asks for.
class kink_core {
public:
    /// The sides seem to meet at a place; `all` is what an integral is rounded to: the largest value times the width of the
    /// segment.
    kink_core(const seam& s, double place, double all);
    /// Of a component that follows another one.
    explicit kink_core(const seam& s) : seam_(s) {}

    /// The error of a core over that of the segment.
    static constexpr std::optional<double> gain = 1e-3;
    [[nodiscard]] inner_core::step next(const kink_core& worst) const;
    /// What is to be done instead of a cut that does not pay.
    [[nodiscard]] inner_core::step otherwise(const kink_core& /*worst*/) const { return inner_core::step::give_up; }
    [[nodiscard]] std::vector<double> probes() const;
    [[nodiscard]] std::vector<double> later_probes(std::size_t /*most*/) const { return {}; }
    void take(std::span<const sample> probed);
    [[nodiscard]] bool is_refused() const { return stage_ == stage::refused; }
    /// Whether the sides have foretold the values there.
    [[nodiscard]] bool follow(const kink_core& lead, std::span<const sample> probed);
    void be_cut() {}
    void become_region() { stage_ = stage::region; }
    static constexpr bool is_seam = true;
    /// Where its sides were not smooth after all.
    [[nodiscard]] bool may_be_power() const { return true; }
    [[nodiscard]] bool sharpens() const { return false; }
    [[nodiscard]] std::optional<inner_core::power> beside() const { return {}; }

    [[nodiscard]] double begin() const { return seam_.lo; }
    [[nodiscard]] double end() const { return seam_.hi; }
    [[nodiscard]] double integral() const;
    [[nodiscard]] double error() const;

private:
    enum class stage { open, verified, refused, region };
    void aim(double place);
    [[nodiscard]] stage after(const sample& p, const sample& q);

    seam seam_;
    double all_ = 0, place_ = 0;
    double distance_ = 0;  ///< of the probes from the place; 0: there is no place for them
    bool on_both_ = false;
    int rounds_ = 0;
    double miss_ = 0;  ///< of the last probes, where another component leads
    stage stage_ = stage::open;
};

}  // namespace taskquad::regions::segments
