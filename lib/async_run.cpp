/// The driver for asynchronous integrands.
///
/// The calling thread is the agent for good: it begins evaluations, and sleeps until completions arrive. A completion may come from
/// any thread: it publishes the value in the store, posts it, and wakes the agent; it holds all that it needs for that, so that it
/// may come after the integration has ended. No oneTBB.
#include <limits>
#include <stdexcept>

#include "crew.hpp"
#include "integration.hpp"
#include "lanes.hpp"
#include "text.hpp"

namespace taskquad::detail {

namespace {

/// One evaluation in flight. Settled once: by its completion; or, if f throws, by the agent.
class flight final : public pending {
public:
    flight(std::shared_ptr<claims> c, std::shared_ptr<common_shape> s, const wanted& w, int lane)
        : claims_(std::move(c)), shape_(std::move(s)), wanted_(w), lane_(lane) {}

    void settle(std::span<const double> value) override {
        if (wins()) post(claims_->value(wanted_, value));
    }
    void fail(std::exception_ptr e) override {
        if (wins()) post(claims_->failure(wanted_, std::move(e)));
    }
    void agree(const shape& s, double x) override { shape_->agree(s, x); }
    /// While f is being called, a completion that is dropped says nothing yet: f may be throwing.
    void drop() noexcept override {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::dropped)) fail_as_dropped();
    }

    /// f has returned.
    void begun() {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::in_flight) && now == state::dropped) fail_as_dropped();
    }

private:
    enum class state : std::uint8_t { beginning, in_flight, dropped, settled };

    [[nodiscard]] bool wins() noexcept { return state_.exchange(state::settled) != state::settled; }

    void fail_as_dropped() noexcept {
        fail(std::make_exception_ptr(
            std::runtime_error("taskquad: the completion for f(x) at x = " + text(wanted_.at.x) + " was dropped without a value")));
    }

    void post(arrival a) const {
        a.worker = lane_;
        a.begin = begin_;
        a.end = watch::clock::now();
        claims_->inbox().post_from_elsewhere(std::move(a));
    }

    const std::shared_ptr<claims> claims_;
    const std::shared_ptr<common_shape> shape_;
    const wanted wanted_;
    const watch::clock::time_point begin_ = watch::clock::now();
    const int lane_;
    std::atomic<state> state_ = state::beginning;
};

class async_run final : public integration {
public:
    using integration::integration;

private:
    void enter(const std::function<void()>& body) override { body(); }

    void launch(std::span<const wanted> points) override {
        for (const wanted& w : points) {
            if (const auto found = claims_->claim(w)) {
                claims_->inbox().post_from_elsewhere(*found);
            } else {
                begin(w);
            }
        }
    }

    void begin(const wanted& w) {
        const auto owed = std::make_shared<flight>(claims_, f_.shape(), w, lanes_.take());
        ++calls_;
        try {
            const nested_call around(claims_->values(), {&w.at, 1}, claims_->within());
            f_.begin(w.at.x, owed, end_.get_token());
            owed->begun();
        } catch (...) {
            owed->fail(std::current_exception());
        }
    }

    void settled(const arrival& a) override { lanes_.give_back(a.worker); }

    lanes lanes_;
};

}  // namespace

outcome run_async(const integrand_view& f, const domain& where, const options& o, const std::shared_ptr<store>& values) {
    constexpr std::size_t most = std::numeric_limits<int>::max();
    const int in_flight = static_cast<int>(std::min(f.width(), most));
    return async_run(f, where, o, values, {static_cast<std::size_t>(in_flight), in_flight, in_flight})();
}

}  // namespace taskquad::detail
