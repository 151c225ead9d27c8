/// The driver for asynchronous integrands.
///
/// The calling thread is the agent for good: it begins evaluations, and sleeps until completions arrive, or until one is overdue,
/// which it begins again. A completion may come from any thread: it publishes the value in the store, posts it, and wakes the
/// agent; it holds all that it needs for that, so that it may come after the integration has ended. No oneTBB.
#include <algorithm>
#include <limits>
#include <memory>

#include "drivers/concurrent_run.hpp"
#include "drivers/drivers.hpp"
#include "drivers/flight.hpp"
#include "drivers/overdue_flights.hpp"
#include "tasks/crew.hpp"

namespace taskquad::drivers {

namespace {

class async_run final : public concurrent_run {
public:
    async_run(integration& all, const detail::integrand_view& f, const options& o, const std::shared_ptr<values::store>& values,
              capacity c)
        : concurrent_run(all, f, o, values, c), overdue_(f) {}

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
            const auto call = flight::first_call(owed);
            overdue_.add(owed, call->begin_time());
            switch (claims_->make_claim(*e)) {
                case values::claims::claim::claimant:
                    begin(*e, call);
                    is_to_be_heard = owed->has_failed();
                    continue;
                case values::claims::claim::settled:
                    claims_->inbox().post_from_elsewhere(*e);
                    break;
                case values::claims::claim::waits:
                    break;
            }
            has_landed(owed->row());
        }
    }

    [[nodiscard]] watch::clock::time_point next_look() const noexcept override { return overdue_.next(); }

    /// Begins again what is overdue, but nothing before the engine has heard of what has arrived: it may be done then.
    void look() override {
        while (overdue_.next() <= watch::clock::now()) {
            if (claims_->inbox().has_news() || watch_.reached() || is_cancelled()) return;
            const auto late = overdue_.first();
            const auto call = flight::another_call(late);
            overdue_.first_begins_again(call->begin_time());
            begin(late->errand(), call);
        }
    }

    void begin(const values::errand& e, const std::shared_ptr<call_of_f>& owed) noexcept {
        if (!owed->begin()) return;
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

    void settled(const values::errand& e) override { has_landed(e.worker); }

    void has_landed(int row) noexcept {
        overdue_.remove(row);
        rows_.give_back(row);
    }

    row_numbers rows_;
    overdue_flights overdue_;
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
