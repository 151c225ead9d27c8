/// The board: which points wait at a rank, and what has become of others. Tasks share it, and completions keep it alive.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "mpi/bell.hpp"
#include "mpi/messages.hpp"

namespace taskquad::mpi::ranks {

struct board {
    using clock = std::chrono::steady_clock;
    [[nodiscard]] static double seconds_since(clock::time_point begin) {
        return std::chrono::duration<double>(clock::now() - begin).count();
    }

    explicit board(bell& b) : rings(&b) {}

    std::mutex mutex;
    std::deque<point> waiting;
    std::vector<answer> ended;
    std::size_t in_progress = 0;  ///< tasks; of an asynchronous f, completions
    std::vector<bool> has_row;    ///< the rows of a picture that evaluations have: evaluation::worker
    std::stop_source stop;
    bell* rings;  ///< null once nobody listens

    [[nodiscard]] int take_row() {
        const auto row = std::ranges::find(has_row, false);
        const auto number = static_cast<int>(row - has_row.begin());
        if (row == has_row.end()) {
            has_row.push_back(true);
        } else {
            *row = true;
        }
        return number;
    }
    void give_back_row(int number) { has_row[static_cast<std::size_t>(number)] = false; }

    void add(answer&& a) {
        const std::lock_guard lock(mutex);
        ended.push_back(std::move(a));
        if (rings != nullptr) rings->ring();
    }
};

}  // namespace taskquad::mpi::ranks
