/// The engine: which abscissae are wanted, and what the values told so far are worth.
///
/// The one place where an integration is decided; a driver asks `next`, evaluates f wherever it likes, and tells. One
/// thread at a time. No oneTBB, no clock, no I/O.
#pragma once

#include <memory>
#include <optional>

#include <taskquad/result.hpp>

#include "partition.hpp"
#include "replay.hpp"

namespace taskquad::detail {

class engine {
public:
    /// The options must have been checked. `workers`: evaluations that can be in flight at a time; does not change the outcome.
    engine(const domain& where, const options& o, int workers);

    /// The most useful abscissa that has not been given out, if any.
    std::optional<point_id> next() { return done() ? std::nullopt : partition_.next(); }
    [[nodiscard]] double x(point_id p) const { return partition_.x(p); }
    /// f(x) = value.
    void tell(point_id p, double value);
    /// A point that was given out will not be evaluated by whoever has it.
    void withdraw(point_id p) { partition_.withdraw(p); }

    /// Whether no more values are wanted.
    [[nodiscard]] bool done() const noexcept { return decided_ || stopped_; }
    /// Ends the integration early, unless it has ended. Values told later are still made use of.
    void stop(status s) {
        if (!done()) stopped_ = s;
    }
    /// The result so far, without calls, times and workers. Honest at any time; `stopped` before the end.
    [[nodiscard]] result<> outcome() const;

private:
    [[nodiscard]] std::vector<segment<>> segments() const;

    bool reversed_, keep_partition_;
    partition partition_;
    std::unique_ptr<replay> replay_;
    std::optional<status> decided_;  ///< by the replay: the serial algorithm has ended
    std::optional<status> stopped_;  ///< from outside
};

}  // namespace taskquad::detail
