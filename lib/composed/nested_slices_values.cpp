// Slices, as values of the outer integrand: brought to what the rounds ask of them, and what the end of one means for the whole.
#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>

#include "composed/nested_slices.hpp"
#include "regions/first_estimates.hpp"

namespace taskquad::composed {

namespace {

/// Thrown by a slice that has ended in a way in which the whole ends, too.
struct end_of_whole {};

bool is_end_of_whole(const std::exception_ptr& e) {
    try {
        std::rethrow_exception(e);
    } catch (const end_of_whole&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

/// The slice at x. From several threads, for different x.
detail::inner_integral nested_slices::value_at(double x, const options& o, const std::stop_token& ended) {
    entry& e = at(x);
    bring_up(e, x, o, ended);
    const nested_result& r = *e.found;
    const bool is_limited = end_of(r.status) == end_of_part::limited && !e.is_final;
    if (ends_whole(r.status) && !is_limited) throw end_of_whole{};
    const auto end = end_of(r.status);
    const bool has_answer = end != end_of_part::no_integral && end != end_of_part::non_finite && std::isfinite(r.value + r.error);
    return has_answer ? detail::inner_integral{r.value, r.error, r.evaluations}
                      : detail::inner_integral{std::numeric_limits<double>::quiet_NaN(), 0, r.evaluations};
}

/// Integrates a slice as the aims of all rounds say, one after the other, so that what comes of it does not depend on which rounds
/// have asked for it; unless only the last aim counts.
void nested_slices::bring_up(entry& e, double x, const options& o, const std::stop_token& ended) {
    if (aims_.back().is_smallest && e.of->is_straight(o)) e.rounds = std::max(e.rounds, aims_.size() - 1);
    for (; e.rounds < aims_.size() && !e.is_final; ++e.rounds) {
        const aim& now = aims_[e.rounds];
        options own = options_of_slice(now, x, o);
        if (e.found && e.found->converged() && own.tolerance().accepts(e.found->value, e.found->error)) continue;
        if (!allot(e, own)) return;
        e.found = e.of->integrate(own, ended);
        e.fresh = e.fresh || e.found->calls > 0;
        {
            const std::lock_guard lock(mutex_);
            calls_ += e.found->calls;
            spent_ += e.of->spent() - e.charged;
            e.charged = e.of->spent();
        }
        if (e.found->status == status::stopped) return;
        const bool is_expected = now.first_estimates && end_of(e.found->status) == end_of_part::limited;
        e.is_final = ends_whole(e.found->status) && !is_expected;
    }
}

options nested_slices::options_of_slice(const aim& now, double x, const options& o) const {
    if (now.first_estimates) return for_first_estimates(o);
    options own = o;
    own.absolute_tolerance = std::min(now.absolute * shares_(x), std::numeric_limits<double>::max());
    own.relative_tolerance = now.relative;
    return own;
}

// --- the budget

/// Gives a slice the budget, or, where slices are integrated one by one, all that is left of it. If that allows for no estimate,
/// the whole has come to its end: limits vary with x, so that no option is wrong.
bool nested_slices::allot(entry& e, options& own) {
    std::uint64_t& left = own.max_evaluations;
    if (all_.one_by_one()) left -= std::min(left, spent_ - e.charged);
    const bool is_affordable = left > 0 ? e.of->is_affordable(own) : e.of->first_estimates(own) == 0;  // a slice of no width
    left = std::max<std::uint64_t>(left, 1);  // options have one evaluation at least
    if (is_affordable) return true;
    e.found.emplace();
    e.found->status = status::evaluation_limit;
    e.found->value = std::numeric_limits<double>::quiet_NaN();
    e.found->error = std::numeric_limits<double>::infinity();
    e.is_final = true;
    return false;
}

/// Slices that are integrated at the same time do not know what is left for them, and see to themselves.
bool nested_slices::is_affordable(const options& o) {
    if (!all_.one_by_one()) return detail::allows_for_line(where_, o);
    const bool has_estimate = spent_ > 0;
    return o.max_evaluations >= ample_budget || has_estimate || o.max_evaluations >= first_estimates(o);
}

/// Limits that cannot be made count nothing here: the slice will say so.
std::uint64_t nested_slices::first_estimates(const options& o) {
    std::uint64_t sum = 0;
    for (const double x : regions::points_of_first_estimates(where_, o, {.of_integrals = true, .at_ends = !is_whole_})) {
        try {
            sum += at(x).of->first_estimates(o);
        } catch (...) {
        }
    }
    return sum;
}

// --- ends, and places

/// Where f, or a slice, has ended the whole, the result says how.
void nested_slices::name_place(nested_result& r) {
    const bool has_failed = r.status == status::failed;
    const double x = has_failed ? r.failed_at : r.non_finite_at;
    if (std::isnan(x)) return;
    r.place = {x};
    const auto found = slices_.find(x);
    if (found == slices_.end() || !found->second.found) return;
    const nested_result& of = *found->second.found;
    r.place.insert(r.place.end(), of.place.begin(), of.place.end());
    if (!has_failed || !is_end_of_whole(r.failure)) return;
    ended_by_slice_ = true;
    r.status = of.status;
    r.failure = of.failure;
    if (r.status != status::failed) r.failed_at = std::numeric_limits<double>::quiet_NaN();
    if (r.status == status::not_reproducible) {
        r.not_reproducible_at = x;
        r.values_there = of.values_there;
    }
}

nested_slices::entry& nested_slices::at(double x) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = slices_.find(x); found != slices_.end()) return found->second;
    }
    std::unique_ptr<detail::slice> fresh = slice_at_(x);
    const std::lock_guard lock(mutex_);
    return slices_.emplace(x, entry{std::move(fresh)}).first->second;
}

void nested_slices::show_whole(progress& of_round, const tolerance& asked) const {
    if (!(of_round.error <= error_so_far_)) {
        of_round.integral = value_so_far_;
        of_round.error = error_so_far_;
    }
    of_round.target = asked.target(std::abs(of_round.integral));
    of_round.evaluations = of_round.needed = all_.calls();
    of_round.speculative = 0;
    of_round.elapsed += begin_of_round();
    of_round.remaining = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
}

bool nested_slices::is_fresh(double x) {
    const std::lock_guard lock(mutex_);
    const auto found = slices_.find(x);
    return found == slices_.end() || found->second.fresh;
}

}  // namespace taskquad::composed
