/// The kind of region of sparse grids: an item is an index, one level an axis.
///
/// It joins the lattice of indices, the grid of their points, what they contribute, and the probes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/box.hpp>
#include <taskquad/norm.hpp>
#include <taskquad/options.hpp>

#include "regions/box_chart.hpp"
#include "regions/items.hpp"
#include "regions/lattice/contribution.hpp"
#include "regions/lattice/grid.hpp"
#include "regions/lattice/indices.hpp"
#include "regions/lattice/probes.hpp"
#include "regions/lattice/weights.hpp"

namespace taskquad::regions::lattice {

/// A reference coordinate: origin + scale * t, t being the coordinate of a family's density.
struct axis {
    const nested_family* family;
    double origin, scale;
};
/// From a to b, finite; where b < a, the integral changes its sign.
[[nodiscard]] axis range(double a, double b);
/// With the density of a normal distribution, sd > 0.
[[nodiscard]] axis normal(double mean, double sd);
/// With the density of an exponential distribution, rate > 0.
[[nodiscard]] axis exponential(double rate);
/// Those of a box, from left to right. `in`: its chart for sparse grids.
[[nodiscard]] std::vector<axis> axes_of(const box& where, const box_chart& in);

class sparse_grid_kind final : public items {
public:
    sparse_grid_kind(std::vector<axis> axes, norm n, const form_of_f& f, std::optional<other_way> other = {}, bool reversed = false,
                     box_chart where = {});
    /// Over a box, of which breakpoints are not used.
    sparse_grid_kind(const box& where, const options& o, const form_of_f& f, std::optional<other_way> other = {})
        : sparse_grid_kind(where, {where, o.scale, box_chart::kind::sparse_grid}, o, f, std::move(other)) {}

    /// The evaluations that a sum over such axes begins with.
    [[nodiscard]] static std::uint64_t first_estimates(std::span<const axis> axes);

    std::vector<region> initial() override;
    [[nodiscard]] std::size_t coordinates() const override { return axes_.size(); }
    void points(const region& r, std::vector<double>& list) override;
    [[nodiscard]] std::size_t points_of_one() const override { return 32; }
    [[nodiscard]] std::span<const std::size_t> shared(const region& /*whole*/, std::span<const region> /*parts*/) const override {
        return {};
    }
    [[nodiscard]] double size_of(std::span<const double> value) const override { return norm_(value, form_.complex); }
    void assess(region& r, std::span<const double* const> values, std::span<double> integral) override;
    [[nodiscard]] bool waits_for_siblings(const region& /*r*/, const region& /*parent*/) const override { return false; }
    void decide(region& r, const region* /*parent*/, std::span<const region> /*siblings*/) override { r.decided = true; }
    void successors(const region& /*r*/, std::vector<region>& /*list*/) override {}
    [[nodiscard]] bool may_be_divided(const region& /*r*/) const override { return false; }
    [[nodiscard]] bool has_room(const region& /*r*/) const override { return true; }
    [[nodiscard]] bool is_comparable(const region& /*whole*/, std::span<const region> /*parts*/) const override { return false; }
    [[nodiscard]] bool is_empty() const override { return counted_.none_counts(); }
    [[nodiscard]] taskquad::foundation foundation() const override { return taskquad::foundation::sparse_grid; }
    [[nodiscard]] bool reversed() const override { return reversed_; }
    [[nodiscard]] std::size_t dimension() const override { return axes_.size(); }
    [[nodiscard]] segment<> shown(const region& r) const override { return {0, 0, r.integral, r.error}; }

    [[nodiscard]] region item(number n) const override;
    [[nodiscard]] bool in_pilot(const region& r) const override { return indices_.total(r.own) <= 1; }
    [[nodiscard]] bool is_last(const region& r) const override { return indices_.at_last_level(r.own); }
    [[nodiscard]] bool comes_before(const region& r, const region& t) const override { return indices_.precedes(r.own, t.own); }
    [[nodiscard]] std::uint64_t fresh(number n) const override;
    [[nodiscard]] const other_way* otherwise() const override { return other_ ? &*other_ : nullptr; }
    void let_in(set s, number n, std::vector<number>& list) override { of(s).admits_with(n, list); }
    void add(set s, number n) override { of(s).add(n); }
    void imagine() override { imagined_ = refined_; }
    [[nodiscard]] double predicted(number n, const errors& of) override;
    [[nodiscard]] double holds_back(number n, const errors& of) override;
    [[nodiscard]] std::optional<status> limitation_of_all(const contributions& of) override;
    void enter(const region& r, std::span<const double* const> values, std::size_t components) override;
    void recall(const region& r, std::span<const double* const> values, std::size_t components) override;
    [[nodiscard]] double spread(const region& r) const override { return spreads_[r.own]; }
    [[nodiscard]] double magnitude() const override;
    [[nodiscard]] misfit at_probes() const override;

    /// Where there is another way, nobody has said that f is for a sparse grid.
    std::optional<region> more_probes(std::uint64_t evaluations, bool is_sure) override;
    [[nodiscard]] bool doubted() const override { return probed() > probes::for_each_axis * axes_.size(); }

private:
    sparse_grid_kind(const box& where, const box_chart& in, const options& o, const form_of_f& f, std::optional<other_way> other);
    static constexpr number probes_number = static_cast<number>(-1);

    [[nodiscard]] closed_set& of(set s) { return s == set::refined ? refined_ : s == set::required ? required_ : imagined_; }
    [[nodiscard]] double decay(number n, std::size_t axis, const errors& of);
    [[nodiscard]] bool diverges(std::size_t axis, const contributions& of);
    void assess_probes(region& r, std::span<const double* const> values, std::size_t components);
    [[nodiscard]] region of_probes() const;
    /// How many probes have values.
    [[nodiscard]] std::size_t probed() const { return f_at_probes_.size() / components_; }
    void find_contribution(const region& r, std::span<const double* const> values, std::size_t components);
    void append_reference(const region& r, std::vector<double>& list);
    void map(std::span<const double> density_coordinates, std::vector<double>& list) const;

    std::vector<axis> axes_;
    double volume_ = 1;
    norm norm_;
    form_of_f form_;
    std::optional<other_way> other_;
    bool reversed_;
    box_chart where_;
    counted_values counted_;
    grid grid_;
    indices indices_;
    closed_set refined_, required_, imagined_;
    contribution contribution_;
    weights weights_;
    probes probes_;
    std::vector<double> spreads_;                  ///< by index: the norm of what it adds to the polynomial
    std::vector<double> sizes_;                    ///< by point of the grid: the norm of f, as it counts
    std::vector<double> f_at_probes_, predicted_;  ///< probe by probe, each with all components
    std::size_t first_of_last_ = 0;                ///< of the probes that were added last
    std::size_t components_ = 1;
    std::vector<point_number> numbers_;  ///< scratch
    std::vector<double> coordinates_;    ///< scratch
};

}  // namespace taskquad::regions::lattice
