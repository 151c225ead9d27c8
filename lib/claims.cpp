#include "claims.hpp"

#include <algorithm>
#include <cmath>

#include "failure.hpp"

namespace taskquad::detail {

std::optional<arrival> claims::claim(const wanted& w) noexcept {
    using enum arrival::kind;
    try {
        const auto found = values_->claim(w.at, inbox_, w.point, within_);
        if (found.before == store::state::ready) return arrival{.what = reused, .point = w.point, .value = found.value};
        if (found.before == store::state::claimed) return arrival{.what = parked, .point = w.point};
        return {};
    } catch (...) {
        return arrival{.what = failed, .point = w.point, .exception = std::current_exception()};
    }
}

arrival claims::value(const wanted& w, std::span<const double> components) noexcept {
    try {
        const auto bad = std::ranges::find_if(components, [](double y) { return !std::isfinite(y); });
        if (non_finite_fails_ && bad != components.end()) return failure(w, non_finite_failure(w.at.x, *bad));
        const auto kept = values_->publish(w.at, components);
        return {.what = arrival::kind::called, .point = w.point, .value = kept, .called_f = true, .speculative = w.speculative};
    } catch (...) {
        return failure(w, std::current_exception());
    }
}

arrival claims::failure(const wanted& w, std::exception_ptr e) noexcept {
    values_->release(w.at);
    return {
        .what = arrival::kind::failed, .point = w.point, .exception = std::move(e), .called_f = true, .speculative = w.speculative};
}

arrival claims::nothing(const wanted& w, arrival::kind why) noexcept {
    values_->release(w.at);
    return {.what = why, .point = w.point, .called_f = true, .speculative = w.speculative};
}

}  // namespace taskquad::detail
