/// Integrations whose callers sleep, because other integrations compute the values that they need.
///
/// While the caller of an integration sleeps, the evaluations within which the integration was begun cannot end. If one of them, or
/// a chain of sleepers from one of them, keeps back a value that the integration needs, nobody would ever wake up. The integration
/// that falls asleep last finds this out, and evaluates f itself where the value would not come.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <taskquad/cache.hpp>
#include <taskquad/detail/point_view.hpp>

#include "tasks/nested_call.hpp"

namespace taskquad::values {

class sleeper {
public:
    /// An integration that was begun at `from` and is about to sleep until it has the `awaited` values of a cache.
    sleeper(const detail::store& values, const tasks::whereabouts& from, std::vector<detail::point_view> awaited);
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;
    ~sleeper();

    /// A point whose value would never come, if there is one.
    [[nodiscard]] std::optional<detail::point_view> awaited_in_vain() const;

private:
    [[nodiscard]] bool is_kept_by(const detail::point_view& at, const sleeper& first, std::uint64_t search) const;
    [[nodiscard]] bool waits_for(const sleeper& first, std::uint64_t search) const;

    const detail::store& values_;
    const tasks::whereabouts from_;
    const std::vector<detail::point_view> awaited_;
    mutable std::uint64_t seen_in_ = 0;  ///< the last search that has visited this sleeper
    sleeper *before_ = nullptr, *after_ = nullptr;
};

}  // namespace taskquad::values
