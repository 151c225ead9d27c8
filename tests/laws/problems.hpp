/// Random problems for the laws: the twelve families, both refinements, five rules, absolute and relative tolerances from 1e-3 to
/// 1e-12, at most 5,000 evaluations.
#pragma once

#include <chrono>
#include <functional>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <utility>

#include "support/families.hpp"

struct problem {
    std::function<double(double)> f;
    taskquad::options options;
};

inline problem random_problem(std::uint64_t seed) {
    random_numbers random(seed);
    problem p{random_integrand(static_cast<int>(seed % families), random), {}};
    const double tolerance = std::pow(10.0, -random.uniform(3, 12));
    const bool absolute = random.below(2) == 0;
    p.options.absolute_tolerance = absolute ? tolerance : 0;
    p.options.relative_tolerance = absolute ? 0 : tolerance;
    const taskquad::rule rules[] = {taskquad::simpson(), taskquad::simpson({.guarded = true}), taskquad::gauss_kronrod(21),
                                    taskquad::clenshaw_curtis(17), taskquad::clenshaw_curtis()};
    p.options.rule = rules[random.below(5)];
    p.options.refinement = random.below(2) == 0 ? taskquad::refinement::global : taskquad::refinement::local;
    p.options.max_evaluations = 5'000;
    p.options.keep_partition = true;
    p.options.verify = 0;  // the laws count calls
    return p;
}

/// f, sometimes late: yields, and now and then sleeps, by a lot drawn on the spot, so that no two runs are alike.
inline std::function<double(double)> with_random_delays(std::function<double(double)> f) {
    return [f = std::move(f)](double x) {
        thread_local random_numbers random(std::hash<std::thread::id>{}(std::this_thread::get_id()));
        const int lot = random.below(256);
        if (lot < 32) std::this_thread::yield();
        if (lot == 255) std::this_thread::sleep_for(std::chrono::microseconds(random.below(100)));
        return f(x);
    };
}
