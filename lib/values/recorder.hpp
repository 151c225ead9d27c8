/// What an integration has to do with a log of evaluations: what f is, what is known of it, and a record of every call.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <utility>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/evaluation_log.hpp>

#include "tasks/crew.hpp"
#include "values/store.hpp"

namespace taskquad::values {

/// Of one integration; without a log it does nothing.
class recorder {
public:
    recorder() = default;
    recorder(evaluation_log* log, std::shared_ptr<detail::common_shape> shape)
        : log_(log), handle_(log == nullptr ? nullptr : log->handle()), shape_(std::move(shape)) {}

    /// An integration of such an f begins; `before` are values that it shares with others, if any, and the log may not know.
    void begin(const evaluation_log::kind_of_f& f, const store* before) const;
    /// A value of so many components is about to be published in a store.
    void will_publish(store& to, std::size_t components) const {
        const bool is_to_be_said = handle_ && shape_ && to.shape().size() == 0;
        if (is_to_be_said) to.agree(shape_of(components));
    }
    /// What values look like, where f was not called: all came from the log, some of them after the integration had begun.
    void learn_shape(const evaluation_log::kind_of_f& f) const;
    /// Also after the integration has ended.
    void value(const detail::point_view& at, std::span<const double> components, std::chrono::duration<double> took) const noexcept;
    void failure(const detail::point_view& at, const std::exception_ptr& e, std::chrono::duration<double> took) const noexcept;
    /// From now on f is called at as many of the first values that are known and wanted by `value_of` as the log wants to be
    /// verified.
    void verify_what_is_wanted();
    /// The value of a real f at a point that somebody calls by himself: what is known, or else what `call` returns.
    template <class Call>
    [[nodiscard]] double value_of(const detail::point_view& at, const Call& call) const {
        if (log_ == nullptr) return call();
        if (const auto known = log_->values()->find(at)) {
            const double y = known->components().front();
            if (!unverified_ || unverified_->fetch_sub(1) <= 0) return y;
            const double now = call();
            if (!may_be_wrong()) compare(at, y, now);
            return y;
        }
        using clock = std::chrono::steady_clock;
        const auto begun = clock::now();
        double y = 0;
        try {
            y = call();
        } catch (...) {
            failure(at, std::current_exception(), clock::now() - begun);
            throw;
        }
        const auto took = clock::now() - begun;
        if (!may_be_wrong() && log_->values()->insert(at, {&y, 1})) value(at, {&y, 1}, took);
        return y;
    }

    /// Throws what has gone wrong with a record.
    void check() const {
        if (log_ != nullptr) log_->check();
    }
    void flush() const {
        if (log_ != nullptr) log_->flush();
    }
    /// Where another exception is on its way to the caller.
    void flush_even_so() const noexcept;

private:
    /// Whether f was called just now in a group that was being cancelled: then a parallel loop in f returns early, without a word.
    [[nodiscard]] static bool may_be_wrong() { return tasks::crew::in_arena() && tasks::crew::cancelled(); }
    [[nodiscard]] value_shape shape_of(std::size_t components) const;

    void record(const evaluation_log::entry& e) const noexcept;
    void compare(const detail::point_view& at, double known, double now) const;

    evaluation_log* log_ = nullptr;               ///< which is there as long as the integration
    std::shared_ptr<detail::log_handle> handle_;  ///< for what ends later
    std::shared_ptr<std::atomic<std::int64_t>> unverified_;
    std::shared_ptr<detail::common_shape> shape_;
};

}  // namespace taskquad::values
