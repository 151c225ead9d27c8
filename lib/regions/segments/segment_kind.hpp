/// The kind of region of one dimension: segments, each an interval of the variable of its chart.
///
/// It joins how a segment is estimated (estimator.hpp), what it is refined into (subdivision.hpp), where f is rough (outline.hpp).
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "regions/region.hpp"
#include "regions/segments/estimator.hpp"
#include "regions/segments/inner_places.hpp"
#include "regions/segments/outline.hpp"
#include "regions/segments/segment.hpp"
#include "regions/segments/subdivision.hpp"

namespace taskquad::regions::segments {

class segment_kind : public kind {
public:
    segment_kind(const domain& where, const options& o, const form_of_f& f);

    std::vector<region> initial() override;
    [[nodiscard]] std::size_t coordinates() const override { return estimator_.exact() ? 3 : 1; }
    void points(const region& r, std::vector<double>& list) override;
    [[nodiscard]] std::size_t points_of_one() const override {
        return used_rule().abscissae(used_rule().first_level(false)).size();
    }
    [[nodiscard]] std::span<const std::size_t> shared(const region& whole, std::span<const region> parts) const override;

    [[nodiscard]] bool of_integrals() const override { return estimator_.of_integrals(); }
    [[nodiscard]] std::uint64_t budget_of_whole() const override { return estimator_.budget_of_whole(); }
    [[nodiscard]] double size_of(std::span<const double> value) const override { return estimator_.size_of(value); }
    void assess(region& r, std::span<const double* const> values, std::span<double> integral) override;
    [[nodiscard]] bool looks_back(const region& part, const region& whole) const override;
    void look_back(region& part, std::span<const double* const> values, const region& whole,
                   std::span<const double* const> of_whole, std::size_t components) override;
    [[nodiscard]] double guard() const override { return used_rule().guard(); }
    [[nodiscard]] bool waits_for_siblings(const region& r, const region& parent) const override;
    void decide(region& r, const region* parent, std::span<const region> siblings) override;
    [[nodiscard]] bool revises() const override { return may_leave_off_; }
    void revise(initial_regions& all) override;

    void successors(const region& r, std::vector<region>& list) override;
    [[nodiscard]] bool may_be_divided(const region& r) const override;
    [[nodiscard]] bool has_room(const region& r) const override { return subdivision_.has_room(facts(r)); }
    [[nodiscard]] bool is_endless(const region& r) const override { return subdivision_.is_endless(facts(r)); }
    [[nodiscard]] bool is_comparable(const region& whole, std::span<const region> parts) const override;
    [[nodiscard]] std::optional<status> limitation(const region& r) const override;

    [[nodiscard]] std::optional<double> promise(const region& r) const override;
    void later_points(const region& r, std::size_t most, std::vector<double>& list) override;
    [[nodiscard]] roughness rough(const region& r, std::span<const double> outline, double begin, double end) override;

    [[nodiscard]] bool reversed() const override { return reversed_; }
    [[nodiscard]] taskquad::segment<> shown(const region& r) const override;

private:
    [[nodiscard]] const rule& used_rule() const { return estimator_.used_rule(); }
    [[nodiscard]] const segment_facts& facts(const region& r) const { return facts_[r.own]; }
    [[nodiscard]] segment whole(const region& r) const { return {r, facts(r)}; }
    [[nodiscard]] const double* kept(std::uint32_t number, std::size_t components) const;
    std::uint32_t keep(const double* value, std::size_t components);
    void put_back(region& r, const segment& s);
    region add(const segment& s);
    void conclude(region& r, const segment& s);
    void remember(const region& r, const segment& s, std::span<const double* const> values, std::span<const double> integral);
    [[nodiscard]] std::optional<std::uint32_t> beside_core(const segment& s) const;
    [[nodiscard]] std::vector<sampled_value> known_beside_core(const segment& s, std::uint32_t side);
    void look_at_side(region& r, std::uint32_t side, std::span<const double* const> values, std::size_t components);
    void raise_error(region& r, double doubt);
    /// How many values of a segment are beside ends, behind those at its abscissae.
    [[nodiscard]] static std::size_t values_beside_ends(const segment_facts& s) {
        return (has(s.looked_at, ends::begin) ? 1U : 0U) + (has(s.looked_at, ends::end) ? 1U : 0U);
    }
    [[nodiscard]] bool is_half_of_panel(const region& part, const region& whole) const;
    /// A panel hands the values at ends on to its halves.
    static void keep_ends(segment& part, const segment_facts& whole) {
        if (!part.how.is_panel() || part.in_chart != whole.in_chart || part.a != whole.a || part.b != whole.b) return;
        part.begin_value = whole.begin_value;
        part.end_value = whole.end_value;
    }
    void doubt_at_ends(region& r, std::span<const double* const> values, std::size_t components);
    void look_at_ends(region& r, std::span<const double* const> values, std::span<const double* const> beside,
                      std::size_t components);
    void take_probes(const region& r, std::span<const double* const> values, std::size_t components);
    void estimate_core(region& r, std::span<double> integral);
    void repeat_integral(const region& r, std::span<double> integral);
    [[nodiscard]] refinement_kind after_probes(segment& s);
    void descend(const region& r, std::span<const region> parts, const inner_core* core);
    [[nodiscard]] std::uint32_t estimated_as(std::uint32_t own) const;
    [[nodiscard]] inner_places::where interval(const segment& s) const;
    void leave_off(initial_regions& all, std::size_t first, std::size_t last, ends e);

    estimator estimator_;
    subdivision subdivision_;
    bool reversed_;
    bool may_leave_off_ = false;  ///< an initial segment may end its piece, which is known when all initial segments are
    std::uint8_t level_;          ///< the level of the rule at which halves begin
    std::vector<segment_facts> facts_;
    std::vector<double> kept_;                                       ///< values of f where segments meet, with all their components
    std::unordered_map<std::uint32_t, subdivision::places> places_;  ///< by region::own, for the few segments that have any
    assessment last_;                                                ///< the latest assessment
    outlines outlines_;
    inner_places inner_places_;
    std::vector<segment> parts_;  ///< scratch
};

}  // namespace taskquad::regions::segments
