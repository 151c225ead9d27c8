/// Signs of life: when to send one, and who has not been heard of for too long.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace taskquad::mpi::ranks {

class lifesigns {
public:
    using clock = std::chrono::steady_clock;

    /// Of `lost_after` one second at least; also where the user's is refused, ranks must have the time to hear of it.
    lifesigns(int ranks, std::chrono::duration<double> lost_after)
        : heard_(static_cast<std::size_t>(ranks), clock::now()),
          lost_after_(std::max(std::chrono::duration<double>(1), lost_after)) {}

    /// Whether it is time again, five times a second.
    [[nodiscard]] bool is_time() {
        constexpr std::chrono::milliseconds now_and_then{200};
        const auto now = clock::now();
        if (now < next_) return false;
        late_ = now - next_ > now_and_then ? now : late_;
        next_ = now + now_and_then;
        return true;
    }
    void has_heard_of(int rank) { heard_[static_cast<std::size_t>(rank)] = clock::now(); }
    /// If this thread has slept itself, as in a process that was stopped, others may have been there all the time.
    [[nodiscard]] bool is_lost(int rank) const {
        return clock::now() - std::max(heard_[static_cast<std::size_t>(rank)], late_) > lost_after_;
    }

private:
    std::vector<clock::time_point> heard_;
    std::chrono::duration<double> lost_after_;
    clock::time_point next_ = clock::now(), late_ = {};
};

}  // namespace taskquad::mpi::ranks
