#include "composed/nested_slices.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <taskquad/detail/end_from_outside.hpp>

namespace taskquad::composed {

namespace {

/// Of the error that the whole may have, what slices may have by their shares of it; and beyond that, by their own sizes.
struct parts {
    double by_shares, by_sizes;
};

/// Halving leaves most slices far more exact than they have to be. Where places inside are located they are as wrong as they may
/// be, and of any sign, which the outer integral takes for features; and another digit costs a slice three evaluations. With the
/// parts of halving, seven functions with kinks and jumps along curves took 1.4 to 1.6 times as many evaluations (geometric mean),
/// and a jump at 1e-9 took 9 times as many.
parts parts_of_error(const options& o) {
    return o.inner_places == inner_places::bisected ? parts{0.5, 0.25} : parts{0.125, 0.0625};
}

/// To this error, relative to its magnitude, the whole is integrated first, for its size.
constexpr double coarse = 1e-3;
/// How often the whole is integrated again, with smaller errors of slices, where these keep it from its tolerance.
constexpr int most_retries = 6;

}  // namespace

nested_result nested_slices::integrate(const options& o, const std::stop_token& ended) {
    const detail::end_from_outside end(o);
    calls_ = 0;
    nested_result r, before;
    r.error = before.error = std::numeric_limits<double>::infinity();
    do {
        if (r.error < before.error) before = r;
        value_so_far_ = before.value;
        error_so_far_ = before.error;
        aims_.push_back(next_aim(o));
        options of_round = options_of_round(o);
        of_round.time_limit = end.left();
        r = make_round(o, of_round, ended);
    } while (!is_over(r, o));
    if (ends_whole(r.status) && before.error < r.error) take_answer(r, std::move(before));
    r.calls = calls_;
    r.reused = 0;
    r.speculative = obtained();
    r.speculative -= std::min(r.speculative, r.evaluations);
    r.elapsed = end.elapsed();
    return r;
}

std::uint64_t nested_slices::obtained() const {
    std::uint64_t sum = 0;
    for (const auto& [x, e] : slices_) sum += e.of->obtained();
    return sum;
}

void nested_slices::begin_anew() {
    for (auto& [x, e] : slices_) {
        e.of->begin_anew();
        e = entry{std::move(e.of)};
    }
    aims_.clear();
    now_ = step::first_estimates;
    quiet_ = retries_ = 0;
    size_ = magnitude_ = errors_ = errors_before_ = 0;
    spent_ = 0;
}

aim nested_slices::next_aim(const options& o) const {
    const tolerance asked = o.tolerance();
    const parts part = parts_of_error(o);
    constexpr double none = std::numeric_limits<double>::infinity(), smallest = std::numeric_limits<double>::min();
    if (now_ == step::first_estimates) return {true, none, none};
    aim next{};
    if (knows_size()) {
        const double error = now_ == step::size ? std::max(target(asked), coarse * magnitude_) : target(asked);
        next = {false, part.by_shares * error, part.by_sizes * error / magnitude_};
    } else {
        const double relative = now_ == step::size ? std::max(asked.relative, coarse) : asked.relative;
        next = {false, part.by_shares * asked.absolute, part.by_sizes * relative};
    }
    next.relative = std::max(next.relative, smallest);  // slices must have one tolerance, whatever their share is
    for (const aim& a : aims_) {
        next.is_smallest = next.is_smallest && next.absolute <= a.absolute && next.relative <= a.relative;
    }
    return next;
}

/// For the outer integral. What fails has been tried again by its slice.
options nested_slices::options_of_round(const options& o) const {
    options of_round = o;
    of_round.failures.retries = 0;
    of_round.verify = 0;  // slices are not made again
    of_round.failures.non_finite = of_round.failures.rethrow = false;
    of_round.f_relative_accuracy = 0;                  // slices say how accurate they are
    of_round.speculation = o.speculation.value_or(0);  // a slice in vain is many evaluations
    of_round.cost_of_f *= static_cast<double>(o.rule.abscissae(o.rule.first_level()).size());
    if (all_.one_by_one()) {
        of_round.concurrency = 1;
        of_round.speculation = 0;
    }
    if (now_ == step::first_estimates) return for_first_estimates(of_round);
    if (now_ == step::size && knows_size()) {
        of_round.absolute_tolerance = std::max(o.absolute_tolerance, coarse * magnitude_);
    } else if (now_ == step::size) {
        of_round.relative_tolerance = std::max(o.relative_tolerance, coarse);
    }
    return of_round;
}

/// Integrates over x, with slices as the last aim says.
nested_result nested_slices::make_round(const options& o, const options& of_round, const std::stop_token& ended) {
    for (auto& [x, e] : slices_) e.fresh = false;
    ended_by_slice_ = false;
    round_begun_ = clock::now();
    options of_slices = o;
    of_slices.keep_partition = false;
    of_slices.verify = o.verify.value_or(0);  // a slice that ends at its rounding says nothing of f
    of_slices.observer = nullptr;
    of_slices.stop = {};  // they hear of the end by another token
    of_slices.time_limit = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    of_slices.failures.rethrow = true;
    if (o.concurrency > 1 && !all_.one_by_one()) of_slices.concurrency = 0;  // of the outer integral's arena
    const auto f = [&](double x, const std::stop_token& outer_ended) {
        if (!outer_ended.stop_possible()) return value_at(x, of_slices, ended);
        if (!ended.stop_possible()) return value_at(x, of_slices, outer_ended);
        std::stop_source either;
        const auto end = [&either] { either.request_stop(); };
        const std::stop_callback by_outer(outer_ended, end), from_outside(ended, end);
        return value_at(x, of_slices, either.get_token());
    };
    detail::integrand_view slices(f, nullptr);
    if (!is_whole_) slices.look_at_ends();
    slices.is_part_within(all_.most_calls());
    const detail::outcome all = detail::run(slices, where_, of_round, nullptr);
    nested_result r{all.flat};
    name_place(r);
    // What has not come to its end, and may be resumed, leaves no trace.
    if (end_of(r.status) == end_of_part::from_outside) return r;
    const bool known = all.components.size() == 3;
    size_ = std::abs(r.value);
    errors_ = known ? std::abs(all.components[1]) : 0;
    magnitude_ = known ? std::abs(all.components[2]) : 0;
    return r;
}

/// Whether this is the result; if not, says what the next round is for.
bool nested_slices::is_over(const nested_result& r, const options& o) {
    const tolerance asked = o.tolerance();
    if (end_of(r.status) == end_of_part::from_outside) {
        aims_.pop_back();  // should there be another integration, it begins here
        return true;
    }
    if (ended_by_slice_) return true;
    if (now_ == step::first_estimates) {
        const bool size_suffices = knows_size() && asked.target(size_) >= coarse * magnitude_;
        now_ = size_suffices ? step::answer : step::size;
        return are_for_first_estimates(o);
    }
    if (ends_whole(r.status) || (r.converged() && asked.accepts(r.value, r.error))) return true;
    if (now_ == step::size) {
        now_ = step::answer;
        return false;
    }
    const bool is_noise = r.status == status::roundoff || r.status == status::endpoint_precision;
    return !is_noise || !may_be_quieter(r, o);
}

/// Whether smaller errors of slices may help where noise has ended a round: it is not larger than those can make it.
bool nested_slices::may_be_quieter(const nested_result& r, const options& o) {
    constexpr double amplified = 100;
    if (!knows_size() || retries_ == most_retries || r.error > amplified * errors_) return false;
    if (retries_ > 0 && errors_ > errors_before_ / 2) return false;  // they have not become smaller
    ++retries_;
    errors_before_ = errors_;
    const bool size_was_right = aims_.back().absolute <= 2 * parts_of_error(o).by_shares * target(o.tolerance());
    if (size_was_right) ++quiet_;
    return true;
}

}  // namespace taskquad::composed
