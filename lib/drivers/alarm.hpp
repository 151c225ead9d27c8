/// The end of the time limit, for an f that looks at its stop token.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "drivers/watch.hpp"

namespace taskquad::drivers {

/// Asks for the end of evaluations at the deadline, unless it is destroyed before. A thread of its own, since all others may be in
/// f.
class alarm {
public:
    alarm(watch::clock::time_point deadline, std::stop_source& end)
        : thread_([this, deadline, &end](const std::stop_token& destroyed) {
              std::unique_lock lock(mutex_);
              never_.wait_until(lock, destroyed, deadline, [] { return false; });
              if (!destroyed.stop_requested()) end.request_stop();
          }) {}

private:
    std::mutex mutex_;
    std::condition_variable_any never_;
    std::jthread thread_;  // the last member: it uses the others
};

}  // namespace taskquad::drivers
