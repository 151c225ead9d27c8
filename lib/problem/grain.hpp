/// The unit of work: whole segments where f is cheap, else single evaluations.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include <taskquad/options.hpp>

namespace taskquad::problem {

/// Up to this cost of an evaluation tasks for single evaluations do not pay.
constexpr std::chrono::duration<double> cheap(20e-6);

/// The largest time of an evaluation at which an integration goes on with whole segments. A cost that the user states is believed.
inline std::chrono::duration<double> most_for_segments(const options& o) {
    return o.cost_of_f.count() > 0 ? std::chrono::duration<double>(std::numeric_limits<double>::infinity()) : cheap;
}

/// Whether an integration may begin on the calling thread alone, with whole segments, or one evaluation after the other: f is
/// cheap, or has to be timed. If many evaluations are to be in flight, f is expensive, and a first one by itself would waste time.
inline bool may_be_cheap(const options& o) {
    if (o.cost_of_f.count() > 0) return o.cost_of_f <= cheap;
    constexpr int few = 4;
    // Asked for once, since the answer is read from files.
    static const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return o.concurrency <= std::min(cores, few);
}

}  // namespace taskquad::problem
