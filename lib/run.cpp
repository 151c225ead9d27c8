// An integration, by whichever driver suits it.
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "crew.hpp"
#include "direct_run.hpp"
#include "first_segment.hpp"
#include "integration.hpp"
#include "serial_run.hpp"
#include "stopwatch.hpp"
#include "store.hpp"
#include "text.hpp"

namespace taskquad::detail {

namespace {

/// The integral from a to a is zero; what the zero looks like, f may have to tell.
outcome nothing(const integrand_view& f, double a) {
    outcome r{{.status = status::converged, .concurrency = 1}, std::vector<double>(f.components()), {}};
    if (f.components() > 0) return r;
    if (f.is_asynchronous()) {
        throw std::invalid_argument("taskquad: domain: both limits are " + text(a) +
                                    ", and f is asynchronous: nobody knows the size of its values");
    }
    const argument at{a, 0, 0};
    components_out out{r.components};
    f({&at, 1}, out, {});
    r.flat.calls = 1;
    std::ranges::fill(r.components, 0.0);
    return r;
}

/// What has been found out before.
struct beforehand {
    std::vector<std::pair<double, double>> values = {};
    bool f_is_expensive = false;
};

/// On this thread as long as f is cheap, then by tasks.
outcome go_on(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin,
              const beforehand& found) {
    std::shared_ptr<store> values;
    std::uint64_t calls = found.values.size();
    if (!found.f_is_expensive && serial_run::suits(f, o)) {
        serial_run serial(f, where, o, since_begin);
        for (const auto& [x, y] : found.values) serial.tell(x, y);
        if (auto all = serial()) return *std::move(all);
        values = std::make_shared<store>();
        calls = serial.publish(*values);
    } else if (calls > 0) {
        values = std::make_shared<store>();
        for (const auto& [x, y] : found.values) values->insert({x, 0, 0}, {&y, 1});
    }
    outcome all = run_tasks(f, where, o, values);
    result<>& r = all.flat;
    r.calls += calls;
    r.speculative = r.calls - r.evaluations;
    r.reused = 0;
    r.elapsed = since_begin.elapsed();
    return all;
}

/// Sets the result; false: it has to go on otherwise.
bool run_directly(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin, result<>& r,
                  beforehand& found) {
    bool done = false;
    const bool within_task = crew::in_arena();
    const auto is_cancelled = [&] { return within_task && crew::cancelled(); };
    auto all = [&] {
        first_segment first(f, where, o, since_begin);
        const bool is_known = first.estimate();
        if (is_known && first.suffices()) {
            done = !is_cancelled();
            if (done) first.finish(r);
        } else if (is_known) {
            direct_run direct(f, where, o, first);
            done = direct(r);
            if (!done) found = {direct.values(), direct.seen().is_expensive()};
        } else if (!is_cancelled()) {
            found = {first.evaluated(), first.seen().is_expensive()};
        }
    };
    // f may wait for tasks of its own; within a task of somebody else's this thread must not begin another meanwhile.
    if (within_task) {
        crew::isolated(all);
    } else {
        all();
    }
    return done;
}

}  // namespace

outcome run(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values) {
    check(o);
    if (where.points().size() == 1) return nothing(f, where.points().front());
    if (f.is_asynchronous()) return run_async(f, where, o, values);
    return values != nullptr ? run_tasks(f, where, o, values) : go_on(f, where, o, {}, {});
}

void run(const integrand_view& f, const domain& where, const options& o, result<>& r) {
    check(o);
    if (where.points().size() == 1) {
        r = nothing(f, where.points().front()).flat;
        return;
    }
    const stopwatch since_begin;
    beforehand found;
    if (direct_run::suits(f, where, o) && run_directly(f, where, o, since_begin, r, found)) return;
    r = go_on(f, where, o, since_begin, found).flat;
}

}  // namespace taskquad::detail
