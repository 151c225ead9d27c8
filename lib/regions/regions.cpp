#include "regions/regions.hpp"

#include <utility>
#include <vector>

#include "regions/boxes/box_kind.hpp"
#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions {

std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f) {
    return std::make_unique<segments::segment_kind>(where, o, f);
}

std::unique_ptr<kind> regions_of(const box& where, const options& o, const form_of_f& f) {
    if (where.dimension() == 1) return regions_of(where.axes().front(), o, f);
    std::vector<std::vector<double>> breaks;
    for (const domain& axis : where.axes()) breaks.emplace_back(axis.points().begin(), axis.points().end());
    return std::make_unique<boxes::box_kind>(std::move(breaks), boxes::rule_for(where.dimension(), o.relative_tolerance), o, f,
                                             where.reversed());
}

}  // namespace taskquad::regions
