/// Integrals of integrals, as the compiled library sees them. A slice is the integral over the inner coordinates at one value of
/// the outer one; it can be integrated again, to a smaller error, from the values that it has.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/detail/recorded_calls.hpp>
#include <taskquad/detail/run.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

namespace taskquad::detail {

class slice {
public:
    slice() = default;
    slice(const slice&) = delete;
    slice& operator=(const slice&) = delete;
    virtual ~slice() = default;

    /// Integrates under options, unless `ended`: then the status is `stopped`. What f throws is in the result. The counts of calls
    /// are those of this call, `speculative` is of all. For one thread at a time.
    virtual nested_result integrate(const options& o, const std::stop_token& ended) = 0;
    /// The least number of evaluations with which there is an estimate.
    [[nodiscard]] virtual std::uint64_t first_estimates(const options& o) = 0;
    /// Whether the budget of the options allows for an integration to begin. Where it does not, none may.
    [[nodiscard]] virtual bool is_affordable(const options& o) = 0;
    /// How many evaluations all integrations so far have taken, or would have taken, had they been all; and how many values of f
    /// have been obtained.
    [[nodiscard]] virtual std::uint64_t spent() const = 0;
    [[nodiscard]] virtual std::uint64_t obtained() const = 0;
    /// The next integration is the first one; but no value of f is asked for again.
    virtual void begin_anew() = 0;
    /// Whether the integration goes through the same states whatever the tolerance is, so that what it has come to by one tolerance
    /// after another, each smaller than the one before, is what the last of them makes.
    [[nodiscard]] virtual bool is_straight(const options& o) const = 0;
};

using slice_maker = std::function<std::unique_ptr<slice>(double x)>;

/// What all slices may spend together: memory in which they keep values, and calls of f.
///
/// Slices that run at the same time do not know of each other what they will take: they go on until all of them have made as many
/// calls as the budget has evaluations. Then, or from the start, they are integrated one by one, each within what those before have
/// left; docs/algorithm.md, "Nested integrals".
class purse {
public:
    purse(std::size_t bytes, std::uint64_t most_calls) : bytes_(bytes), most_calls_(most_calls) {}

    /// Whether there were so many bytes left, which now are taken.
    bool take(std::size_t bytes) {
        std::size_t left = bytes_;
        while (left >= bytes) {
            if (bytes_.compare_exchange_weak(left, left - bytes)) return true;
        }
        return false;
    }

    /// Notes calls of f that have been made.
    void count(std::uint64_t calls) {
        if (calls_.fetch_add(calls) + calls > most_calls_ && !one_by_one_) is_overdrawn_ = true;
    }
    [[nodiscard]] std::uint64_t calls() const { return calls_; }
    [[nodiscard]] std::uint64_t most_calls() const { return most_calls_; }
    /// Whether nothing more is to be begun.
    [[nodiscard]] bool is_overdrawn() const { return is_overdrawn_.load(std::memory_order_relaxed); }

    /// To be said while nothing is integrated.
    void go_one_by_one() {
        one_by_one_ = true;
        is_overdrawn_ = false;
    }
    [[nodiscard]] bool one_by_one() const { return one_by_one_; }

private:
    std::atomic<std::size_t> bytes_;
    const std::uint64_t most_calls_;
    std::atomic<std::uint64_t> calls_ = 0;
    std::atomic<bool> is_overdrawn_ = false;
    bool one_by_one_ = false;
};

/// The slices at all x of a domain, integrated over x; `scale` as in options.
TASKQUAD_EXPORT std::unique_ptr<slice> slice_of_slices(const domain& where, double scale, slice_maker slice_at, purse& all);
/// The same, for the user; `log` is what slices call f through.
TASKQUAD_EXPORT nested_result integrate_slices(domain where, slice_maker slice_at, const options& o, purse& all,
                                               const recorded_calls& log);

/// Without breakpoints that are too near to another point: lib/regions/slivers.hpp.
TASKQUAD_EXPORT domain without_slivers(const domain& where);

/// The least number of evaluations with which there is an estimate of the integral over a line.
TASKQUAD_EXPORT std::uint64_t first_estimates_of_line(const domain& where, const options& o);
/// Whether the budget allows for as many. An ordinary one takes no time.
TASKQUAD_EXPORT bool allows_for_line(const domain& where, const options& o);

/// A slice of one dimension, the integral of g(y).
///
/// Values are kept in a list: a cache would take ten times as long as an ordinary g, and few slices are integrated twice.
template <class G>
class line final : public slice {
public:
    line(G g, const domain& where, purse& all) : g_(std::move(g)), where_(without_slivers(where)), all_(all) {}

