// The core of a component about a power of another one.
#include <cmath>
#include <utility>

#include "regions/segments/power_core.hpp"

namespace taskquad::regions::segments {

power_core::power_core(const power_core& lead, const power_model& model, std::vector<sample> samples, share in_place)
    : within_(lead.within_), samples_(std::move(samples)), model_(model), half_width_(lead.half_width_), follows_(in_place) {}

bool power_core::follow(const power_core& lead, std::span<const sample> probed) {
    if (lead.ladders_ > ladders_) return follow_ladder(lead, probed);
    deep_.assign(probed.begin(), probed.end());
    doubt();
    return *follows_ == share::smooth || come_together();
}

/// At the place of the component that leads. At orders that are whole, columns coincide, so that no step comes to them.
power_model power_core::fitted(const power_window& w, const power_model& lead) const {
    if (*follows_ == share::smooth) return lead.in_other(w, model_.found(), 0);
    const power_model polished = lead.in_other(w, model_.found(), steps);
    for (const double q : {1.0, 0.0}) {
        if (const power_model m = lead.in_other(w, {0, q, false}, 0); m.is_as_good_as(polished)) return m;
    }
    return polished;
}

/// As the lead does it, but that the place is the lead's. Little is asked of the first forecasts: that a jump is not elsewhere
/// between the same samples. What is smooth varies too little for more, and the error tells.
bool power_core::follow_ladder(const power_core& lead, std::span<const sample> probed) {
    const auto seen = look_at(probed, lead.half_width_);
    constexpr double roughly_confirmed = 0.5;
    const bool is_elsewhere = ladders_ == 0 && *follows_ == share::singular && seen && !seen->agrees_to(roughly_confirmed);
    if (!seen || is_elsewhere) return false;
    add(probed);
    const double near = lead.half_width_ * rungs.back();
    const auto w = power_window::around(samples_, lead.model_.centre(), near, of_each_side());
    half_width_ = lead.half_width_;
    if (w) {
        const power_model before = std::exchange(model_, fitted(*w, lead.model_));
        if (!settle(*seen, before, *w)) return false;
    } else {
        model_ = lead.model_.in_zero();
        integral_ = error_ = 0;
    }
    ++ladders_;
    if (!deep_.empty()) doubt();
    return std::isfinite(integral_);
}

}  // namespace taskquad::regions::segments
