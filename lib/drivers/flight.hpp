/// One abscissa of an asynchronous f in flight, and the calls of f for it: one, or several where they take too long.
///
/// A flight is settled once: by the first value that comes; or by a failure, if no other call is out. What comes later is ignored.
/// Whoever owes a value holds all that is needed for that, so that it may come after the integration has ended.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

#include <taskquad/detail/values.hpp>

#include "drivers/watch.hpp"
#include "problem/messages.hpp"
#include "values/claims.hpp"

namespace taskquad::drivers {

class flight;

/// One call of f, and the completion that it was given. Ends once: by its completion; by the agent, if f throws; or when nobody has
/// it any more.
class call_of_f final : public detail::pending {
public:
    explicit call_of_f(flight& f) : flight_(f) {}
    call_of_f(const call_of_f&) = delete;
    call_of_f& operator=(const call_of_f&) = delete;
    ~call_of_f() override {
        if (state_ != state::not_begun) fail_as_dropped();
    }

    void settle(std::span<const double> value) noexcept override;
    void fail(std::exception_ptr e) noexcept override;
    void agree(const value_shape& s, double x) override;
    /// While f is being called, a completion that is dropped says nothing yet: f may be throwing.
    void drop() noexcept override {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::dropped)) fail_as_dropped();
    }

    void abandon() noexcept override;

    /// f is to be called; false where the flight is settled.
    [[nodiscard]] bool begin() noexcept;
    /// f has returned.
    void begun() noexcept {
        state now = state::beginning;
        if (!state_.compare_exchange_strong(now, state::in_flight) && now == state::dropped) fail_as_dropped();
    }
    /// When f was to be called.
    [[nodiscard]] watch::clock::time_point begin_time() const noexcept { return begin_; }

private:
    enum class state : std::uint8_t { not_begun, beginning, in_flight, dropped, ended };

    [[nodiscard]] bool ends() noexcept { return state_.exchange(state::ended) != state::ended; }
    void fail_as_dropped() noexcept;

    flight& flight_;
    const watch::clock::time_point begin_ = watch::clock::now();
    std::atomic<state> state_ = state::not_begun;
};

class flight {
public:
    flight(std::shared_ptr<values::claims> c, std::shared_ptr<detail::common_shape> s, values::errand& e, int row)
        : claims_(std::move(c)), shape_(std::move(s)), errand_(e), row_(row) {}

    /// The first call of f, and another one; each keeps the flight.
    [[nodiscard]] static std::shared_ptr<call_of_f> first_call(const std::shared_ptr<flight>& f) noexcept {
        return {f, &f->first_};
    }
    [[nodiscard]] static std::shared_ptr<call_of_f> another_call(const std::shared_ptr<flight>& f) {
        struct keeper {
            std::shared_ptr<flight> of;
            call_of_f call;
            explicit keeper(const std::shared_ptr<flight>& kept) : of(kept), call(*kept) {}
        };
        const auto k = std::make_shared<keeper>(f);
        return {k, &k->call};
    }

    // --- for the agent
    [[nodiscard]] const values::errand& errand() const noexcept { return errand_; }
    [[nodiscard]] int row() const noexcept { return row_; }
    [[nodiscard]] bool has_failed() const noexcept { return failed_; }

    // --- for the calls of f
    /// One more is out; false where the flight is settled.
    [[nodiscard]] bool add_call() noexcept {
        unsigned out = out_;
        do {
            if (out == settled) return false;
        } while (!out_.compare_exchange_weak(out, out + 1));
        return true;
    }
    void settle(const call_of_f& by, std::span<const double> value) noexcept {
        // A value that counts as a failure is one.
        if (!(claims_->is_value(value) ? is_first() : is_last())) return;
        has_ended(by);
        claims_->value(errand_, value);
        claims_->inbox().post_from_elsewhere(errand_);
    }
    void fail(const call_of_f& by, std::exception_ptr e) noexcept {
        if (is_last()) has_failed_with(by, std::move(e));
    }
    void fail_as_dropped(const call_of_f& by) noexcept {
        if (!is_last()) return;
        std::exception_ptr e;
        try {
            e = std::make_exception_ptr(std::runtime_error(
                "taskquad: the completion for f(x) at x = " + problem::text(errand_.at()[0]) + " was dropped without a value"));
        } catch (...) {
            e = std::current_exception();
        }
        has_failed_with(by, std::move(e));
    }
    void abandon(const call_of_f& by) noexcept {
        if (!is_last()) return;
        has_ended(by);
        claims_->nothing(errand_, values::errand::end::abandoned);
        claims_->inbox().post_from_elsewhere(errand_);
    }
    void agree(const value_shape& s, double x) { shape_->agree(s, x); }

private:
    static constexpr unsigned settled = ~0U;

    // Whether a call that ends settles the flight. Once it is settled, the errand may be on another way already.
    [[nodiscard]] bool is_first() noexcept { return out_.exchange(settled) != settled; }
    [[nodiscard]] bool is_last() noexcept {
        unsigned out = out_;
        do {
            if (out == settled) return false;
        } while (!out_.compare_exchange_weak(out, out > 1 ? out - 1 : settled));
        return out <= 1;
    }

    void has_failed_with(const call_of_f& by, std::exception_ptr e) noexcept {
        failed_ = true;
        has_ended(by);
        claims_->failure(errand_, std::move(e));
        claims_->inbox().post_from_elsewhere(errand_);
    }

    void has_ended(const call_of_f& by) noexcept {
        errand_.worker = row_;
        errand_.begun = by.begin_time();
        errand_.ended = watch::clock::now();
    }

    const std::shared_ptr<values::claims> claims_;
    const std::shared_ptr<detail::common_shape> shape_;
    values::errand& errand_;  // the claims'
    const int row_;
    std::atomic<unsigned> out_ = 0;  ///< calls of f that have begun and not ended
    std::atomic<bool> failed_ = false;
    call_of_f first_{*this};  // the last member: it uses the others when it ends
};

inline void call_of_f::settle(std::span<const double> value) noexcept {
    if (ends()) flight_.settle(*this, value);
}

inline void call_of_f::fail(std::exception_ptr e) noexcept {
    if (ends()) flight_.fail(*this, std::move(e));
}

inline void call_of_f::abandon() noexcept {
    if (ends()) flight_.abandon(*this);
}

inline void call_of_f::agree(const value_shape& s, double x) { flight_.agree(s, x); }

inline bool call_of_f::begin() noexcept {
    if (!flight_.add_call()) return false;
    state_ = state::beginning;
    return true;
}

inline void call_of_f::fail_as_dropped() noexcept {
    if (ends()) flight_.fail_as_dropped(*this);
}

}  // namespace taskquad::drivers
