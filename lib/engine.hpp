/// The engine: which abscissae are wanted, and what the values told so far are worth.
///
/// The one place where an integration is decided; a driver asks `next`, evaluates f wherever it likes, and tells. One
/// thread at a time. No oneTBB, no clock, no I/O.
#pragma once

#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <taskquad/result.hpp>

#include "foresight.hpp"
#include "partition.hpp"
#include "replay.hpp"

namespace taskquad::detail {

class engine {
public:
    /// The options must have been checked. `workers`: evaluations that can be in flight at a time; does not change the outcome.
    /// `exact`: f is given exact distances.
    engine(const domain& where, const options& o, int workers, bool exact = false);

    /// Values have so many real components, of complex ones two each. To be said before the first value is told, unless it is one.
    void has_components(std::size_t n, bool complex) { partition_.has_components(n, complex); }

    /// The most useful abscissa that has not been given out, if any: what is required, in the order of errors.
    std::optional<point_id> next() { return done() ? std::nullopt : partition_.next(); }
    /// The most useful abscissa that is not known to be needed, within the cap on speculation; for workers that are idle.
    std::optional<point_id> guess() { return done() ? std::nullopt : foresight_.next(workers_); }
    [[nodiscard]] bool guesses() const noexcept { return !done() && foresight_.active(workers_); }
    [[nodiscard]] double x(point_id p) const { return partition_.point(p).x; }
    /// What f is to be given.
    [[nodiscard]] argument at(point_id p) const { return partition_.at(p); }
    /// f(x) = value; ignored where a value is there. Several components must stay where they are.
    void tell(point_id p, const sample_view& value);
    /// An attempt to evaluate f(x) has failed. It is given out again, if retries are left; else the integration ends, as soon as
    /// the value is required.
    void fail(point_id p, std::exception_ptr e);
    /// A point that was given out will not be evaluated by whoever has it.
    void withdraw(point_id p);

    /// Whether no more values are wanted.
    [[nodiscard]] bool done() const noexcept { return decided_ || stopped_; }
    /// Ends the integration early, unless it has ended. Values told later are still made use of.
    void stop(status s) {
        if (!done()) stopped_ = s;
    }
    /// How many points there are.
    [[nodiscard]] std::size_t points() const noexcept { return partition_.points(); }
    /// What is known of a point.
    [[nodiscard]] const point_table::point& point(point_id p) const { return partition_.point(p); }
    /// The point at x, which has no signed zero; made if nobody has asked for it.
    point_id make(double x) { return partition_.make(x); }
    [[nodiscard]] std::span<const double> value(point_id p) const { return partition_.value(p); }
    [[nodiscard]] std::optional<point_id> find(double x) const { return partition_.find(x); }
    /// Attempts at a point that have failed.
    [[nodiscard]] int failures(point_id p) const;
    /// Sets the number of evaluations that can be in flight.
    void expect(int workers) { workers_ = workers; }
    [[nodiscard]] int workers() const noexcept { return workers_; }

    // For an observer.
    [[nodiscard]] const partition& state() const noexcept { return partition_; }
    [[nodiscard]] std::vector<partition::step> take_steps() { return partition_.take_steps(); }
    /// A segment in the direction of the domain.
    [[nodiscard]] segment<> piece(segment_id s) const;
    /// A prediction of how many more evaluations will be committed; infinite where no end is in sight.
    [[nodiscard]] double evaluations_left();
    /// The result so far, without calls, times and workers. Honest at any time; `stopped` before the end.
    [[nodiscard]] result<> outcome() const;
    [[nodiscard]] double size_of(const sample_view& value) const { return partition_.size_of(value.components()); }
    /// The components of its value, NaN where nothing is known; and of each piece of the partition, one after another.
    [[nodiscard]] std::vector<double> components() const;
    [[nodiscard]] std::vector<double> components_of_pieces();

private:
    [[nodiscard]] std::vector<segment<>> segments() const;

    bool reversed_, keep_partition_;
    partition partition_;
    std::unique_ptr<replay> replay_;
    foresight foresight_;
    int workers_;
    std::optional<status> decided_;  ///< by the replay: the serial algorithm has ended
    std::optional<status> stopped_;  ///< from outside

    struct attempts {
        int failed = 0;
        std::exception_ptr last;
    };
    void give_up(point_id p, std::exception_ptr e);
    int retries_;
    std::unordered_map<point_id, attempts> failures_;
    std::vector<point_id> hopeless_;  ///< have failed for good, but are not required so far
    std::exception_ptr failure_;
    double failed_at_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace taskquad::detail
