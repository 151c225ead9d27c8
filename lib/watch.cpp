#include "watch.hpp"

#include <cmath>
#include <limits>

namespace taskquad::detail {

namespace {

watch::clock::time_point after(watch::clock::time_point begin, std::chrono::duration<double> limit) {
    constexpr std::chrono::duration<double> for_ever = std::chrono::hours(24 * 365 * 100);
    if (!(limit < for_ever)) return watch::clock::time_point::max();
    return begin + std::chrono::duration_cast<watch::clock::duration>(limit);
}

}  // namespace

watch::watch(const options& o)
    : stop_(o.stop),
      deadline_(after(begin_, o.time_limit)),
      observer_(o.observer),
      tolerance_{o.absolute_tolerance, o.relative_tolerance} {}

std::optional<status> watch::to_end() const {
    if (stop_.stop_requested()) return status::stopped;
    if (deadline_ != clock::time_point::max() && clock::now() >= deadline_) return status::deadline;
    return {};
}

void watch::evaluated(const evaluation& e) {
    if (observed()) note(observer_->on_evaluation(e));
}

void watch::look(engine& e, std::uint64_t told, std::uint64_t in_flight) {
    if (const auto why = to_end()) e.stop(*why);
    if (!observed()) return;
    for (const auto& step : e.take_steps()) {
        if (step.what == partition::step::kind::estimate) {
            note(observer_->on_estimate(e.piece(step.segment)));
        } else {
            note(observer_->on_split(e.piece(e.state()[step.segment].left), e.piece(e.state()[step.segment].right)));
        }
    }
    if (const auto now = clock::now(); now - shown_ >= observer_->progress_interval()) {
        shown_ = now;
        note(observer_->on_progress(picture(e, told, in_flight)));
    }
    if (stopped_) e.stop(status::stopped);
}

progress watch::picture(engine& e, std::uint64_t told, std::uint64_t in_flight) const {
    const result<> r = e.outcome();
    progress p{r.value,   r.error, tolerance_.target(r.value), r.evaluations, told - r.evaluations, in_flight, r.segments,
               elapsed(), {}};
    const double pace = static_cast<double>(r.evaluations) / p.elapsed.count();
    p.remaining =
        std::chrono::duration<double>(r.evaluations > 0 ? e.evaluations_left() / pace : std::numeric_limits<double>::infinity());
    return p;
}

void watch::end(const result<>& r) const {
    if (observed()) observer_->on_end(r);
}

}  // namespace taskquad::detail
