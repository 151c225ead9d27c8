#include "serial_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "accuracy.hpp"
#include "failure.hpp"
#include "grain.hpp"
#include "whole_outcome.hpp"

namespace taskquad::detail {

namespace {

/// From here on what tasks do at the same time is worth what they cost. On two cores they took 1.2 to 1.4 of the time at 1 us, 0.74
/// to 0.9 at 2 us, and 0.55 to 0.65 at 8 us (a half line, a singular end, levels, local refinement).
constexpr pace::limits worth_tasks{.cheap = pace::seconds(1.5e-6), .first_patience = 16, .patience = 64};

}  // namespace

bool serial_run::suits(const integrand_view& f, const options& o) {
    // One that looks at its stop token needs somebody to stop it in the middle.
    const bool to_be_stopped = f.is_stoppable() && (o.stop.stop_possible() || !std::isinf(o.time_limit.count()));
    return may_be_cheap(o) && !f.is_asynchronous() && f.width() == 1 && !to_be_stopped;
}

serial_run::serial_run(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin)
    : f_(f),
      watch_(o),
      engine_(where, with_accuracy_of(f, o), 1, f.is_exact()),
      pace_(o.concurrency == 1 || f.one_at_a_time() ? pace::none : worth_tasks, since_begin),
      non_finite_fails_(o.failures.non_finite),
      rethrows_(o.failures.rethrow),
      within_task_(crew::in_arena()) {
    if (f.components() > 0) size_values(f.components());
}

void serial_run::size_values(std::size_t components) {
    if (!std::exchange(sized_, true)) engine_.has_components(components, f_.is_complex_valued());
}

void serial_run::tell(double x, double y) {
    ++calls_;
    engine_.tell(engine_.make(x), y);
}

std::optional<outcome> serial_run::operator()() {
    while (true) {
        watch_.look(engine_, calls_, 0);
        const auto p = engine_.next();
        if (!p) return finished();
        evaluate(*p);
        const auto cheap = calls_ > 1 ? pace_.made(1, 1) : pace_.tried();
        if (!cheap.value_or(true)) return {};
    }
}

/// Calls f; what it throws is for the engine.
void serial_run::evaluate(point_id p) {
    const auto begin = watch_.observed() ? watch::clock::now() : watch::clock::time_point();
    components_.clear();
    components_out out{components_};
    std::exception_ptr thrown;
    try {
        const argument at = engine_.at(p);
        auto call = [&] { f_({&at, 1}, out, {}); };
        ++calls_;
        if (within_task_) {
            // f may wait for tasks of its own; meanwhile this thread must not begin another of somebody else's.
            crew::isolated(call);
        } else {
            call();
        }
        const auto bad = std::ranges::find_if(components_, [](double y) { return !std::isfinite(y); });
        if (non_finite_fails_ && bad != components_.end()) thrown = non_finite_failure(at.x, *bad);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (!thrown && within_task_ && crew::cancelled()) return engine_.stop(status::stopped);  // the value may be wrong

    if (!thrown) size_values(out.count);
    const sample_view value = thrown ? sample_view() : kept();
    if (watch_.observed()) report(p, value, thrown, begin);
    if (thrown) {
        engine_.fail(p, thrown);
    } else {
        engine_.tell(p, value);
    }
}

std::uint64_t serial_run::publish(store& to) const {
    for (point_id p = 0; p < engine_.points(); ++p) {
        if (engine_.point(p).known) to.insert(engine_.at(p), engine_.value(p));
    }
    return calls_;
}

/// The last value, where it stays.
sample_view serial_run::kept() {
    if (components_.size() == 1) return components_.front();
    const std::span to(static_cast<double*>(memory_.allocate(components_.size() * sizeof(double))), components_.size());
    std::ranges::copy(components_, to.begin());
    return std::span<const double>(to);
}

void serial_run::report(point_id p, const sample_view& value, const std::exception_ptr& thrown, watch::clock::time_point begin) {
    const double size = thrown ? std::numeric_limits<double>::quiet_NaN() : engine_.size_of(value);
    watch_.evaluated({engine_.x(p), size, thrown, engine_.failures(p) + 1, false, 0, watch_.since_begin(begin), watch_.elapsed()});
}

outcome serial_run::finished() {
    result<> r = engine_.outcome();
    if (rethrows_ && r.failure) std::rethrow_exception(r.failure);
    r.calls = calls_;
    r.speculative = calls_ - r.evaluations;
    r.concurrency = 1;
    r.elapsed = pace_.elapsed();
    watch_.end(r);
    return whole_outcome(std::move(r), engine_, f_);
}

}  // namespace taskquad::detail
