// An integration, by whichever driver suits it.
#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/detail/run.hpp>

#ifndef TASKQUAD_WITHOUT_CHEAP
#include "cheap/integration.hpp"
#endif
#include "drivers/drivers.hpp"
#include "drivers/integration.hpp"
#include "machine/stopwatch.hpp"
#include "problem/failure.hpp"
#include "problem/grain.hpp"
#include "problem/messages.hpp"
#include "problem/prepared_options.hpp"
#include "regions/box_chart.hpp"
#include "regions/first_estimates.hpp"
#include "regions/regions.hpp"
#include "values/beforehand.hpp"
#include "values/recorder.hpp"
#include "values/verification.hpp"

namespace taskquad::detail {

namespace {

using regions_maker = drivers::integration::maker_of_regions;

/// The integral over a domain of no width is zero; what the zero looks like, f may have to tell, at a place in it. `why`: what has
/// no width, in words.
template <class Words>
outcome nothing(const integrand_view& f, std::vector<double> coordinates, Words why) {
    outcome r{{{.status = status::converged, .concurrency = 1}}, {}, {}};
    const bool has_known_size = f.components() > 0 || f.shape()->get().size() > 0;
    if (has_known_size) return r;
    if (!f.can_be_called()) {
        throw std::invalid_argument("taskquad: " + why() + ", and f is asynchronous: nobody knows the size of its values");
    }
    if (f.is_exact()) coordinates.resize(3);
    const point_view at{coordinates.data(), coordinates.size()};
    std::vector<double> components;
    components_out out{components};
    f({&at, 1}, out, {});
    if (out.gave_up) std::rethrow_exception(problem::no_value_failure(problem::place_in(at, f.is_exact())));
    r.flat.calls = 1;
    return r;
}

outcome nothing(const integrand_view& f, const domain& where) {
    const double x = where.points().front();
    return nothing(f, {x}, [x] { return "domain: both limits are " + problem::text(x); });
}

outcome nothing(const integrand_view& f, const box& where, double scale) {
    const auto flat = std::ranges::find_if(where.axes(), [](const axis& a) { return a.has_no_width(); });
    return nothing(f, regions::box_chart(where, scale, regions::box_chart::kind::boxes).middle(), [&] {
        return "box: axis " + std::to_string(flat - where.axes().begin()) + ": both limits are " +
               problem::text(flat->interval()->points().front());
    });
}

regions::form_of_f form_of(const integrand_view& f) {
    return {f.is_exact(), f.is_complex_valued(), f.is_of_integrals(), f.looks_at_ends(), f.budget_of_whole()};
}

template <class Domain>
regions_maker regions_for(const integrand_view& f, const Domain& where) {
    return [&f, &where](const options& o) { return regions::regions_of(where, o, form_of(f)); };
}

/// On this thread as long as f is cheap, then by tasks.
outcome go_on(const integrand_view& f, const regions_maker& make, const options& o, const machine::stopwatch& since_begin,
              const values::beforehand& found) {
    drivers::integration all(make, o, since_begin, found.values);
    const bool may_be_cheap = !found.f_is_expensive && problem::may_be_cheap(o);
    auto r = may_be_cheap ? drivers::run_alone(all, f, o, since_begin) : std::nullopt;
    return r ? *std::move(r) : drivers::run_tasks(all, f, o, nullptr);
}

/// Where only f knows the size of its values, it is called once, to see whether they have the size of those that are known.
void verify_size(const integrand_view& f, const evaluation_log::kind_of_f& kind, const options& o, const values::sample& known) {
    std::vector<double> components;
    components_out out{components};
    const point_view at{known.coordinates.data(), known.coordinates.size()};
    try {
        f.of_any_shape()({&at, 1}, out, {});
    } catch (...) {
        return;  // it has no value there today
    }
    evaluation_log::kind_of_f now = kind;
    now.components = components.size();
    if (!components.empty() && components.size() != known.components.size()) (void)o.journal->begin(now);
}

/// Calls f again where the log wants to know whether it is still the same. Returns the number of calls.
std::uint64_t verify_known(const integrand_view& f, const evaluation_log::kind_of_f& kind, const options& o) {
    if (!f.can_be_called()) return 0;
    std::vector<values::sample> samples;
    for (auto& known : o.journal->to_be_verified()) samples.push_back({std::move(known.coordinates), std::move(known.value)});
    account found;
    if (kind.components == 0 && !samples.empty()) {
        ++found.calls;
        verify_size(f, kind, o, samples.front());
    }
    values::verify(f, o, samples, end_from_outside(o), found);
    if (found.status == status::not_reproducible) {
        o.journal->has_changed(found.not_reproducible_at, found.values_there[0], found.values_there[1]);
    }
    return found.calls;
}

/// All values go to the log, and those that it knows come from there. `shared`: values that the caller has, if any.
outcome run_recorded(const integrand_view& f, std::size_t coordinates, const regions_maker& make, const options& o,
                     const std::shared_ptr<store>& shared) {
    const values::recorder log(o.journal, f.shape());
    const evaluation_log::kind_of_f kind{coordinates, f.components(), f.is_complex_valued(), f.is_exact()};
    log.begin(kind, shared.get());
    try {
        const std::uint64_t calls_before = verify_known(f, kind, o);
        drivers::integration all(make, o);
        all.calls = calls_before;
        const auto& values = o.journal->values();
        outcome r = f.is_asynchronous() ? drivers::run_async(all, f, o, values) : drivers::run_tasks(all, f, o, values);
        log.flush();
        log.learn_shape(kind);
        return r;
    } catch (...) {
        log.flush_even_so();
        throw;
    }
}

/// Of one dimension x, or x and its distances from the ends.
std::size_t coordinates_of_line(const integrand_view& f) { return f.is_exact() ? 3 : 1; }

outcome run(const integrand_view& f, std::size_t coordinates, const regions_maker& make, const options& o,
            const std::shared_ptr<store>& values) {
    if (o.journal != nullptr) return run_recorded(f, coordinates, make, o, values);
    if (values == nullptr && !f.is_asynchronous()) return go_on(f, make, o, {}, {});
    drivers::integration all(make, o);
    return f.is_asynchronous() ? drivers::run_async(all, f, o, values) : drivers::run_tasks(all, f, o, values);
}

}  // namespace

outcome run(const integrand_view& f, const domain& where, const options& given, const std::shared_ptr<store>& values) {
    check(given);
    const problem::prepared_options o(f, given);
    if (where.points().size() == 1) return nothing(f, where);
    regions::check_budget(where, *o, form_of(f));
    return run(f, coordinates_of_line(f), regions_for(f, where), *o, values);
}

outcome run(const integrand_view& f, const box& where, const options& given, const std::shared_ptr<store>& values) {
    check(given);
    check_dimension(f.dimension(), where.dimension());
    const problem::prepared_options o(f, given);
    if (where.empty()) return nothing(f, where, (*o).scale);
    regions::check_budget(where, *o);
    return run(f, where.dimension(), regions_for(f, where), *o, values);
}

void run(const integrand_view& f, const domain& where, const options& given, result<>& r) {
    check(given);
    const problem::prepared_options o(f, given);
    if (where.points().size() == 1) {
        r = nothing(f, where).flat;
        return;
    }
    regions::check_budget(where, *o, form_of(f));
    if ((*o).journal != nullptr) {
        r = run_recorded(f, coordinates_of_line(f), regions_for(f, where), *o, nullptr).flat;
        return;
    }
    const machine::stopwatch since_begin;
    values::beforehand found;
#ifndef TASKQUAD_WITHOUT_CHEAP  // a test does without that room, and compares every bit
    if (problem::may_be_cheap(*o) && cheap::suits(f, where, *o) && cheap::integrate(f, where, *o, since_begin, found, r)) return;
#endif
    r = go_on(f, regions_for(f, where), *o, since_begin, found).flat;
}

result<> run(const integrand_view& f, const domain& where, const options& given,
             std::span<const std::pair<double, double>> before) {
    check(given);
    const problem::prepared_options o(f, given);
    if (where.points().size() == 1) return nothing(f, where).flat;
    result<> r = go_on(f, regions_for(f, where), *o, {}, {.values = {before.begin(), before.end()}}).flat;
    r.calls -= before.size();
    return r;
}

}  // namespace taskquad::detail
