/// The engine: which abscissae are wanted, and what the values told so far are worth.
///
/// The one place where an integration is decided: a driver asks for the next point, evaluates f wherever it likes, and tells the
/// value. For one thread at a time. No oneTBB, no clock, no I/O.
#pragma once

#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include <taskquad/detail/point_view.hpp>
#include <taskquad/result.hpp>

#include "decisions/approximation.hpp"
#include "decisions/replay.hpp"
#include "decisions/speculation.hpp"

namespace taskquad::decisions {

class engine {
public:
    /// The options must have been checked. `workers`: evaluations that can be in flight at a time; does not change the outcome.
    engine(std::unique_ptr<regions::kind> k, const options& o, int workers);

    /// The most useful abscissa that has not been given out, if any: what is required, in the order of errors.
    std::optional<point_id> next() { return done() ? std::nullopt : state_->next(); }
    /// The most useful abscissa that is not known to be needed, within the cap on speculation; for workers that are idle.
    std::optional<point_id> guess() { return done() ? std::nullopt : speculation_.next(workers_); }
    [[nodiscard]] bool guesses() const noexcept { return !done() && speculation_.active(workers_); }
    /// The coordinates of a point, which f is to be given; valid until the engine is told or asked something.
    [[nodiscard]] detail::point_view at(point_id p) const { return state_->at(p); }
    /// The first coordinate of a point.
    [[nodiscard]] double x(point_id p) const { return state_->point(p).x; }
    /// Tells that f(x) = value; ignored where there is a value. Where this or `guess` throws, decisions may be half made, and only
    /// `take_over` by another engine is left. Where others throw, nothing has changed.
    void tell(point_id p, const problem::value_view& value);
    /// An attempt at f(x) has failed. If no retries are left, the integration ends when the serial algorithm waits for the value,
    /// so that what it comes to does not depend on what has been looked at ahead; else f is tried again.
    void fail(point_id p, std::exception_ptr e);
    /// Takes back a point that was given out, and will not be evaluated there.
    void withdraw(point_id p);

    /// Whether no more values are wanted.
    [[nodiscard]] bool done() const noexcept { return decided_ || stopped_; }
    /// Of a new engine of the same domain and options: takes over the points of another one, which keep their numbers, its values
    /// and failures, and how it was ended. What that one has given out, and nobody has evaluated, is not given out here.
    void take_over(const engine& from);
    /// Notes that a point has been given out.
    void give(point_id p) { state_->give(p); }

    /// Ends the integration early, unless it has ended. Values told later are still made use of.
    void stop(status s) {
        if (!done()) stopped_ = s;
    }
    /// How many points there are, and how many of them have a value.
    [[nodiscard]] std::size_t points() const noexcept { return state_->points(); }
    [[nodiscard]] std::uint64_t told() const noexcept { return state_->told(); }
    /// What is known of a point.
    [[nodiscard]] const point_table::point& point(point_id p) const { return state_->point(p); }
    /// The point at some coordinates, none of which is -0.0; made if necessary.
    point_id make(const double* at) { return state_->make(at); }
    [[nodiscard]] std::span<const double> value(point_id p) const { return state_->value(p); }
    [[nodiscard]] std::optional<point_id> find(const double* at) const { return state_->find(at); }
    /// The number of failed attempts to evaluate f at a point.
    [[nodiscard]] int failures(point_id p) const;
    /// Sets the number of evaluations that can be in flight.
    void expect(int workers) { workers_ = workers; }
    [[nodiscard]] int workers() const noexcept { return workers_; }

    // For an observer.
    /// What the result rests on so far. Where another course has been taken, that is the one before, until there is an integral
    /// that may be accepted.
    [[nodiscard]] const approximation& state() const noexcept { return before_ ? *before_ : *state_; }
    [[nodiscard]] std::uint64_t required_points() const noexcept { return state_->required_points(); }
    [[nodiscard]] std::vector<double> place(point_id p) const { return state_->place(p); }
    /// A step in the direction of the domain: of an estimate, `first` and `last` are the region; of a split, its outermost parts.
    struct shown_step {
        approximation::step::kind what;
        segment<> first, last;
    };
    /// The first step that has not been dropped, if any, whichever course it belongs to.
    [[nodiscard]] std::optional<shown_step> first_step() const;
    void drop_step();
    /// A prediction of how many more evaluations will be committed; infinite where no end is in sight.
    [[nodiscard]] double evaluations_left();
    /// The result so far, without calls, times and workers. Honest at any time; `stopped` before the end.
    [[nodiscard]] result<> outcome() const;
    [[nodiscard]] double size_of(const problem::value_view& value) const { return state_->size_of(value.components()); }
    /// The components of the result's value, none where nothing is known; and of the integrals over its segments, one by one.
    [[nodiscard]] std::vector<double> components() const;
    [[nodiscard]] std::vector<double> components_of_pieces();

private:
    engine(course c, const options& o, int workers);
    [[nodiscard]] segment<> shown(const approximation& of, const region& r) const;
    [[nodiscard]] shown_step shown(const approximation::step& s) const;
    [[nodiscard]] std::vector<segment<>> segments() const;
    [[nodiscard]] std::vector<cell<>> cells() const;
    [[nodiscard]] bool reversed() const { return state_->kind().reversed(); }

    const options options_;
    std::unique_ptr<approximation> before_;  ///< of the last course, until the one taken instead has an integral
    std::unique_ptr<approximation> state_;
    std::list<shown_step> steps_before_;  ///< of earlier courses, not dropped; a list takes nothing as long as it is empty
    std::unique_ptr<replay> replay_;
    speculation speculation_;
    int workers_;
    std::optional<status> decided_;  ///< by the replay: the serial algorithm has ended
    std::optional<status> stopped_;  ///< from outside

    struct attempts {
        int failed = 0;
        std::exception_ptr last;
    };
    void change_course();
    [[nodiscard]] bool says_more() const;
    void give_up(std::span<const point_id> awaited) noexcept;
    std::unordered_map<point_id, attempts> failures_;
    std::vector<point_id> hopeless_;  ///< points that have failed for good; they stay given out
    std::exception_ptr failure_;
    std::optional<point_id> failed_at_;
};

}  // namespace taskquad::decisions
