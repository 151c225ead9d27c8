/// An asynchronous f that says of each call the how manieth it is for its x, and knows those that are owed a value.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <taskquad/async.hpp>
#include <utility>
#include <vector>

/// What f is called for: the number of this x's call, from 1 on, and what other calls for it are owed.
struct call_for_x {
    double x;
    int number;
    std::vector<taskquad::completion<double>>& owed;  ///< of calls before
};

/// An f of the caller's thread alone: `answer` is given each call, and its completion.
class calls_of_f {
public:
    using answer = std::function<void(const call_for_x&, taskquad::completion<double>)>;
    explicit calls_of_f(answer a) : answer_(std::move(a)) {}

    auto f(taskquad::async_limits limits) {
        return taskquad::async(
            [this](double x, taskquad::completion<double> done) {
                ++all;
                of& o = at[x];
                answer_({x, ++o.calls, o.owed}, std::move(done));
            },
            limits);
    }

    struct of {
        int calls = 0;
        std::vector<taskquad::completion<double>> owed = {};
    };
    std::map<double, of> at;
    std::uint64_t all = 0;

private:
    answer answer_;
};
