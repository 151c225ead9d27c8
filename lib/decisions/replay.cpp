#include "decisions/replay.hpp"

#include <limits>
#include <utility>

#include "decisions/depth_first.hpp"
#include "decisions/sparse_replay.hpp"
#include "decisions/worst_first.hpp"

namespace taskquad::decisions {

namespace {

course course_over(std::unique_ptr<partition> all, const options& o) {
    std::unique_ptr<replay> decisions;
    if (o.refinement == refinement::local) {
        decisions = std::make_unique<depth_first>(*all, o.tolerance());
    } else {
        decisions = std::make_unique<worst_first>(*all, o.tolerance());
    }
    return {std::move(all), std::move(decisions)};
}

}  // namespace

course course_of(std::unique_ptr<regions::kind> k, const options& o, int workers) {
    if (dynamic_cast<regions::items*>(k.get()) != nullptr) {
        std::unique_ptr<regions::items> items(static_cast<regions::items*>(k.release()));
        auto all = std::make_unique<sparse_sum>(std::move(items), o, workers);
        auto decisions = std::make_unique<sparse_replay>(*all, o.tolerance());
        return {std::move(all), std::move(decisions)};
    }
    return course_over(std::make_unique<partition>(std::move(k), o, workers), o);
}

course course_after(const approximation& before, std::unique_ptr<regions::kind> k, const options& o, int workers) {
    return course_over(std::make_unique<partition>(std::move(k), o, workers, &before), o);
}

std::optional<region_id> replay::foresee() {
    // Where abscissae round onto each other, a plan could go on for ever without a new abscissa.
    constexpr int enough = 256;
    for (int n = 0; n < enough; ++n) {
        const auto g = next_guess(true);
        if (!g) break;
        if (!g->parts_known) return g->region;
    }
    return {};
}

double replay::splits_left() {
    constexpr int many = 10'000;  // of guesses, which take a few milliseconds
    imagine();
    for (int n = 0; n < many; ++n) {
        if (!next_guess(false)) return n;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace taskquad::decisions
