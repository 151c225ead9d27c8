#include <taskquad/detail/slices.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <taskquad/detail/end_from_outside.hpp>

#include "composed/nested_slices.hpp"
#include "composed/observer_of_parts.hpp"
#include "regions/first_estimates.hpp"
#include "regions/slivers.hpp"

namespace taskquad::detail {

namespace {

/// The observer of the whole, as the integral over x has it.
class observer_of_slices final : public composed::observer_of_parts {
public:
    observer_of_slices(observer& whole, composed::nested_slices& slices, const tolerance& asked)
        : observer_of_parts(whole), slices_(slices), asked_(asked) {}

    verdict on_evaluation(const evaluation& e) override {
        if (!slices_.is_fresh(e.x)) return said_so_far();
        evaluation of_whole = e;
        of_whole.begin += slices_.begin_of_round();
        of_whole.end += slices_.begin_of_round();
        return observer_of_parts::on_evaluation(of_whole);
    }
    verdict on_progress(const progress& p) override {
        progress of_whole = p;
        slices_.show_whole(of_whole, asked_);
        return observer_of_parts::on_progress(of_whole);
    }

private:
    composed::nested_slices& slices_;
    tolerance asked_;
};

/// Many slices at a time, as long as all of them stay within the budget; else one by one, from the values that are there.
nested_result integrate_within_budget(composed::nested_slices& whole, const options& o, purse& all) {
    const end_from_outside end(o);
    if (o.concurrency == 1) all.go_one_by_one();
    nested_result r = whole.integrate(o, {});
    const bool may_be_over = all.is_overdrawn() || r.status == status::evaluation_limit;
    if (all.one_by_one() || !may_be_over || r.status == status::failed || end.reached()) return r;
    all.go_one_by_one();
    whole.begin_anew();
    options rest = o;
    rest.time_limit = end.left();
    nested_result again = whole.integrate(rest, {});
    again.calls += r.calls;
    again.concurrency = std::max(again.concurrency, r.concurrency);
    if (composed::end_of(again.status) == composed::end_of_part::from_outside && r.error < again.error) {
        composed::take_answer(again, std::move(r));
    }
    again.elapsed = end.elapsed();
    return again;
}

}  // namespace

std::uint64_t first_estimates_of_line(const domain& where, const options& o) {
    return regions::evaluations_of_first_estimates(where, o, {.at_ends = true});
}

bool allows_for_line(const domain& where, const options& o) {
    try {
        regions::check_budget(where, o, {.at_ends = true});
        return true;
    } catch (const std::invalid_argument&) {
        return false;
    }
}

domain without_slivers(const domain& where) { return regions::without_slivers(where); }

std::unique_ptr<slice> slice_of_slices(const domain& where, double scale, slice_maker slice_at, purse& all) {
    return std::make_unique<composed::nested_slices>(without_slivers(where), scale, std::move(slice_at), all, false);
}

nested_result integrate_slices(domain where, slice_maker slice_at, const options& given, purse& all, const recorded_calls& log) {
    check(given);
    if (!given.norm.of_number_is_magnitude()) {
        throw std::invalid_argument("taskquad: options: norm is a function, but the values of a nested integral are numbers");
    }
    composed::nested_slices whole(std::move(where), given.scale, std::move(slice_at), all, true);
    if (given.max_evaluations < composed::ample_budget) {
        regions::check_budget(given.max_evaluations, whole.first_estimates(given));
    }
    options o = given;
    std::optional<observer_of_slices> observer;
    if (o.observer != nullptr) o.observer = &observer.emplace(*given.observer, whole, given.tolerance());
    nested_result r = integrate_within_budget(whole, o, all);
    if (given.failures.rethrow && r.failure) std::rethrow_exception(r.failure);
    r = log.finished(std::move(r));
    if (given.observer != nullptr) given.observer->on_end(r);
    return r;
}

}  // namespace taskquad::detail
