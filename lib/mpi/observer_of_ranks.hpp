/// Between the integration and the user's observer: adds which rank has evaluated what, and how many are busy.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include <taskquad/observer.hpp>

namespace taskquad::mpi::ranks {

/// The integration calls what an observer has, on a thread of its own; the manager calls the rest.
class observer_of_ranks final : public observer {
public:
    explicit observer_of_ranks(observer& user) : user_(user) {}

    struct place {
        int rank, worker;
        double seconds;  ///< that f took
    };
    /// Where f was evaluated, at the coordinates that say the place; before the integration hears of the value.
    void has_evaluated(const std::vector<double>& at, const place& p) {
        const std::lock_guard lock(mutex_);
        places_[at] = p;
    }
    void count(int present, int busy) {
        const std::lock_guard lock(mutex_);
        present_ = present;
        busy_ = busy;
    }

    verdict on_evaluation(const evaluation& e) override {
        evaluation told = e;
        {
            const std::lock_guard lock(mutex_);
            const std::vector<double> at = e.place.empty() ? std::vector{e.x} : e.place;
            if (const auto found = places_.find(at); found != places_.end()) {
                told.rank = found->second.rank;
                told.worker = found->second.worker;
                told.begin = told.end - std::chrono::duration<double>(found->second.seconds);
                places_.erase(found);
            }
        }
        return user_.on_evaluation(told);
    }
    verdict on_estimate(const segment<>& s) override { return user_.on_estimate(s); }
    verdict on_split(const segment<>& left, const segment<>& right) override { return user_.on_split(left, right); }
    verdict on_progress(const progress& p) override {
        progress told = p;
        {
            const std::lock_guard lock(mutex_);
            told.ranks = present_;
            told.ranks_busy = busy_;
        }
        return user_.on_progress(told);
    }
    void on_end(const result<>& r) override { user_.on_end(r); }
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return user_.progress_interval(); }

private:
    observer& user_;
    std::mutex mutex_;
    std::map<std::vector<double>, place> places_;  ///< by coordinates
    int present_ = 0, busy_ = 0;
};

}  // namespace taskquad::mpi::ranks
