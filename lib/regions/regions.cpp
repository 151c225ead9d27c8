#include "regions/regions.hpp"

#include "regions/segments/segment_kind.hpp"

namespace taskquad::regions {

std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f) {
    return std::make_unique<segments::segment_kind>(where, o, f);
}

}  // namespace taskquad::regions
