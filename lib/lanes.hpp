/// Numbers for what happens at the same time, as small as possible: the rows of a picture.
#pragma once

#include <functional>
#include <queue>
#include <vector>

namespace taskquad::detail {

class lanes {
public:
    int take() {
        if (free_.empty()) return used_++;
        const int lane = free_.top();
        free_.pop();
        return lane;
    }
    void give_back(int lane) { free_.push(lane); }

private:
    std::priority_queue<int, std::vector<int>, std::greater<>> free_;
    int used_ = 0;
};

}  // namespace taskquad::detail
