#include "engine.hpp"

#include <algorithm>
#include <limits>

namespace taskquad::detail {

engine::engine(const domain& where, const options& o, int workers)
    : reversed_(where.reversed()),
      keep_partition_(o.keep_partition),
      partition_(where, o, workers),
      replay_(make_replay(partition_, o)) {}

void engine::tell(point_id p, double value) {
    partition_.tell(p, value);
    while (true) {
        bool news = false;
        while (const auto s = partition_.take_known()) {
            replay_->known(*s);
            news = true;
        }
        if (!news || decided_) return;
        decided_ = replay_->advance();
    }
}

result<> engine::outcome() const {
    result<> r;
    r.status = decided_ ? *decided_ : stopped_.value_or(status::stopped);
    r.evaluations = partition_.evaluations();
    r.segments = partition_.segments();
    const bool known = partition_.begun();
    const double value = partition_.integral();
    r.value = !known ? std::numeric_limits<double>::quiet_NaN() : reversed_ ? -value : value;
    r.error = known ? partition_.error() : std::numeric_limits<double>::infinity();
    if (r.status == status::non_finite) r.non_finite_at = partition_.first_non_finite();
    if (known && keep_partition_) r.partition = segments();
    return r;
}

/// The committed leaves in the direction of the domain.
std::vector<segment<>> engine::segments() const {
    std::vector<segment<>> list;
    for (const segment_id i : partition_.leaves()) {
        const segment_node& n = partition_[i];
        list.push_back(reversed_ ? segment<>{n.b, n.a, -n.integral, n.error} : segment<>{n.a, n.b, n.integral, n.error});
    }
    if (reversed_) std::reverse(list.begin(), list.end());
    return list;
}

}  // namespace taskquad::detail
