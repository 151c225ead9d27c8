/// Segments of a single axis with a density: intervals of the probability u that the coordinate is below x.
///
/// All that is known of ends, panels and inner places in one dimension holds for f as a function of u, the integral of which over
/// [0, 1] is the expectation.
#pragma once

#include <utility>
#include <vector>

#include "regions/box_chart.hpp"
#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions::segments {

class probability_kind final : public segment_kind {
public:
    /// `of_u`: the only coordinate, of a reference coordinate in [0, 1], without a factor.
    probability_kind(box_chart of_u, const options& o, const form_of_f& f)
        : segment_kind(domain{0.0, 1.0}, o, f), of_u_(std::move(of_u)) {}

    void points(const region& r, std::vector<double>& list) override {
        const std::size_t before = list.size();
        segment_kind::points(r, list);
        of_u_.turn_all(std::span(list).subspan(before));
    }
    void later_points(const region& r, std::size_t most, std::vector<double>& list) override {
        const std::size_t before = list.size();
        segment_kind::later_points(r, most, list);
        of_u_.turn_all(std::span(list).subspan(before));
    }
    [[nodiscard]] taskquad::segment<> shown(const region& r) const override {
        auto s = segment_kind::shown(r);
        s.a = of_u_.first(s.a);
        s.b = of_u_.first(s.b);
        return s;
    }

private:
    box_chart of_u_;
};

}  // namespace taskquad::regions::segments
