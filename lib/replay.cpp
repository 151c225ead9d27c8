#include "replay.hpp"

#include "depth_first.hpp"
#include "worst_first.hpp"

namespace taskquad::detail {

std::unique_ptr<replay> make_replay(partition& p, const options& o) {
    const tolerance t{o.absolute_tolerance, o.relative_tolerance};
    if (o.refinement == refinement::local) return std::make_unique<depth_first>(p, t);
    return std::make_unique<worst_first>(p, t);
}

}  // namespace taskquad::detail
