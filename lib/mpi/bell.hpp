/// A bell: the thread that talks to other ranks sleeps a moment, unless another thread of the process rings. MPI itself wakes
/// nobody.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace taskquad::mpi::ranks {

class bell {
public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        heard_.notify_one();
    }

    /// Until it rings, or has rung since the last time; at first for some microseconds, then longer each time.
    void wait() {
        constexpr std::chrono::microseconds longest{500};
        std::unique_lock lock(mutex_);
        if (!heard_.wait_for(lock, pause_, [this] { return rung_; })) pause_ = std::min(2 * pause_, longest);
        rung_ = false;
    }
    /// Something has come: the next pauses are short again.
    void something_has_come() noexcept { pause_ = shortest; }

private:
    static constexpr std::chrono::microseconds shortest{20};

    std::mutex mutex_;
    std::condition_variable heard_;
    bool rung_ = false;
    std::chrono::microseconds pause_ = shortest;  ///< for the thread that waits
};

}  // namespace taskquad::mpi::ranks
