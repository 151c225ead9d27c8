/// The driver for asynchronous integrands.
///
/// The calling thread is the agent for good: it begins evaluations, and sleeps until completions arrive. A completion may come from
/// any thread: it publishes the value in the store, posts it, and wakes the agent; it holds all that it needs for that, so that it
/// may come after the integration has ended. No oneTBB.
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "drivers/concurrent_run.hpp"
#include "drivers/drivers.hpp"
#include "problem/messages.hpp"
#include "tasks/crew.hpp"

namespace taskquad::drivers {

namespace {

/// One evaluation in flight. Settled once: by its completion; by the agent, if f throws; or when nobody has it any more.
class flight final : public detail::pending {
public:
    flight(std::shared_ptr<values::claims> c, std::shared_ptr<detail::common_shape> s, values::errand& e, int row)
        : claims_(std::move(c)), shape_(std::move(s)), errand_(e), row_(row) {}
    ~flight() override {
        if (state_ != state::not_claimed) fail_as_dropped();
    }

    void settle(std::span<const double> value) noexcept override {
        if (!wins()) return;
        has_ended();
        claims_->value(errand_, value);
        claims_->inbox().post_from_elsewhere(errand_);
    }
    void fail(std::exception_ptr e) noexcept override {
        if (wins()) has_failed_with(std::move(e));
    }
    void agree(const value_shape& s, double x) override { shape_->agree(s, x); }
    /// While f is being called, a completion that is dropped says nothing yet: f may be throwing.
    void drop() noexcept override {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::dropped)) fail_as_dropped();
    }
    void abandon() noexcept override {
        if (!wins()) return;
        has_ended();
        claims_->nothing(errand_, values::errand::end::abandoned);
        claims_->inbox().post_from_elsewhere(errand_);
    }

    [[nodiscard]] int row() const noexcept { return row_; }
    [[nodiscard]] bool has_failed() const noexcept { return failed_; }
    /// f is to be called.
    void begin() noexcept { state_ = state::beginning; }
    /// f has returned.
    void begun() noexcept {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::in_flight) && now == state::dropped) fail_as_dropped();
    }

private:
    enum class state : std::uint8_t { not_claimed, beginning, in_flight, dropped, settled };

    [[nodiscard]] bool wins() noexcept { return state_.exchange(state::settled) != state::settled; }

    /// Once it is settled, the errand may be on another way already.
    void fail_as_dropped() noexcept {
        if (!wins()) return;
        std::exception_ptr e;
        try {
            e = std::make_exception_ptr(std::runtime_error(
                "taskquad: the completion for f(x) at x = " + problem::text(errand_.at()[0]) + " was dropped without a value"));
        } catch (...) {
            e = std::current_exception();
        }
        has_failed_with(std::move(e));
    }

    void has_failed_with(std::exception_ptr e) noexcept {
        failed_ = true;
        has_ended();
        claims_->failure(errand_, std::move(e));
        claims_->inbox().post_from_elsewhere(errand_);
    }

    void has_ended() noexcept {
        errand_.worker = row_;
        errand_.begun = begin_;
        errand_.ended = watch::clock::now();
    }

    const std::shared_ptr<values::claims> claims_;
    const std::shared_ptr<detail::common_shape> shape_;
    values::errand& errand_;  // the claims'
    const watch::clock::time_point begin_ = watch::clock::now();
    const int row_;
    std::atomic<state> state_ = state::not_claimed;
    std::atomic<bool> failed_ = false;
};

class async_run final : public concurrent_run {
public:
    using concurrent_run::concurrent_run;

private:
    void enter(const std::function<void()>& body) override { body(); }

    [[nodiscard]] bool is_cancelled() const override { return within_task_ && tasks::crew::cancelled(); }

    /// What a claim needs is made before it: its flight, which settles it whatever happens. Once f has thrown, or the integration
    /// is to end, nothing more is begun before the engine has heard of it.
    void launch(values::errands& points) override {
        bool is_to_be_heard = false;
        while (values::errand* const e = points.take()) {
            if (is_to_be_heard || watch_.reached() || is_cancelled()) {
                e->what = values::errand::end::skipped;
                claims_->inbox().post_from_elsewhere(*e);
                continue;
            }
            const auto owed = std::make_shared<flight>(claims_, f_.shape(), *e, rows_.take());
            switch (claims_->make_claim(*e)) {
                case values::claims::claim::claimant:
                    begin(*e, owed);
                    is_to_be_heard = owed->has_failed();
                    continue;
                case values::claims::claim::settled:
                    claims_->inbox().post_from_elsewhere(*e);
                    break;
                case values::claims::claim::waits:
                    break;
            }
            rows_.give_back(owed->row());
        }
    }

    void begin(const values::errand& e, const std::shared_ptr<flight>& owed) noexcept {
        owed->begin();
        ++calls_;
        const detail::point_view at = e.at();
        try {
            const tasks::nested_call around(&claims_->values(), {&at, 1}, claims_->from());
            f_.begin(at, owed, end_.get_token());
            owed->begun();
        } catch (...) {
            owed->fail(std::current_exception());
        }
    }

    void settled(const values::errand& e) override { rows_.give_back(e.worker); }

    row_numbers rows_;
    const bool within_task_ = tasks::crew::in_arena();
};

}  // namespace

detail::outcome run_async(integration& all, const detail::integrand_view& f, const options& o,
                          const std::shared_ptr<values::store>& values) {
    constexpr std::size_t most = std::numeric_limits<int>::max();
    const int in_flight = static_cast<int>(std::min(f.width(), most));
    return async_run(all, f, o, values, {static_cast<std::size_t>(in_flight) + f.queued(), in_flight, in_flight})();
}

}  // namespace taskquad::drivers
