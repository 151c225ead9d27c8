/// An observer that keeps the evaluations it has seen.
#pragma once

#include <taskquad/observer.hpp>
#include <vector>

class witness final : public taskquad::observer {
public:
    taskquad::verdict on_evaluation(const taskquad::evaluation& e) override {
        seen.push_back(e);
        return taskquad::verdict::proceed;
    }
    std::vector<taskquad::evaluation> seen;
};
