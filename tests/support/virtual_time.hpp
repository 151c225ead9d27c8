/// An integration by virtual workers, in virtual time: a session is asked whenever a worker is free.
#pragma once

#include <functional>
#include <queue>
#include <taskquad/taskquad.hpp>

struct virtual_run {
    taskquad::result<> r;
    double makespan = 0;      ///< in units of the mean cost of an evaluation, until the result can be returned
    std::uint64_t begun = 0;  ///< evaluations
    [[nodiscard]] std::uint64_t wasted() const { return begun - r.evaluations; }
};

/// P = o.concurrency workers; `cost` of each evaluation.
inline virtual_run in_virtual_time(
    const std::function<double(double)>& f, const taskquad::domain& where, const taskquad::options& o,
    const std::function<double()>& cost = [] { return 1.0; }) {
    struct ending {
        double time;
        std::uint64_t order;
        double x;
        bool operator<(const ending& other) const { return time != other.time ? time > other.time : order > other.order; }
    };
    taskquad::session<double> s(where, o);
    std::priority_queue<ending> flights;
    virtual_run run;
    while (!s.done()) {
        // What ends at the same time is told before anything is asked.
        for (const double x : s.ask(static_cast<std::size_t>(o.concurrency) - flights.size())) {
            flights.push({run.makespan + cost(), run.begun++, x});
        }
        if (flights.empty()) break;
        run.makespan = flights.top().time;
        while (!flights.empty() && flights.top().time == run.makespan && !s.done()) {
            const double x = flights.top().x;
            flights.pop();
            s.tell(x, f(x));
        }
    }
    run.r = s.result();
    return run;
}
