/// What lies next to an inner power or logarithm: a model of f, verified by probes, and the integral there in closed form.
///
/// A core is [s - D, s + D], about the place s. It is never sampled at distances near the spacing of doubles. Six probes at once, a
/// ladder, stand at s -+ D (1, 1/4, 1/16): the model must have foretold them, then it is fitted again to what lies nearest. Each
/// ladder tells the place to some power of what was known before, so that two of them suffice; deep probes then look whether the
/// model holds down to where doubles end: log((x-s)^2 + 1e-14) is no logarithm.
///
/// What the integral is off is estimated by what the last ladder has changed, times the rate at which the forecasts have become
/// better: a model that is right converges quadratically, one that is wrong linearly, and is not believed. The method is ours.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "regions/segments/inner_core.hpp"
#include "regions/segments/power_model.hpp"
#include "regions/segments/power_search.hpp"

namespace taskquad::regions::segments {

/// Of one component; all members are those that `joint_core` asks for.
class power_core {
public:
    struct surroundings {
        double a, b;                 ///< the segment
        double least, largest;       ///< probes lie inside
        double spacing;              ///< places are known no better, nor than doubles can tell
        double accuracy;             ///< of f's values, relative to themselves
        bool is_of_several = false;  ///< components, any of which may jump beside the place
    };
    /// `samples`, in ascending order, are those that the place was found from.
    power_core(const located_power& found, std::vector<sample> samples, const surroundings& w);

    /// Of a component that follows: about the same place, with its own model, and its samples at the same x. Where it is smooth
    /// there the order is of no meaning, and stays.
    enum class share { singular, weak, smooth };
    power_core(const power_core& lead, const power_model& model, std::vector<sample> samples, share in_place);

    /// The error of a core over that of the segment.
    static constexpr std::optional<double> gain = 1e-2;
    /// `worst`: the component with the largest error.
    [[nodiscard]] inner_core::step next(const power_core& worst);
    /// The same where that is a cut that does not pay.
    [[nodiscard]] inner_core::step otherwise(const power_core& worst) const;
    /// None: the core cannot be looked at from closer by.
    [[nodiscard]] std::vector<double> probes() const;
    [[nodiscard]] std::vector<double> later_probes(std::size_t /*most*/) const { return {}; }
    void take(std::span<const sample> probed);
    [[nodiscard]] bool is_refused() const { return stage_ == stage::refused; }
    /// Whether the values may be those of such a place.
    [[nodiscard]] bool follow(const power_core& lead, std::span<const sample> probed);
    void be_cut() {}
    void become_region() { stage_ = stage::region; }
    static constexpr bool is_seam = false;
    [[nodiscard]] bool may_be_power() const { return false; }
    [[nodiscard]] bool sharpens() const { return false; }

    [[nodiscard]] double begin() const;
    [[nodiscard]] double end() const;
    [[nodiscard]] double integral() const { return integral_; }
    [[nodiscard]] double error() const { return error_ + deep_doubt_; }
    [[nodiscard]] std::optional<inner_core::power> beside() const;
    [[nodiscard]] const power_model& model() const { return model_; }

private:
    /// The distances of a ladder's probes, in units of D.
    static constexpr std::array<double, 3> rungs{1, 1.0 / 4, 1.0 / 16};
    static constexpr int steps = 25;  ///< of a fit

    enum class stage { ladder, deep, verified, region, refused };
    [[nodiscard]] double spacing() const;
    [[nodiscard]] double resolution() const;
    [[nodiscard]] double next_half_width() const;
    /// What a ladder's values are, beside what the model has foretold.
    struct ladder {
        double miss = 0, outermost = 0;  ///< the largest miss, the largest magnitude at the outermost rung
        double least, largest;
        [[nodiscard]] double variation() const { return largest - least; }
        [[nodiscard]] bool agrees_to(double part) const;
    };
    [[nodiscard]] std::optional<ladder> look_at(std::span<const sample> probed, double D) const;
    [[nodiscard]] bool take_ladder(std::span<const sample> probed);
    [[nodiscard]] power_model fitted(const power_window& w, const power_model& lead) const;
    [[nodiscard]] bool follow_ladder(const power_core& lead, std::span<const sample> probed);
    [[nodiscard]] bool settle(const ladder& seen, const power_model& before, const power_window& w);
    [[nodiscard]] std::size_t of_each_side() const;
    void add(std::span<const sample> probed);
    void doubt();
    [[nodiscard]] double reach_of(const sample& probe) const;
    [[nodiscard]] double doubt_of_jump() const;
    [[nodiscard]] bool come_together() const;
    [[nodiscard]] bool knows_integral() const;
    [[nodiscard]] double unsampled() const;

    surroundings within_;
    std::vector<sample> samples_;  ///< in ascending order
    std::vector<sample> deep_;
    power_model model_;
    double half_width_;  ///< D; before the first ladder, the gap
    int ladders_ = 0;
    bool was_region_ = false;
    stage stage_ = stage::ladder;
    std::optional<share> follows_;  ///< where another component leads
    double integral_ = 0, error_ = 0, deep_doubt_ = 0;
    double miss_ = 0, rate_ = 0, change_ = 0;  ///< of the last ladder
};

}  // namespace taskquad::regions::segments
