/// A value for which a thread waits.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/values.hpp>

namespace taskquad::mpi::ranks {

class awaited final : public detail::pending {
public:
    /// `s`: with which the value agrees, if there is one; for as long as somebody waits.
    explicit awaited(detail::common_shape* s) : shape_(s) {}

    void settle(std::span<const double> components) noexcept override {
        const std::lock_guard lock(mutex_);
        try {
            components_.emplace(components.begin(), components.end());
        } catch (...) {
            thrown_ = std::current_exception();
        }
        end();
    }
    /// Nobody waits any more for a value that comes after the end.
    void agree(const value_shape& s, double x) override {
        const std::lock_guard lock(mutex_);
        if (!is_over_ && shape_ != nullptr) shape_->agree(s, x);
    }
    void fail(std::exception_ptr e) noexcept override {
        const std::lock_guard lock(mutex_);
        thrown_ = std::move(e);
        end();
    }
    void drop() noexcept override { abandon(); }
    void abandon() noexcept override {
        const std::lock_guard lock(mutex_);
        end();
    }

    /// The components; none where the integration has ended before. Throws what f has thrown.
    [[nodiscard]] std::optional<std::vector<double>> wait() {
        std::unique_lock lock(mutex_);
        has_ended_.wait(lock, [this] { return is_over_; });
        if (thrown_) std::rethrow_exception(thrown_);
        return std::move(components_);
    }

private:
    void end() noexcept {
        is_over_ = true;
        has_ended_.notify_all();
    }

    detail::common_shape* const shape_;
    std::mutex mutex_;
    std::condition_variable has_ended_;
    bool is_over_ = false;
    std::optional<std::vector<double>> components_;
    std::exception_ptr thrown_;
};

}  // namespace taskquad::mpi::ranks
