/// The points that an integration wants, on their way from its thread to the manager's; and the values that it is owed.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>

#include "mpi/bell.hpp"

namespace taskquad::mpi::ranks {

struct wish {
    std::array<double, 3> at = {};
    std::size_t count = 0;
    std::shared_ptr<detail::pending> owed = {};
};

class wishes final : public detail::evaluator {
public:
    explicit wishes(bell& b) : bell_(b) {}

    void begin(const detail::point_view& at, std::shared_ptr<detail::pending> owed, const std::stop_token& /*stop*/) override {
        wish w{.count = at.count, .owed = std::move(owed)};
        std::copy_n(at.coordinates, at.count, w.at.begin());
        {
            const std::lock_guard lock(mutex_);
            all_.push_back(std::move(w));
        }
        bell_.ring();
    }

    [[nodiscard]] std::vector<wish> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(all_, {});
    }

private:
    bell& bell_;
    std::mutex mutex_;
    std::vector<wish> all_;
};

}  // namespace taskquad::mpi::ranks
