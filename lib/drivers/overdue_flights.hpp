/// Which evaluations of an asynchronous f are to be begun again, and when: async_limits::overdue. Nothing where that is infinite.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>

#include "drivers/flight.hpp"
#include "drivers/watch.hpp"

namespace taskquad::drivers {

/// For the agent alone.
class overdue_flights {
public:
    using time_point = watch::clock::time_point;

    explicit overdue_flights(const detail::integrand_view& f)
        : limit_(f.overdue()), tries_(f.tries()), any_(tries_ > 1 && due(time_point()) != time_point::max()) {}

    /// When the next one is due; the last of all times where none will be.
    [[nodiscard]] time_point next() const noexcept { return flights_.empty() ? time_point::max() : flights_.begin()->first.first; }

    /// A flight whose first call begins then.
    void add(const std::shared_ptr<flight>& f, time_point begun) {
        if (!any_) return;
        const auto row = static_cast<std::size_t>(f->row());
        if (row >= due_.size()) due_.resize(row + 1);
        due_[row] = due(begun);
        flights_.insert({{due_[row], row}, {f, tries_ - 1}});
    }
    /// The flight in a row has ended, or has not begun.
    void remove(int of_row) noexcept {
        if (!any_) return;
        const auto row = static_cast<std::size_t>(of_row);
        flights_.erase({due_[row], row});
    }

    /// The one that is due next; there must be one. It is begun again.
    [[nodiscard]] const std::shared_ptr<flight>& first() const noexcept { return flights_.begin()->second.of; }
    void first_begins_again(time_point begun) noexcept {
        auto entry = flights_.extract(flights_.begin());
        if (--entry.mapped().tries_left == 0) return;
        const std::size_t row = entry.key().second;
        entry.key() = {due_[row] = due(begun), row};
        flights_.insert(std::move(entry));
    }

private:
    struct in_flight {
        std::shared_ptr<flight> of;
        int tries_left;
    };

    [[nodiscard]] time_point due(time_point begun) const noexcept { return watch::after(begun, limit_); }

    const std::chrono::duration<double> limit_;
    const int tries_;
    const bool any_;
    std::map<std::pair<time_point, std::size_t>, in_flight> flights_;  ///< by when they are due, and row
    std::vector<time_point> due_;                                      ///< by row
};

}  // namespace taskquad::drivers
