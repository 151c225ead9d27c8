#include "drivers/concurrent_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "drivers/alarm.hpp"
#include "problem/failure.hpp"
#include "tasks/crew.hpp"
#include "values/sleepers.hpp"

namespace taskquad::drivers {

namespace {

/// So deep, no recursion is meant that has no end, and no thread has come by taking up tasks of others while it waited.
constexpr std::size_t too_deep = 200;

}  // namespace

concurrent_run::concurrent_run(integration& all, const detail::integrand_view& f, const options& o,
                               const std::shared_ptr<values::store>& values, capacity c)
    : all_(all),
      watch_(all.watch),
      f_(f),
      claims_(std::make_shared<values::claims>(values != nullptr ? values : std::make_shared<values::store>(),
                                               o.failures.non_finite, f.is_exact(), values::recorder(o.journal, f.shape()))),
      shared_(values != nullptr),
      capacity_(c),
      engine_(all.begin(c.idle)) {}

detail::outcome concurrent_run::operator()() {
    const std::stop_callback wake(watch_.stop_token(), [this] {
        end_.request_stop();
        claims_->inbox().wake();
    });
    std::optional<alarm> at_deadline;
    if (f_.is_stoppable() && watch_.has_deadline()) at_deadline.emplace(watch_.deadline(), end_);

    enter([this] { work_until_done(); });
    if (aborted_) std::rethrow_exception(aborted_);
    all_.calls += calls_;
    return all_.finished(capacity_.concurrency, f_);
}

/// The calling thread's part.
void concurrent_run::work_until_done() {
    struct leaver {
        concurrent_run& of;
        ~leaver() { of.leave_all(); }
    } const leaves_no_errand_behind{*this};

    claims_->inbox().become_agent();
    while (true) {
        turn();
        serve();
        const bool complete = help();
        claims_->inbox().succeed_agent();
        if (!complete) engine_.stop(status::stopped);
        if (std::exchange(visited_, false)) continue;  // there may be work again
        // Now nobody else is at work; but others may still owe values.
        if (engine_.done()) return;
        sleep();
    }
}

/// Until something arrives, or there is reason to look around; unless it would be for ever: then what would not come is launched
/// here.
void concurrent_run::sleep() {
    auto until = std::min(watch_.deadline(), next_look());
    if (tasks::crew::in_arena()) {
        // A task group that is cancelled wakes nobody.
        constexpr auto now_and_then = std::chrono::milliseconds(10);
        until = std::min(until, watch::clock::now() + now_and_then);
    }
    if (claims_->from().within == nullptr) return claims_->inbox().sleep_until(until);

    std::vector<detail::point_view> awaited;
    for (const values::errand& e : claims_->all()) {
        if (e.is_out) awaited.push_back(e.at());
    }
    const values::sleeper me(claims_->values(), claims_->from(), std::move(awaited));
    if (const auto at = me.awaited_in_vain()) {
        insist(*at);
    } else {
        claims_->inbox().sleep_until(until);
    }
}

/// On a value that others have claimed.
void concurrent_run::insist(const detail::point_view& at) {
    const auto is_that = [&](const values::errand& e) { return e.is_out && e.at() == at; };
    const auto found = std::ranges::find_if(claims_->all(), is_that);
    if (found == claims_->all().end() || !claims_->values().leave(*found)) return;  // it has come
    if (claims_->from().depth(&claims_->values()) >= too_deep) {
        found->what = values::errand::end::failed;
        found->exception = std::make_exception_ptr(problem::circle({at.coordinates, at.count}));
        batch_.add(*found);
    } else {
        found->insists = true;
        fresh_.add(*found);
        launch(fresh_);
    }
}

/// Nobody refers to an errand of this integration any more, but evaluations that are in flight without a thread.
void concurrent_run::leave_all() noexcept {
    for (values::errand& e : claims_->all()) {
        if (e.is_out) claims_->values().leave(e);
    }
}

// --- the agent's part

void concurrent_run::serve() noexcept {
    while (claims_->inbox().take(batch_)) turn();
}

void concurrent_run::visit() noexcept {
    if (!claims_->inbox().become_agent()) return;
    visited_ = true;
    serve();
}

void concurrent_run::turn() noexcept {
    try {
        // Failures of an f that was asked to give up are none.
        if (const auto why = watch_.reached()) engine_.stop(*why);
        if (is_cancelled()) engine_.stop(status::stopped);
        claims_->recorder().check();
        // Where something was thrown, the engine may be left half decided. It is not asked any more; what comes is in the cache.
        while (values::errand* const e = batch_.take()) {
            if (!aborted_) receive(*e);
        }
        if (!aborted_) {
            choose();
            watch_.look(engine_, out_ - claims_->inbox().waiting());
            if (!engine_.done()) launch(fresh_);
            if (!engine_.done() && is_time_to_look()) look();
        }
    } catch (...) {
        aborted_ = std::current_exception();
        engine_.stop(status::stopped);
    }
    if (engine_.done()) end_.request_stop();
}

bool concurrent_run::is_time_to_look() const {
    const auto next = next_look();
    return next != watch::clock::time_point::max() && watch::clock::now() >= next;
}

void concurrent_run::receive(values::errand& e) {
    using enum values::errand::end;
    --out_;
    if (e.called_f) report(e);
    switch (e.what) {
        case reused:
        case delivered:
            ++all_.reused;
            [[fallthrough]];
        case called:
            engine_.tell(e.point, e.value);
            break;
        case dropped:
        case skipped:
            engine_.withdraw(e.point);
            break;
        case failed:
            engine_.fail(e.point, e.exception);
            break;
        case cancelled:
            engine_.stop(status::stopped);
            break;
        case abandoned:
            break;
    }
    claims_->give_back(e);
}

void concurrent_run::report(const values::errand& e) {
    evaluating_ += e.ended - e.begun;
    settled(e);
    if (!watch_.observed()) return;
    double value = std::numeric_limits<double>::quiet_NaN();
    if (e.what == values::errand::end::called) value = engine_.size_of(e.value);
    watch_.evaluated({.x = engine_.x(e.point),
                      .value = value,
                      .failure = e.exception,
                      .attempt = engine_.failures(e.point) + 1,
                      .speculative = e.speculative,
                      .worker = e.worker,
                      .begin = watch_.since_begin(e.begun),
                      .end = watch_.since_begin(e.ended),
                      .place = engine_.place(e.point)});
}

/// Takes the most useful points, as many as there is room for. Guesses that were launched and not begun are reconsidered.
void concurrent_run::choose() {
    const bool begins = claims_->all().empty();
    if (begins && shared_ && claims_->values().size() > 0) use_what_is_there();
    take_back(fresh_);
    out_ -= fresh_.size();
    while (values::errand* const e = fresh_.take()) {
        engine_.withdraw(e->point);
        claims_->give_back(*e);
    }
    while (out_ - claims_->inbox().waiting() < capacity_.points) {
        auto p = engine_.next();
        const bool speculative = !p;
        if (!p) p = guess();
        if (!p) break;
        const detail::point_view at = engine_.at(*p);
        if (const auto value = shared_ ? claims_->values().find(at) : std::nullopt) {
            ++all_.reused;
            engine_.tell(*p, *value);
        } else {
            fresh_.add(claims_->make(*p, at, speculative));
            ++out_;
        }
    }
}

/// Of a cache that was filled before, everything required is taken before anything is launched: it may show that others are not
/// needed, as where the tolerance turns out larger than the first estimates said.
void concurrent_run::use_what_is_there() {
    std::vector<values::point_id> missing;
    while (const auto p = engine_.next()) {
        if (const auto value = claims_->values().find(engine_.at(*p))) {
            ++all_.reused;
            engine_.tell(*p, *value);
        } else {
            missing.push_back(*p);
        }
    }
    // What is given back last is wanted first.
    for (; !missing.empty(); missing.pop_back()) engine_.withdraw(missing.back());
}

/// Where f is cheap, planning ahead would take more time than it can save: it gets a tenth of what is spent in f.
std::optional<values::point_id> concurrent_run::guess() {
    constexpr std::chrono::duration<double> at_first = std::chrono::microseconds(200);
    if (!engine_.guesses() || !may_guess() || guessing_ > at_first + evaluating_ / 10) return {};
    const auto begin = watch::clock::now();
    const auto p = engine_.guess();
    guessing_ += watch::clock::now() - begin;
    return p;
}

}  // namespace taskquad::drivers
