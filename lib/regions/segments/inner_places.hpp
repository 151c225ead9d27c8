/// Inner places at which f is singular: where one is looked for, and the cores that come of the attempts.
///
/// A segment that is about to be halved, and whose null rules do not decay, so that no rule will do, is looked at first: the
/// samples that are known there may tell a kink or a jump, or else a power or a logarithm, at a place between two abscissae. Then
/// probes verify it, and the segment is cut there; what next to the place no rule could integrate has its integral in closed form.
/// An attempt in vain costs the probes, where a bisection costs two segments' samples.
///
/// Of several components, the one with the largest error leads; another one is asked where it has no place, or one that does not
/// explain the others. One place after another is cut: a component that is singular elsewhere has its turn in a side, or a half.
///
/// All depends on the samples of a segment, of its ancestors and their siblings, so that it does not matter in which order
/// segments are estimated.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <taskquad/options.hpp>

#include "regions/segments/inner_core.hpp"
#include "regions/segments/joint_core.hpp"
#include "regions/segments/power_core.hpp"
#include "regions/segments/power_search.hpp"
#include "regions/segments/sample.hpp"

namespace taskquad::regions::segments {

class inner_places {
public:
    inner_places(const options& o, bool complex);

    /// Whether the options ask for it, and the rule has enough samples.
    [[nodiscard]] bool are_located() const { return !levels_.empty(); }
    /// What is known of f on a segment, or at the probes in it.
    struct knowledge {
        std::size_t components;
        std::vector<double> samples;   ///< u in ascending order, each followed by the components of f times the Jacobian of u
        std::vector<double> estimate;  ///< of a segment: the components of the integral, then those of its error; else empty
        bool in_vain = false;          ///< probes of a place that there was not

        [[nodiscard]] std::size_t size() const { return samples.size() / (components + 1); }
        [[nodiscard]] double u(std::size_t i) const { return samples[i * (components + 1)]; }
        [[nodiscard]] const double* value(std::size_t i) const { return &samples[i * (components + 1) + 1]; }
        [[nodiscard]] bool is_estimated() const { return !estimate.empty(); }
        [[nodiscard]] std::span<const double> integral() const { return std::span(estimate).first(components); }
        [[nodiscard]] std::span<const double> errors() const { return std::span(estimate).last(components); }
    };
    /// Enters it for the segment with this number.
    void remember(std::uint32_t segment, knowledge known);
    /// Nothing, if it has not been entered.
    [[nodiscard]] const knowledge& of(std::uint32_t segment) const;
    /// The probes of a segment, and of those that it comes from, were in vain. Where there are several components, no other place
    /// is looked for among them: they stand much closer than all else to a place that may be another component's.
    void be_in_vain(std::uint32_t segment);
    /// The components of the integral may be off by that much, too.
    void doubt(std::uint32_t segment, std::span<const double> errors);

    static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);
    /// From which segment another one came, and with which sibling, if any. What lies outside `from` and `to` belongs to the other
    /// side of a place; all before is of no use where it is in another variable.
    struct descent {
        std::uint32_t parent = none, sibling = none;
        double from = -std::numeric_limits<double>::infinity(), to = -from;
        bool in_other_variable = false;
    };
    void descend(std::uint32_t segment, const descent& d);
    /// The segment that a segment comes from.
    [[nodiscard]] std::uint32_t parent(std::uint32_t segment) const {
        return segment < descents_.size() ? descents_[segment].parent : none;
    }

    /// What is known of f on a segment and before it, from a to b, in ascending order; not beyond a place at which f was cut.
    [[nodiscard]] std::vector<sampled_value> known(std::uint32_t segment, double a, double b, bool but_in_vain = false) const;
    /// A segment [a, b] of a piece with these ends, in u; whether the parts of it beside a power may take a graded variable; and
    /// how far apart in u the doubles of x are at most, where that is more than the spacing of doubles of u.
    struct where {
        double a, b;
        bool may_be_graded;
        double piece_begin, piece_end;
        double spacing = 0;
    };
    /// Looks for a place in a segment, which is `doubted` or not. True: one is found, to be verified; `core` has it.
    bool look(std::uint32_t segment, const where& w, bool doubted);
    /// Once more, after what was found has not been verified; for something else.
    bool look_again(std::uint32_t segment, const where& w);
    /// What was found in a segment, if anything.
    [[nodiscard]] inner_core* core(std::uint32_t segment);
    void set_core(std::uint32_t segment, std::unique_ptr<inner_core> c) { cores_.insert_or_assign(segment, std::move(c)); }

private:
    [[nodiscard]] const std::vector<std::vector<double>>* null_rules(std::size_t abscissae);
    [[nodiscard]] bool decays(const knowledge& k, std::size_t c, bool but_for_rounding);
    [[nodiscard]] std::vector<std::size_t> leads(const knowledge& k, bool doubted);
    [[nodiscard]] std::vector<sampled_value> near(std::uint32_t segment, const where& w) const;
    [[nodiscard]] const knowledge& of_estimated(std::uint32_t segment) const;

    /// Of a component that leads, among the values near a segment.
    bool look_for_seam(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead);
    bool look_for_power(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead);
    bool enter_power(std::uint32_t segment, const where& w, std::span<const sampled_value> values, std::size_t lead,
                     const located_power& found);
    [[nodiscard]] bool may_be_powers(const where& w) const { return also_powers_ && w.may_be_graded; }
    [[nodiscard]] std::optional<std::size_t> roughest(const knowledge& k, std::span<const sampled_value> values, std::size_t lead,
                                                      double lo);
    [[nodiscard]] std::optional<power_core> follower(const power_core& lead, const located_power& found, const knowledge& k,
                                                     std::vector<sample> samples, std::size_t c);

    rule rule_;
    struct level_of_rule {
        int level;
        std::vector<std::vector<double>> null_rules;  ///< empty until they are asked for, which f that is smooth never does
    };
    std::vector<level_of_rule> levels_;  ///< of initial segments, and of others
    std::vector<knowledge> known_;       ///< by segment
    std::vector<descent> descents_;      ///< by segment
    knowledge nothing_{1, {}, {}};
    std::unordered_map<std::uint32_t, std::unique_ptr<inner_core>> cores_;
    size_of_errors size_;
    bool also_powers_;
    double accuracy_;  ///< of f's values
};

}  // namespace taskquad::regions::segments
