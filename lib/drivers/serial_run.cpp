// The engine on the calling thread alone: for f that costs less than it takes to hand its values from thread to thread.
//
// Whatever the engine can do: double-exponential panels, infinite ranges, rules of several levels, values of several components,
// observers. Measured: 3000 instructions an evaluation by tasks and the cache of futures, 300 to 1000 so.
#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <vector>

#include "drivers/drivers.hpp"
#include "problem/failure.hpp"
#include "tasks/cost_of_f.hpp"
#include "tasks/crew.hpp"
#include "tasks/nested_call.hpp"

namespace taskquad::drivers {

namespace {

/// From here on what tasks do at the same time is worth what they cost. On two cores they took 1.2 to 1.4 of the time at 1 us, 0.74
/// to 0.9 at 2 us, and 0.55 to 0.65 at 8 us (a half line, a singular end, levels, local refinement).
constexpr tasks::cost_of_f::limits worth_tasks{.cheap = tasks::cost_of_f::seconds(1.5e-6), .first_patience = 16, .patience = 64};

/// Whether f and the options are of the kind that this is for.
bool suits(const detail::integrand_view& f, const options& o) {
    // One that looks at its stop token needs somebody to stop it in the middle.
    const bool to_be_stopped = f.is_stoppable() && (o.stop.stop_possible() || !std::isinf(o.time_limit.count()));
    return !f.is_asynchronous() && f.width() == 1 && !to_be_stopped;
}

class serial_run {
public:
    serial_run(integration& all, const detail::integrand_view& f, const options& o, const machine::stopwatch& since_begin)
        : all_(all),
          watch_(all.watch),
          engine_(all.begin(1)),
          f_(f),
          pace_(o.concurrency == 1 ? tasks::cost_of_f::none : worth_tasks, since_begin),
          non_finite_fails_(o.failures.non_finite),
          within_task_(tasks::crew::in_arena()) {}

    std::optional<detail::outcome> operator()();

private:
    [[nodiscard]] bool evaluate(values::point_id p);
    void report(values::point_id p, const std::exception_ptr& thrown, watch::clock::time_point begin);

    integration& all_;
    watch& watch_;
    decisions::engine& engine_;
    const detail::integrand_view& f_;
    tasks::cost_of_f pace_;
    std::vector<double> components_;  ///< of the last value
    const bool non_finite_fails_;
    const bool within_task_;  ///< of oneTBB's
};

std::optional<detail::outcome> serial_run::operator()() {
    std::optional<tasks::nested_call> around;
    if (within_task_) around.emplace(tasks::whereabouts::here());
    while (true) {
        if (within_task_ && tasks::crew::cancelled()) engine_.stop(status::stopped);
        watch_.look(engine_, engine_.done() ? 0 : 1);
        const auto p = engine_.next();
        if (!p) return all_.finished(1, f_);
        // What has failed is settled here, by another attempt, or the end: tasks would know nothing of it.
        if (!evaluate(*p)) continue;
        const auto cheap = all_.calls > 1 ? pace_.made(1) : pace_.tried();
        if (cheap.value_or(true)) continue;
        watch_.look(engine_, 0);  // what the observer has said just now, tasks would not hear
        if (!engine_.done()) return {};
    }
}

/// Calls f; what it throws is for the engine. Whether there is a value.
bool serial_run::evaluate(values::point_id p) {
    const auto begin = watch_.observed() ? watch::clock::now() : watch::clock::time_point();
    components_.clear();
    detail::components_out out{components_};
    std::exception_ptr thrown;
    try {
        const detail::point_view at = engine_.at(p);
        auto call = [&] { f_({&at, 1}, out, {}); };
        ++all_.calls;
        if (within_task_) {
            // f may wait for tasks of its own; meanwhile this thread must not begin another of somebody else's.
            tasks::crew::isolated(call);
        } else {
            call();
        }
        if (out.gave_up) thrown = problem::no_value_failure(problem::place_in(at, f_.is_exact()));
        const auto bad = std::ranges::find_if(components_, [](double y) { return !std::isfinite(y); });
        if (non_finite_fails_ && bad != components_.end()) {
            thrown = problem::non_finite_failure(problem::place_in(at, f_.is_exact()), *bad);
        }
    } catch (...) {
        thrown = std::current_exception();
    }
    if (!thrown && within_task_ && tasks::crew::cancelled()) {  // the value may be wrong
        engine_.stop(status::stopped);
        return false;
    }

    if (watch_.observed()) report(p, thrown, begin);
    if (thrown) {
        engine_.fail(p, thrown);
    } else {
        engine_.tell(p, std::span<const double>(components_));
    }
    return !thrown;
}

void serial_run::report(values::point_id p, const std::exception_ptr& thrown, watch::clock::time_point begin) {
    const double size = thrown ? std::numeric_limits<double>::quiet_NaN() : engine_.size_of(std::span<const double>(components_));
    watch_.evaluated({.x = engine_.x(p),
                      .value = size,
                      .failure = thrown,
                      .attempt = engine_.failures(p) + 1,
                      .speculative = false,
                      .worker = 0,
                      .begin = watch_.since_begin(begin),
                      .end = watch_.elapsed(),
                      .place = engine_.place(p)});
}

}  // namespace

std::optional<detail::outcome> run_alone(integration& all, const detail::integrand_view& f, const options& o,
                                         const machine::stopwatch& since_begin) {
    return suits(f, o) ? serial_run(all, f, o, since_begin)() : std::nullopt;
}

}  // namespace taskquad::drivers
