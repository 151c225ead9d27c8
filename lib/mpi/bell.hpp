/// A bell: the thread that talks to other ranks sleeps a moment, unless another thread of the process rings. MPI itself wakes
/// nobody.
#pragma once

#include <algorithm>
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

    /// Until it rings, or has rung since the last time; no longer than an eighth of the time for which nothing has come, so that
    /// an f of a second costs no processor time here, and one of a millisecond little time.
    void wait() {
        constexpr std::chrono::microseconds shortest{20}, longest{2000};
        constexpr int part = 8;
        const auto quiet = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - news_);
        std::unique_lock lock(mutex_);
        heard_.wait_for(lock, std::clamp(quiet / part, shortest, longest), [this] { return rung_; });
        rung_ = false;
    }
    /// For the thread that waits: something has come.
    void something_has_come() noexcept { news_ = clock::now(); }

private:
    using clock = std::chrono::steady_clock;

    std::mutex mutex_;
    std::condition_variable heard_;
    bool rung_ = false;
    clock::time_point news_ = clock::now();  ///< for the thread that waits
};

}  // namespace taskquad::mpi::ranks
