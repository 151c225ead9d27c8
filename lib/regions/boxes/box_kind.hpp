/// The kind of region of several dimensions: boxes, each estimated by a fully symmetric rule and cut in two.
///
/// How this meets the decisions, which know neither boxes nor probes:
///
/// * A box is *decided* with its sibling, since what both have missed (neighbours.hpp) corrects the errors of both: its error is
///   fixed by the values at its own points, its sibling's, and its ancestors', as the certain set asks for.
/// * The root is suspect: it is cut before anything is believed. So are the boxes that stand for it where an axis has been divided
///   in the middle, since f is singular on both of its faces: two of them, uncut, claimed a value to 1e-5 that was off by 3e-3. And
///   so is a part of which the whole, or the sibling, has a value that is not finite, since nothing has been compared with it: of
///   6,625 integrals of products of powers, at one point of which f is not finite, 123 were claimed and off by up to 8 tolerances;
///   now 74 are by up to 1.4, hardly more than where f is finite.
/// * Where the committed leaves meet the tolerance, the decisions ask for a `look`: a region without a place, whose points are the
///   probes (probes.hpp). All are wanted at once, and all are certain then: the serial algorithm is going to make them whatever
///   their values are. With them comes what boxes foretell of each other (forecasts.hpp); a look that is made for this alone has no
///   points. Then the errors of leaves, and of what has been made below, may grow, and they may be cut elsewhere; the serial
///   algorithm goes on from there. A look can only delay the end. Between two looks errors are as fixed as ever: what is certain to
///   be refined stays so.
/// * Parts of a box can be made when its own values are known, not before: only they say across which axis it is cut. So
///   speculation looks one level ahead.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <taskquad/options.hpp>

#include "regions/box_chart.hpp"
#include "regions/boxes/box.hpp"
#include "regions/boxes/estimates.hpp"
#include "regions/boxes/faces.hpp"
#include "regions/boxes/forecasts.hpp"
#include "regions/boxes/mesh.hpp"
#include "regions/boxes/neighbours.hpp"
#include "regions/boxes/probes.hpp"
#include "regions/region.hpp"

namespace taskquad::regions::boxes {

class box_kind final : public kind {
public:
    /// `breaks`: see mesh.hpp; as many axes as the rule has dimensions. Boxes are divided in reference coordinates, and all that is
    /// kept of values is kept of values as they count. `graded`: the faces at which the chart has a power.
    box_kind(std::vector<std::vector<double>> breaks, std::shared_ptr<const rules::fully_symmetric> rule, const options& o,
             const form_of_f& f = {}, bool reversed = false, box_chart where = {}, std::vector<singular_face> graded = {});

    std::vector<region> initial() override;
    [[nodiscard]] std::size_t coordinates() const override { return mesh_.dimension(); }
    void points(const region& r, std::vector<double>& list) override;
    [[nodiscard]] std::size_t points_of_one() const override { return estimates_.rule().count(); }
    [[nodiscard]] std::span<const std::size_t> shared(const region& /*whole*/, std::span<const region> /*parts*/) const override {
        return {};
    }

    [[nodiscard]] double size_of(std::span<const double> value) const override { return estimates_.size_of(value); }
    void assess(region& r, std::span<const double* const> values, std::span<double> integral) override;
    [[nodiscard]] bool waits_for_siblings(const region& /*r*/, const region& /*parent*/) const override { return true; }
    void decide(region& r, const region* parent, std::span<const region> siblings) override;

    void successors(const region& r, std::vector<region>& list) override;
    [[nodiscard]] bool may_be_divided(const region& r) const override { return boxes_[r.own].assessed && has_room(r); }
    [[nodiscard]] bool has_room(const region& r) const override { return mesh_.has_room(r.own); }
    [[nodiscard]] bool stagnates() const override { return false; }
    [[nodiscard]] bool is_comparable(const region& /*whole*/, std::span<const region> /*parts*/) const override { return false; }

    [[nodiscard]] std::optional<status> limitation(const region& r) const override;

    [[nodiscard]] std::unique_ptr<kind> instead_of(const region& r) override;

    [[nodiscard]] bool looks() const override { return true; }
    std::optional<region> look(std::span<const region* const> leaves, std::uint64_t evaluations) override;
    [[nodiscard]] bool sees_nothing() const override { return sees_nothing_; }
    [[nodiscard]] bool is_empty() const override { return counted_.none_counts(); }
    void learn(region& r) override;

    [[nodiscard]] taskquad::foundation foundation() const override { return taskquad::foundation::boxes; }
    [[nodiscard]] bool reversed() const override { return reversed_; }
    [[nodiscard]] std::size_t dimension() const override { return mesh_.dimension(); }
    [[nodiscard]] std::vector<double> sides(const region& r) const override;
    /// The interval of the first axis.
    [[nodiscard]] segment<> shown(const region& r) const override {
        return {where_.end(0, mesh_.lower(r.own, 0)), where_.end(0, mesh_.upper(r.own, 0)), r.integral, r.error};
    }
    /// Where the sides of a region are, in reference coordinates.
    [[nodiscard]] const mesh& sides() const noexcept { return mesh_; }

private:
    void append_reference(const region& r, std::vector<double>& list);
    void conclude(region& r);
    void mark(std::span<const region* const> leaves);
    /// The error of a box by what is known of f in it besides its own values; may change where it is cut.
    double contradict(box_number n);

    [[nodiscard]] bool is_compared(box_number part) const;
    void keep_parts_that_stand(region& r);
    void look_at_faces(region& r);
    void look_beyond_digits(region& r);
    /// Whether what f cannot tell from a face makes most of its error.
    [[nodiscard]] bool is_unresolved(const region& r) const;

    options options_;
    form_of_f form_;
    box_chart where_;
    mesh mesh_;
    estimates estimates_;
    samples samples_;
    neighbours neighbours_;
    probes probes_;
    forecasts forecasts_;
    std::vector<box> boxes_;
    bool reversed_, sees_nothing_ = false;
    std::vector<box_number> leaves_of_last_look_;
    std::vector<singular_face> graded_;
    std::unordered_map<box_number, singular_face> faces_;  ///< where a box gives way
    counted_values counted_;
};

/// The rule for so many dimensions that takes the fewest evaluations, as measured on 19 families of random integrands: of degree 7
/// where the relative tolerance is at least 3e-5, in four dimensions and more 1e-6; else of degree 13, 11, or, in four dimensions
/// and more, 9. Where there is no relative tolerance, one of those, too.
std::shared_ptr<const rules::fully_symmetric> rule_for(std::size_t dimension, double relative_tolerance);

}  // namespace taskquad::regions::boxes
