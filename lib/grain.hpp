/// Who may find out by itself that f is cheap.
#pragma once

#include <algorithm>
#include <thread>

#include <taskquad/options.hpp>

namespace taskquad::detail {

/// Whether an integration may begin on the calling thread alone, with whole segments, or one evaluation after the other. Whoever
/// asks for many evaluations in flight has an expensive f, which the first one by itself would cost dear.
inline bool may_be_cheap(const options& o) {
    constexpr int few = 4;
    // Asked for once: it reads files.
    static const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return o.grain == grain::segments || (o.grain == grain::automatic && o.concurrency <= std::min(cores, few));
}

}  // namespace taskquad::detail
