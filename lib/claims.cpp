#include "claims.hpp"

#include <cmath>

#include "failure.hpp"

namespace taskquad::detail {

std::optional<arrival> claims::claim(const wanted& w) noexcept {
    using enum arrival::kind;
    try {
        const auto found = values_->claim(w.x, inbox_, w.point, within_);
        if (found.before == store::state::ready) return arrival{.what = reused, .point = w.point, .value = found.value};
        if (found.before == store::state::claimed) return arrival{.what = parked, .point = w.point};
        return {};
    } catch (...) {
        return arrival{.what = failed, .point = w.point, .exception = std::current_exception()};
    }
}

arrival claims::value(const wanted& w, double value) noexcept {
    if (non_finite_fails_ && !std::isfinite(value)) return failure(w, non_finite_failure(w.x, value));
    values_->publish(w.x, value);
    return {.what = arrival::kind::called, .point = w.point, .value = value, .called_f = true, .speculative = w.speculative};
}

arrival claims::failure(const wanted& w, std::exception_ptr e) noexcept {
    values_->release(w.x);
    return {
        .what = arrival::kind::failed, .point = w.point, .exception = std::move(e), .called_f = true, .speculative = w.speculative};
}

arrival claims::nothing(const wanted& w, arrival::kind why) noexcept {
    values_->release(w.x);
    return {.what = why, .point = w.point, .called_f = true, .speculative = w.speculative};
}

}  // namespace taskquad::detail
