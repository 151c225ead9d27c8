// How many ranks of MPI can one manager feed? In virtual time: the roster and the engine of the component mpi, and a manager who
// takes a given time for each answer, while others wait.
//
// usage: bench_ranks_in_virtual_time [MICROSECONDS] [--quick]   what the manager takes for an evaluation: 10, if nothing is said;
// bench_ranks measures it
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <limits>
#include <queue>
#include <string>
#include <taskquad/taskquad.hpp>
#include <unordered_map>
#include <vector>

#include "mpi/roster.hpp"

namespace {

using taskquad::mpi::ranks::roster;

/// 130,000 evaluations, or fewer with fewer waves; its integral in closed form.
struct oscillation {
    double waves;
    double operator()(double x) const { return std::cos(waves * x) + std::exp(-x); }
    [[nodiscard]] double exact() const { return std::sin(waves) / waves + 1 - std::exp(-1.0); }
};

/// One way from the manager to a worker, or back: the network, and the moments until somebody looks.
constexpr double one_way = 100e-6;

struct run {
    taskquad::result<> r;
    double makespan = 0;
};

class simulation {
public:
    simulation(const oscillation& f, int ranks, double f_takes, double manager_takes)
        : f_(f),
          f_takes_(f_takes),
          manager_takes_(manager_takes),
          session_({0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = ranks, .initial_segments = 16}),
          roster_({false, roster::seconds(std::numeric_limits<double>::infinity())}),
          free_at_(static_cast<std::size_t>(ranks)),
          room_(2 * static_cast<std::size_t>(ranks)) {
        for (int i = 0; i < ranks; ++i) roster_.join(i, {1, 1});
    }

    run operator()() {
        give(0);
        double manager_is_free = 0;
        while (!session_.done()) {
            const arrival a = arrivals_.top();
            arrivals_.pop();
            now_ = std::max(a.time, manager_is_free);
            manager_is_free = now_ + manager_takes_;
            (void)roster_.answered(a.rank, a.number, false, roster::seconds(now_));
            const double x = x_of_.extract(a.number).mapped();
            session_.tell(x, f_(x));
            give(manager_is_free);
        }
        return {session_.result(), manager_is_free};
    }

private:
    struct arrival {
        double time;
        std::uint64_t number;
        int rank;
        bool operator<(const arrival& other) const { return time != other.time ? time > other.time : number > other.number; }
    };

    void give(double now) {
        for (const double x : session_.ask(room_ - x_of_.size())) {
            x_of_.emplace(++last_, x);
            roster_.want(last_);
        }
        while (const auto o = roster_.next(roster::seconds(now))) {
            double& free_at = free_at_[static_cast<std::size_t>(o->rank)];
            free_at = std::max(free_at, now + one_way) + f_takes_;
            arrivals_.push({free_at + one_way, o->number, o->rank});
        }
    }

    const oscillation f_;
    const double f_takes_, manager_takes_;
    taskquad::session<double> session_;
    roster roster_;
    std::priority_queue<arrival> arrivals_;
    std::unordered_map<std::uint64_t, double> x_of_;
    std::vector<double> free_at_;  ///< each rank
    const std::size_t room_;
    std::uint64_t last_ = 0;
    double now_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    double manager_takes = 10e-6;
    bool quick = false;
    for (int i = 1; i < argc; ++i) {
        if (argv[i] == std::string("--quick")) {
            quick = true;
        } else {
            manager_takes = 1e-6 * std::atof(argv[i]);
        }
    }
    const oscillation f{quick ? 300.0 : 40'000.0};
    const auto alone = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 1, .initial_segments = 16});
    std::printf("%llu evaluations; the manager takes %.1f us for each; efficiency: evaluations * f / (ranks * time)\n\n",
                static_cast<unsigned long long>(alone.evaluations), 1e6 * manager_takes);
    std::printf("| ranks | f of 1 ms | 10 ms | 100 ms |\n|--:|--:|--:|--:|\n");
    bool is_right = true;
    for (const int ranks : {1, 4, 16, 64, 256, 512, 1024, 2048, 4096}) {
        if (quick && ranks > 64) break;
        std::printf("| %d |", ranks);
        for (const double f_takes : {1e-3, 10e-3, 100e-3}) {
            const run r = simulation(f, ranks, f_takes, manager_takes)();
            is_right = is_right && r.r.converged() && r.r.value == alone.value && r.r.evaluations == alone.evaluations &&
                       std::abs(r.r.value - f.exact()) <= 1e-9 * std::abs(f.exact());
            std::printf(" %.2f |", static_cast<double>(r.r.evaluations) * f_takes / (ranks * r.makespan));
        }
        std::printf("\n");
        std::fflush(stdout);
    }
    if (!is_right) std::printf("ERROR OCCURRED: a wrong answer\n");
    return is_right ? 0 : 1;
}
