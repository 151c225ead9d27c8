/// Threads that complete asynchronous evaluations later and out of order, by a lot.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <random>
#include <taskquad/async.hpp>
#include <thread>
#include <utility>
#include <vector>

class later {
public:
    using job = std::pair<double, taskquad::completion<double>>;

    /// `complete` is called for each x and completion, by one of the threads.
    later(int threads, std::uint64_t seed, std::function<void(double, taskquad::completion<double>)> complete)
        : random_(seed), complete_(std::move(complete)) {
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
    }
    later(const later&) = delete;
    later& operator=(const later&) = delete;
    /// Completes what is left.
    ~later() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        more_.notify_all();
        threads_.clear();
    }

    void operator()(double x, taskquad::completion<double> done) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.emplace_back(x, std::move(done));
        }
        more_.notify_one();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            more_.wait(lock, [this] { return over_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            std::swap(jobs_[random_() % jobs_.size()], jobs_.back());
            job next = std::move(jobs_.back());
            jobs_.pop_back();
            lock.unlock();
            complete_(next.first, std::move(next.second));
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<job> jobs_;
    std::mt19937_64 random_;
    bool over_ = false;
    std::function<void(double, taskquad::completion<double>)> complete_;
    std::vector<std::jthread> threads_;
};
