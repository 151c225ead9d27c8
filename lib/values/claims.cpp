#include "values/claims.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "problem/failure.hpp"

namespace taskquad::values {

errand& claims::make(point_id p, const detail::point_view& at, bool speculative) {
    // All that may throw comes before the first change.
    if (idle_.empty()) idle_.add(made_.emplace_back(errand{.home = inbox_.get()}));
    if (unused_.size() < at.count) {
        constexpr std::size_t points_at_a_time = 64;
        unused_ = values_->memory_for(points_at_a_time * at.count);
    }
    errand& e = *idle_.take();
    if (std::exchange(e.is_kept, false)) {
        e.coordinates = unused_.data();
        e.count = at.count;
        unused_ = unused_.subspan(at.count);
    }
    for (std::size_t i = 0; i < at.count; ++i) e.coordinates[i] = at[i];
    e.point = p;
    e.speculative = speculative;
    e.is_out = true;
    return e;
}

void claims::give_back(errand& e) noexcept {
    e.is_out = e.insists = e.called_f = false;
    e.exception = nullptr;
    idle_.add(e);
}

claims::claim claims::make_claim(errand& e) noexcept {
    try {
        switch (values_->make_claim(e, from_)) {
            case store::claim::claimant:
                return claim::claimant;
            case store::claim::waits:
                return claim::waits;
            case store::claim::ready:
                break;
        }
        e.what = errand::end::reused;
    } catch (...) {
        e.what = errand::end::failed;
        e.exception = std::current_exception();
    }
    return claim::settled;
}

bool claims::is_value(std::span<const double> components) const noexcept {
    return !non_finite_fails_ || std::ranges::all_of(components, [](double y) { return std::isfinite(y); });
}

void claims::value(errand& e, std::span<const double> components) noexcept {
    try {
        const auto bad = std::ranges::find_if(components, [](double y) { return !std::isfinite(y); });
        if (non_finite_fails_ && bad != components.end()) {
            return failure(e, problem::non_finite_failure(problem::place_in(e.at(), with_distances_), *bad));
        }
        recorder_.will_publish(*values_, components.size());
        e.value = values_->publish(e.at(), components);
        recorder_.value(e.at(), components, e.took());
    } catch (...) {
        return failure(e, std::current_exception());
    }
    e.what = errand::end::called;
    e.called_f = true;
}

void claims::failure(errand& e, std::exception_ptr thrown) noexcept {
    recorder_.failure(e.at(), thrown, e.took());
    release(e);
    e.what = errand::end::failed;
    e.exception = std::move(thrown);
    e.called_f = true;
}

void claims::nothing(errand& e, errand::end why) noexcept {
    release(e);
    e.what = why;
    e.called_f = true;
}

/// An errand that insists has made no claim.
void claims::release(const errand& e) noexcept {
    if (!e.insists) values_->release(e.at());
}

}  // namespace taskquad::values
