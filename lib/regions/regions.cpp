#include "regions/regions.hpp"

#include <utility>

#include "regions/box_chart.hpp"
#include "regions/boxes/box_kind.hpp"
#include "regions/segments/probability_kind.hpp"
#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions {

std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f) {
    return std::make_unique<segments::segment_kind>(where, o, f);
}

std::unique_ptr<kind> regions_of(const box& where, const options& o, const form_of_f& f) {
    if (where.dimension() == 1) {
        const domain* const line = where.axes().front().interval();
        if (line != nullptr) return regions_of(*line, o, f);
        return std::make_unique<segments::probability_kind>(box_chart(where, o.scale, box_chart::kind::segments), o, f);
    }
    box_chart in(where, o.scale, box_chart::kind::boxes);
    auto breaks = in.breaks();
    return std::make_unique<boxes::box_kind>(std::move(breaks), boxes::rule_for(where.dimension(), o.relative_tolerance), o, f,
                                             where.reversed(), std::move(in));
}

}  // namespace taskquad::regions
