#include "drivers/watch.hpp"

#include <cmath>
#include <limits>

namespace taskquad::drivers {

watch::watch(const options& o, const machine::stopwatch& since_begin)
    : end_from_outside(o, since_begin.begin()), observer_(o.observer), shown_(since_begin.begin()), tolerance_(o.tolerance()) {}

void watch::evaluated(const evaluation& e) {
    if (observed()) note(observer_->on_evaluation(e));
}

void watch::look(decisions::engine& e, std::uint64_t in_flight) {
    if (const auto why = reached()) e.stop(*why);
    if (!observed()) return;
    while (const auto step = e.first_step()) {
        const bool is_new = seen_.add(*step);
        e.drop_step();  // first: where the observer throws, the others are still to be shown
        if (!is_new) continue;
        const bool is_split = step->what == decisions::approximation::step::kind::split;
        note(is_split ? observer_->on_split(step->first, step->last) : observer_->on_estimate(step->first));
    }
    // In seconds: the longest of all intervals is more nanoseconds than the clock can count.
    const std::chrono::duration<double> interval = observer_->progress_interval();
    if (const auto now = clock::now(); now - shown_ >= interval) {
        shown_ = now;
        note(observer_->on_progress(picture(e, in_flight)));
    }
    if (stopped_) e.stop(status::stopped);
}

progress watch::picture(decisions::engine& e, std::uint64_t in_flight) const {
    const result<> r = e.outcome();
    progress p{.integral = r.value,
               .error = r.error,
               .target = tolerance_.target(r.value),
               .evaluations = r.evaluations,
               .speculative = e.told() - e.state().committed_points(),
               .in_flight = in_flight,
               .segments = r.segments,
               .elapsed = elapsed(),
               .remaining = {},
               .needed = e.required_points()};
    const double pace = static_cast<double>(r.evaluations) / p.elapsed.count();
    p.remaining =
        std::chrono::duration<double>(r.evaluations > 0 ? e.evaluations_left() / pace : std::numeric_limits<double>::infinity());
    return p;
}

void watch::end(const result<>& r) const {
    if (observed()) observer_->on_end(r);
}

}  // namespace taskquad::drivers
