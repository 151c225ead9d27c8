/// What the observer of an integral that is made of others sees of these: all but their ends.
#pragma once

#include <chrono>
#include <mutex>

#include <taskquad/observer.hpp>

#include "tasks/crew.hpp"

namespace taskquad::composed {

/// Integrals that run at the same time may share it: they show one thing at a time, and progress no more often than the observer
/// wants from all of them together. Once it has said stop, each of them hears it.
class observer_of_parts : public observer {
public:
    explicit observer_of_parts(observer& whole) : whole_(whole) {}

    verdict on_evaluation(const evaluation& e) override {
        return shown([&] { return whole_.on_evaluation(e); });
    }
    verdict on_estimate(const segment<>& s) override {
        return shown([&] { return whole_.on_estimate(s); });
    }
    verdict on_split(const segment<>& left, const segment<>& right) override {
        return shown([&] { return whole_.on_split(left, right); });
    }
    verdict on_progress(const progress& p) override {
        return shown([&] {
            const auto now = std::chrono::steady_clock::now();
            if (now - last_progress_ < interval()) return verdict::proceed;
            last_progress_ = now;
            return whole_.on_progress(p);
        });
    }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return whole_.progress_interval(); }

protected:
    /// What the observer has said, for a part that has nothing to show.
    [[nodiscard]] verdict said_so_far() {
        return shown([] { return verdict::proceed; });
    }

private:
    /// In seconds: the longest interval has more nanoseconds than the clock can count.
    [[nodiscard]] std::chrono::duration<double> interval() const { return whole_.progress_interval(); }

    template <class Show>
    verdict shown(const Show& show) {
        // Where the observer waits for tasks of its own, this thread must not begin another integral, which would show something,
        // too.
        bool stop = false;
        tasks::crew::isolated([&] {
            const std::lock_guard lock(mutex_);
            stop = is_stopped_ = show() == verdict::stop || is_stopped_;
        });
        return stop ? verdict::stop : verdict::proceed;
    }

    observer& whole_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point last_progress_ = std::chrono::steady_clock::now();
    bool is_stopped_ = false;
};

}  // namespace taskquad::composed
