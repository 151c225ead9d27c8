/// The points that an integration wants, on their way from its thread to the manager's; and the values that it is owed.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>

#include "mpi/awaited.hpp"
#include "mpi/bell.hpp"

namespace taskquad::mpi::ranks {

struct wish {
    std::vector<double> at = {};
    std::shared_ptr<detail::pending> owed = {};
};

class wishes final : public detail::evaluator {
public:
    explicit wishes(bell& b) : bell_(b) {}

    void begin(const detail::point_view& at, std::shared_ptr<detail::pending> owed, const std::stop_token& /*stop*/) override {
        std::unique_lock lock(mutex_);
        if (is_closed_) {
            lock.unlock();
            return owed->abandon();
        }
        all_.push_back({{at.coordinates, at.coordinates + at.count}, std::move(owed)});
        lock.unlock();
        bell_.ring();
    }

    void evaluate(std::span<const detail::point_view> at, detail::common_shape* shape, detail::components_out& out) override {
        for (const detail::point_view& p : at) {
            const auto owed = std::make_shared<awaited>(shape);
            begin(p, owed, {});
            const auto components = owed->wait();
            if (!components) {
                out.gave_up = true;
                return;
            }
            out.count = components->size();
            out.components.insert(out.components.end(), components->begin(), components->end());
        }
    }

    [[nodiscard]] std::vector<wish> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(all_, {});
    }

    /// The integration is to end, and nobody will evaluate what it wishes. Returns what nobody has taken.
    [[nodiscard]] std::vector<wish> close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        return std::exchange(all_, {});
    }

private:
    bell& bell_;
    std::mutex mutex_;
    std::vector<wish> all_;
    bool is_closed_ = false;
};

}  // namespace taskquad::mpi::ranks