    nested_result integrate(const options& o, const std::stop_token& ended) override {
        calls_ = failed_calls_ = 0;
        failures_.clear();
        nested_result r;
        try {
            r = integrate_again(o, ended);
        } catch (const asked_to_end&) {
            r = failed(status::stopped, nullptr);
        } catch (...) {
            r = failed(status::failed, std::current_exception());
        }
        all_.count(calls_ % at_a_time);
        return r;
    }
    [[nodiscard]] std::uint64_t first_estimates(const options& o) override { return first_estimates_of_line(where_, o); }
    [[nodiscard]] bool is_affordable(const options& o) override { return allows_for_line(where_, o); }
    [[nodiscard]] std::uint64_t spent() const override { return spent_; }
    [[nodiscard]] std::uint64_t obtained() const override { return obtained_; }
    void begin_anew() override { spent_ = 0; }
    [[nodiscard]] bool is_straight(const options& o) const override { return o.refinement == refinement::global; }

private:
    struct asked_to_end {};
    /// Calls that are counted in the purse at the same time.
    static constexpr std::uint64_t at_a_time = 32;

    nested_result integrate_again(const options& o, const std::stop_token& ended) {
        // Where nothing is tried again, what g throws comes through as it is: g is called most cheaply so. Else the result has the
        // y.
        const bool throws_through = o.failures.retries == 0 && !o.failures.non_finite;
        const auto g = [&](double y) {
            if (ended.stop_requested() || all_.is_overdrawn()) throw asked_to_end{};
            double value = 0;
            try {
                value = g_(y);
            } catch (...) {
                note_failure(y, throws_through);
                throw;
            }
            keep(y, value);
            return value;
        };
        integrand_view view(g, nullptr);
        view.look_at_ends();
        view.is_part_within(all_.most_calls());
        const std::size_t known = values_.size();
        options own = o;
        own.failures.rethrow = throws_through;
        nested_result r;
        if (known == 0) {
            run(view, where_, own, r);
        } else {
            static_cast<result<>&>(r) = run(view, where_, own, std::span(std::as_const(values_)));
        }
        if (r.failure) {
            failures_.emplace_back(r.failure, r.failed_at);
            std::rethrow_exception(r.failure);
        }
        if (r.status == status::non_finite) r.place = {r.non_finite_at};
        if (r.status == status::not_reproducible) r.place = {r.not_reproducible_at};
        if (o.verify.value_or(0) > 0) {  // what was called to be compared gave nothing new
            const std::uint64_t fresh = r.evaluations + r.speculative - known, given = calls_ - failed_calls_;
            obtained_ -= given - std::min(given, fresh);
        }
        spent_ = std::max(spent_, r.evaluations);
        r.calls = calls_;  // without those that have been asked to end before they called g
        r.speculative = obtained_ - r.evaluations;
        return r;
    }

    void keep(double y, double value) {
        const std::lock_guard lock(mutex_);
        count_call();
        ++obtained_;
        if (values_.size() == values_.capacity()) {
            const std::size_t more = std::max<std::size_t>(32, values_.size());
            if (!all_.take(more * sizeof(values_.front()))) return;
            values_.reserve(values_.size() + more);
        }
        values_.emplace_back(y, value);
    }
    void note_failure(double y, bool may_be_the_end) {
        const std::lock_guard lock(mutex_);
        count_call();
        ++failed_calls_;
        if (may_be_the_end) failures_.emplace_back(std::current_exception(), y);
    }
    void count_call() {
        if (++calls_ % at_a_time == 0) all_.count(at_a_time);
    }
    nested_result failed(status why, std::exception_ptr e) {
        nested_result r;
        r.status = why;
        r.value = std::numeric_limits<double>::quiet_NaN();
        r.error = std::numeric_limits<double>::infinity();
        r.calls = calls_;
        r.speculative = obtained_;
        const auto of_e = std::ranges::find(failures_, e, &std::pair<std::exception_ptr, double>::first);
        if (of_e != failures_.end()) r.place = {of_e->second};
        r.failure = std::move(e);
        return r;
    }

    G g_;
    domain where_;
    purse& all_;
    std::mutex mutex_;  // for what follows, while g is called
    std::vector<std::pair<double, double>> values_;
    std::uint64_t calls_ = 0, failed_calls_ = 0;  ///< in one integration
    std::uint64_t obtained_ = 0, spent_ = 0;
    /// Of one integration, with the y of each: several calls may throw at the same time, of which one is the end.
    std::vector<std::pair<std::exception_ptr, double>> failures_;
};

template <class G>
std::unique_ptr<slice> line_of(G g, const domain& where, purse& all) {
    return std::make_unique<line<G>>(std::move(g), where, all);
}

}  // namespace taskquad::detail
