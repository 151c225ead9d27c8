/// The driver on oneTBB: one integration, from the call to the result.
///
/// A point that the engine wants is put on a short list, never longer than there are free slots, and a task is sent. What the task
/// evaluates is settled when it runs: the first on the list then. It claims the point in the store, calls f, publishes the value,
/// and posts what happened to the inbox. Whoever finds nobody serving the inbox becomes the agent: tells the engine, which makes
/// estimates, commits splits and names what is certain to be needed next; and puts that on the list. So splits spawn work as soon
/// as they are certain, and nobody waits for anybody: a point that another integration is computing leaves word there and frees its
/// slot. Only the calling thread may sleep, when nothing is left of its integration but values that others are computing.
#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <taskquad/integrator.hpp>

#include "crew.hpp"
#include "engine.hpp"
#include "inbox.hpp"
#include "store.hpp"

namespace taskquad::detail {

namespace {

using clock = inbox::clock;

class integration final : public work {
public:
    integration(integrand_view f, const domain& where, const options& o, std::shared_ptr<store> values)
        : f_(f),
          shared_(values != nullptr),
          values_(shared_ ? std::move(values) : std::make_shared<store>()),
          crew_(o.concurrency),
          engine_(where, o, crew_.slots()),
          stop_(o.stop),
          deadline_(deadline(o.time_limit)) {}

    result<> operator()() {
        const std::stop_callback wake(stop_, [inbox = inbox_] { inbox->wake(); });
        crew_.enter([this] { work_until_done(); });
        if (failure_) std::rethrow_exception(failure_);
        result<> r = engine_.outcome();
        r.calls = calls_;
        r.reused = reused_;
        r.speculative = told_ - r.evaluations;
        r.concurrency = crew_.slots();
        r.elapsed = clock::now() - begin_;
        return r;
    }

    /// One evaluation; a task.
    void once() noexcept override {
        std::optional<wanted> next;
        {
            const std::lock_guard lock(list_mutex_);
            if (list_.empty()) return;
            next = list_.front();
            list_.pop_front();
        }
        if (inbox_->post(obtain(*next))) serve();
    }

private:
    struct wanted {
        point_id point;
        double x;
    };

    static clock::time_point deadline(std::chrono::duration<double> limit) {
        constexpr std::chrono::duration<double> for_ever = std::chrono::hours(24 * 365 * 100);
        if (!(limit < for_ever)) return clock::time_point::max();
        return clock::now() + std::chrono::duration_cast<clock::duration>(limit);
    }

    [[nodiscard]] std::optional<status> to_end() const {
        if (stop_.stop_requested()) return status::stopped;
        if (deadline_ != clock::time_point::max() && clock::now() >= deadline_) return status::deadline;
        return {};
    }

    /// The calling thread's part.
    void work_until_done() {
        while (true) {
            inbox_->become_agent();
            turn();
            serve();
            if (crew_.slots() == 1) {
                while (!list_.empty()) once();
            } else if (!crew_.wait()) {
                engine_.stop(status::stopped);
            }
            // No task is left, so that the engine and the counts are this thread's.
            if (engine_.done()) return;
            inbox_->sleep_until(deadline_);
        }
    }

    /// Sees to it that the point gets a value, if that is to be: from f, from the cache, or from another integration.
    arrival obtain(const wanted& w) noexcept {
        if (to_end()) return {.what = arrival::kind::skipped, .point = w.point};
        bool mine = false;
        try {
            const auto found = values_->claim(w.x, inbox_, w.point, within_);
            if (found.before == store::state::ready) return {arrival::kind::reused, w.point, found.value};
            if (found.before == store::state::claimed) return {.what = arrival::kind::parked, .point = w.point};
            mine = true;
            const double value = call(w.x);
            if (crew::cancelled()) {
                values_->release(w.x);
                return {.what = arrival::kind::cancelled, .point = w.point};
            }
            mine = false;
            values_->publish(w.x, value);
            return {arrival::kind::called, w.point, value};
        } catch (...) {
            if (mine) values_->release(w.x);
            return {.what = arrival::kind::failed, .point = w.point, .exception = std::current_exception()};
        }
    }

    double call(double x) {
        const nested_call e(*values_, x, within_);
        return crew::isolated([&] { return f_(x); });
    }

    /// The agent's part.
    void serve() noexcept {
        while (inbox_->take(batch_)) turn();
    }

    void turn() noexcept {
        try {
            for (const arrival& a : batch_) receive(a);
            if (const auto why = to_end()) engine_.stop(*why);
            refill();
        } catch (...) {  // a user's rule has thrown, or memory is exhausted
            fail(std::current_exception());
        }
    }

    void fail(std::exception_ptr e) {
        if (!engine_.done()) failure_ = std::move(e);
        engine_.stop(status::stopped);
    }

    void receive(const arrival& a) {
        using enum arrival::kind;
        if (a.what != delivered && a.what != dropped) --out_;
        if (a.what == called || a.what == failed || a.what == cancelled) ++calls_;
        switch (a.what) {
            case reused:
            case delivered:
                ++reused_;
                [[fallthrough]];
            case called:
                ++told_;
                engine_.tell(a.point, a.value);
                break;
            case dropped:
            case skipped:
                engine_.withdraw(a.point);
                break;
            case failed:
                fail(a.exception);
                break;
            case cancelled:
                engine_.stop(status::stopped);
                break;
            case parked:
                break;
        }
    }

    /// Puts the most useful points on the list, one for every free slot, and sends a task for each. Values that are in a cache
    /// filled before are taken first: they may show that others are not needed.
    void refill() {
        fresh_.clear();
        while (out_ + static_cast<int>(fresh_.size()) < crew_.slots()) {
            const auto p = engine_.next();
            if (!p) break;
            const double x = engine_.x(*p);
            if (const auto value = shared_ ? values_->find(x) : std::nullopt) {
                receive({arrival::kind::delivered, *p, *value});
            } else {
                fresh_.push_back({*p, x});
            }
        }
        {
            const std::lock_guard lock(list_mutex_);
            if (engine_.done()) {
                list_.clear();
                return;
            }
            list_.insert(list_.end(), fresh_.begin(), fresh_.end());
        }
        out_ += static_cast<int>(fresh_.size());
        if (crew_.slots() == 1) return;
        for (std::size_t i = 0; i < fresh_.size(); ++i) crew_.send(*this);
    }

    const clock::time_point begin_ = clock::now();
    const nested_call* const within_ = nested_call::current();
    integrand_view f_;
    bool shared_;  ///< the values were given: other calls may have filled them
    std::shared_ptr<store> values_;
    crew crew_;
    engine engine_;
    std::stop_token stop_;
    clock::time_point deadline_;
    std::shared_ptr<inbox> inbox_ = std::make_shared<inbox>();

    std::mutex list_mutex_;
    std::deque<wanted> list_;

    // The agent's alone.
    std::vector<arrival> batch_;
    std::vector<wanted> fresh_;
    int out_ = 0;  ///< points on the list or in a task
    std::uint64_t calls_ = 0, reused_ = 0, told_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

result<> run(integrand_view f, const domain& where, const options& o, std::shared_ptr<store> values) {
    check(o);
    if (where.points().size() == 1) return {.status = status::converged, .concurrency = 1};
    return integration(f, where, o, std::move(values))();
}

}  // namespace taskquad::detail
