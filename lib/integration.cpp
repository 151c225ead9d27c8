#include "integration.hpp"

#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "accuracy.hpp"
#include "whole_outcome.hpp"

namespace taskquad::detail {

namespace {

/// Asks for the end of evaluations at the deadline, unless it is destroyed before. A thread of its own, since all others may be in
/// f.
std::jthread alarm(watch::clock::time_point deadline, std::stop_source& end) {
    return std::jthread([deadline, &end](const std::stop_token& destroyed) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_until(lock, destroyed, deadline, [] { return false; });
        if (!destroyed.stop_requested()) end.request_stop();
    });
}

}  // namespace

integration::integration(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values,
                         capacity c)
    : f_(f),
      claims_(std::make_shared<claims>(values != nullptr ? values : std::make_shared<store>(), o.failures.non_finite)),
      watch_(o),
      shared_(values != nullptr),
      rethrow_(o.failures.rethrow),
      capacity_(c),
      engine_(where, with_accuracy_of(f, o), c.idle, f.is_exact()) {
    if (f.components() > 0) size_values(f.components());
}

void integration::size_values(std::size_t components) {
    if (!std::exchange(sized_, true)) engine_.has_components(components, f_.is_complex_valued());
}

outcome integration::operator()() {
    const std::stop_callback wake(watch_.stop_token(), [this] {
        end_.request_stop();
        claims_->inbox().wake();
    });
    std::jthread at_deadline;
    if (f_.is_stoppable() && watch_.deadline() != watch::clock::time_point::max()) at_deadline = alarm(watch_.deadline(), end_);

    enter([this] { work_until_done(); });
    if (aborted_) std::rethrow_exception(aborted_);
    result<> r = engine_.outcome();
    if (rethrow_ && r.failure) std::rethrow_exception(r.failure);
    r.calls = calls_;
    r.reused = reused_;
    r.speculative = told_ - r.evaluations;
    r.concurrency = capacity_.concurrency;
    r.elapsed = watch_.elapsed();
    watch_.end(r);
    return whole_outcome(std::move(r), engine_, f_);
}

/// The calling thread's part.
void integration::work_until_done() {
    while (true) {
        claims_->inbox().become_agent();
        turn();
        serve();
        if (!help()) engine_.stop(status::stopped);
        // Nobody else is at work now, so that the engine and the counts are this thread's; but others may still owe values.
        if (engine_.done()) return;
        claims_->inbox().sleep_until(watch_.deadline());
    }
}

// --- the agent's part

void integration::serve() noexcept {
    while (claims_->inbox().take(batch_)) turn();
}

void integration::turn() noexcept {
    try {
        // Failures of an f that was asked to give up are none.
        if (const auto why = watch_.to_end()) engine_.stop(*why);
        for (const arrival& a : batch_) receive(a);
        watch_.look(engine_, told_, out_);
        refill();
    } catch (...) {
        if (!engine_.done()) aborted_ = std::current_exception();
        engine_.stop(status::stopped);
    }
    if (engine_.done()) end_.request_stop();
}

void integration::receive(const arrival& a) {
    using enum arrival::kind;
    if (a.what != delivered && a.what != dropped) --out_;
    if (a.called_f) report(a);
    switch (a.what) {
        case reused:
        case delivered:
            ++reused_;
            [[fallthrough]];
        case called:
            tell(a.point, a.value);
            break;
        case dropped:
        case skipped:
            engine_.withdraw(a.point);
            break;
        case failed:
            engine_.fail(a.point, a.exception);
            break;
        case cancelled:
            engine_.stop(status::stopped);
            break;
        case abandoned:
        case parked:
            break;
    }
}

void integration::report(const arrival& a) {
    evaluating_ += a.end - a.begin;
    settled(a);
    if (!watch_.observed()) return;
    const double value = a.what == arrival::kind::called ? engine_.size_of(a.value) : std::numeric_limits<double>::quiet_NaN();
    watch_.evaluated({engine_.x(a.point), value, a.exception, engine_.failures(a.point) + 1, a.speculative, a.worker,
                      watch_.since_begin(a.begin), watch_.since_begin(a.end)});
}

/// Launches the most useful points, as many as there is room for. Guesses that were launched and not begun are reconsidered. Values
/// that are in a cache filled before are taken first: they may show that others are not needed.
void integration::refill() {
    fresh_.clear();
    take_back(fresh_);
    for (const wanted& w : fresh_) engine_.withdraw(w.point);
    out_ -= fresh_.size();
    fresh_.clear();
    while (out_ + fresh_.size() < capacity_.points) {
        const auto w = next();
        if (!w) break;
        if (const auto value = shared_ ? claims_->values().find(w->at) : std::nullopt) {
            ++reused_;
            tell(w->point, *value);
        } else {
            fresh_.push_back(*w);
        }
    }
    if (engine_.done()) return;
    out_ += fresh_.size();
    launch(fresh_);
}

void integration::tell(point_id p, const sample_view& value) {
    size_values(claims_->values().components());
    ++told_;
    engine_.tell(p, value);
}

std::optional<wanted> integration::next() {
    auto p = engine_.next();
    const bool speculative = !p;
    if (!p) p = guess();
    if (!p) return {};
    return wanted{*p, engine_.at(*p), speculative};
}

/// Where f is cheap, planning ahead would take more time than it can save: it gets a tenth of what is spent in f.
std::optional<point_id> integration::guess() {
    constexpr std::chrono::duration<double> at_first = std::chrono::microseconds(200);
    if (!engine_.guesses() || guessing_ > at_first + evaluating_ / 10) return {};
    const auto begin = watch::clock::now();
    const auto p = engine_.guess();
    guessing_ += watch::clock::now() - begin;
    return p;
}

}  // namespace taskquad::detail
