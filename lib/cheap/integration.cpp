#include "cheap/integration.hpp"

#include <cmath>

#include "cheap/direct_run.hpp"
#include "cheap/first_segment.hpp"
#include "tasks/crew.hpp"
#include "tasks/nested_call.hpp"

namespace taskquad::cheap {

bool suits(const detail::integrand_view& f, const domain& where, const options& o) {
    const auto points = where.points();
    const bool finite = std::isfinite(points.front()) && std::isfinite(points.back());
    const bool unwatched = o.observer == nullptr && !o.stop.stop_possible() && std::isinf(o.time_limit.count());
    const bool throws_through = o.failures.rethrow && o.failures.retries == 0 && !o.failures.non_finite;
    const detail::rule_model& r = detail::model_of(o.rule);
    return f.is_plain() && finite && unwatched && o.verify.value_or(0) == 0 && throws_through &&
           o.refinement == refinement::global && o.inner_places == inner_places::bisected && r.separation > 0 &&
           !(r.has_weight && !r.inherited.empty()) && o.norm.of_number_is_magnitude() &&
           (!looks_at_ends(f, o.rule) || (points.size() == 2 && o.initial_segments == 1)) &&
           (!r.end_panels || r.end_panels->bisections <= compact_mark::longest_streak);
}

bool integrate(const detail::integrand_view& f, const domain& where, const options& o, const machine::stopwatch& since_begin,
               values::beforehand& found, result<>& r) {
    bool done = false;
    const bool within_task = tasks::crew::in_arena();
    const auto is_cancelled = [&] { return within_task && tasks::crew::cancelled(); };
    auto all = [&] {
        first_segment first(f, where, o, since_begin, within_task);
        const bool is_known = !is_cancelled() && first.estimate();
        if (is_known && first.suffices()) {
            done = !is_cancelled();
            if (done) first.finish(r);
        } else if (is_known) {
            direct_run direct(f, where, o, first);
            done = direct(r);
            if (done) direct.verify(r);
            if (!done) found = {direct.values(), direct.seen().is_expensive()};
        } else if (!is_cancelled()) {
            found = {first.evaluated(), first.seen().is_expensive()};
        }
    };
    // f may wait for tasks of its own. Within a task of somebody else's, this thread must not begin another one meanwhile.
    if (within_task) {
        const tasks::nested_call around(tasks::whereabouts::here());
        tasks::crew::isolated(all);
    } else {
        all();
    }
    return done;
}

}  // namespace taskquad::cheap
