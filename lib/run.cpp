// An integration, by whichever driver suits it.
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "direct_run.hpp"
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

/// What has been evaluated before tasks took over.
struct beforehand {
    std::shared_ptr<store> values = nullptr;
    std::uint64_t calls = 0;
};

/// By what suits a cheap f. False: tasks have to go on.
bool run_cheap(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin, outcome& all,
               beforehand& found) {
    std::vector<std::pair<double, double>> list;
    bool is_expensive = false;
    if (direct_run::suits(f, where, o)) {
        direct_run direct(f, where, o, since_begin);
        if (direct(all.flat)) return true;
        list = direct.values();
        is_expensive = direct.f_is_expensive();
    }
    if (!is_expensive && serial_run::suits(f, o)) {
        serial_run serial(f, where, o, since_begin);
        for (const auto& [x, y] : list) serial.tell(x, y);
        if (auto r = serial()) {
            all = std::move(*r);
            return true;
        }
        found.values = std::make_shared<store>();
        found.calls = serial.publish(*found.values);
    } else if (!list.empty()) {
        found.values = std::make_shared<store>();
        for (const auto& [x, y] : list) found.values->insert({x, 0, 0}, {&y, 1});
        found.calls = list.size();
    }
    return false;
}

}  // namespace

outcome run(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values) {
    check(o);
    if (where.points().size() == 1) return nothing(f, where.points().front());
    if (f.is_asynchronous()) return run_async(f, where, o, values);
    if (values != nullptr) return run_tasks(f, where, o, values);

    const stopwatch since_begin;
    outcome all;
    beforehand found;
    if (run_cheap(f, where, o, since_begin, all, found)) return all;
    all = run_tasks(f, where, o, found.values);
    result<>& r = all.flat;
    r.calls += found.calls;
    r.speculative = r.calls - r.evaluations;
    r.reused = 0;
    r.elapsed = since_begin.elapsed();
    return all;
}

}  // namespace taskquad::detail
