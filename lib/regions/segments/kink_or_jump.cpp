#include "regions/segments/kink_or_jump.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::regions::segments {

std::optional<kink_or_jump> find_kink_or_jump(std::span<const sample> samples, double a, double b, double accuracy) {
    const auto found = find_seam(samples, a, b, accuracy);
    if (!found) return {};
    const meeting m = look_at(*found);
    if (m.what == seam_kind::jump) {
        const jump_core core(*found);
        return core.probes().empty() ? std::nullopt : std::optional<kink_or_jump>(core);
    }
    if (m.what == seam_kind::neither) return {};
    double largest = 0;
    for (const sample& p : samples) largest = std::max(largest, std::abs(p.y));
    const kink_core core(*found, m.place, largest * (b - a));
    return core.probes().empty() ? std::nullopt : std::optional<kink_or_jump>(core);
}

}  // namespace taskquad::regions::segments
