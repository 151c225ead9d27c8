#include "values/sleepers.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace taskquad::values {

namespace {

// The sleepers of the whole process, since a chain of them may go through several caches.
std::mutex mutex;
sleeper* latest = nullptr;
std::uint64_t searches = 0;

}  // namespace

sleeper::sleeper(const detail::store& values, const tasks::whereabouts& from, std::vector<detail::point_view> awaited)
    : values_(values), from_(from), awaited_(std::move(awaited)) {
    const std::lock_guard lock(mutex);
    before_ = std::exchange(latest, this);
    if (before_ != nullptr) before_->after_ = this;
}

sleeper::~sleeper() {
    const std::lock_guard lock(mutex);
    if (before_ != nullptr) before_->after_ = after_;
    (after_ != nullptr ? after_->before_ : latest) = before_;
}

std::optional<detail::point_view> sleeper::awaited_in_vain() const {
    const std::lock_guard lock(mutex);
    const std::uint64_t search = ++searches;
    const auto found = std::ranges::find_if(awaited_, [&](const detail::point_view& at) { return is_kept_by(at, *this, search); });
    return found == awaited_.end() ? std::nullopt : std::optional(*found);
}

/// Whether the evaluation of f at a point cannot end before the sleeper with which the search began.
bool sleeper::is_kept_by(const detail::point_view& at, const sleeper& first, std::uint64_t search) const {
    if (first.from_.computes(&values_, at)) return true;
    for (const sleeper* s = latest; s != nullptr; s = s->before_) {
        if (s->from_.computes(&values_, at) && s->waits_for(first, search)) return true;
    }
    return false;
}

bool sleeper::waits_for(const sleeper& first, std::uint64_t search) const {
    if (std::exchange(seen_in_, search) == search) return false;
    return std::ranges::any_of(awaited_, [&](const detail::point_view& at) { return is_kept_by(at, first, search); });
}

}  // namespace taskquad::values
