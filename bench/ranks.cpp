// What does rank 0 of MPI take for an evaluation, and how well are the ranks used? To be run by mpirun, on any number of ranks.
//
// usage: mpirun -n N bench_ranks [--quick]    each answer is compared with that of one process, to the bit
#include <mpi.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <taskquad/mpi.hpp>
#include <thread>

namespace {

using clock_type = std::chrono::steady_clock;

double seconds_since(clock_type::time_point begin) { return std::chrono::duration<double>(clock_type::now() - begin).count(); }

/// The processor time that this process has taken.
double processor_time() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double oscillation(double x) { return std::cos(300 * x) + std::exp(-x); }
double fast_oscillation(double x) { return std::cos(20'000 * x) + std::exp(-x); }

bool is_right(const taskquad::result<>& r, double (*f)(double), const taskquad::options& o) {
    const auto alone = taskquad::integrate(f, {0.0, 1.0}, o);
    return r.converged() && r.value == alone.value && r.evaluations == alone.evaluations;
}

}  // namespace

int main(int argc, char** argv) {
    int provided = 0, rank = 0, ranks = 1;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const bool quick = argc > 1 && argv[1] == std::string("--quick");
    bool right = true;

    {
        // Sleeping evaluations: the ranks need no cores.
        constexpr auto f_takes = std::chrono::milliseconds(20);
        const auto f = [&](double x) {
            std::this_thread::sleep_for(f_takes);
            return oscillation(x);
        };
        const taskquad::options o{.relative_tolerance = quick ? 1e-3 : 1e-10, .concurrency = 1, .initial_segments = 8};
        const auto begin = clock_type::now();
        const auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o);
        const double took = seconds_since(begin);
        right = right && is_right(r, oscillation, o);
        const double ideal = std::chrono::duration<double>(f_takes).count() * static_cast<double>(r.evaluations) / ranks;
        if (rank == 0) {
            std::printf("%d ranks, f sleeps 20 ms: %llu evaluations in %.3f s, %.3f of ideal\n", ranks,
                        static_cast<unsigned long long>(r.evaluations), took, ideal / took);
        }
    }
    if (ranks > 1) {
        // An f of nothing: what rank 0 takes is all there is. It evaluates nothing itself.
        const taskquad::options o{
            .relative_tolerance = 1e-9, .max_evaluations = 1'000'000, .concurrency = 1, .initial_segments = quick ? 4 : 16};
        const auto f = quick ? oscillation : fast_oscillation;
        const double used_before = processor_time();
        const auto begin = clock_type::now();
        const auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o, {.rank_0_evaluates = false, .queued = 256});
        const double took = seconds_since(begin), used = processor_time() - used_before;
        right = right && is_right(r, f, o);
        if (rank == 0) {
            const auto calls = static_cast<double>(r.calls);
            std::printf(
                "%d ranks, f takes nothing: %llu calls, rank 0 took %.2f us of processor time for each, the whole %.2f us\n", ranks,
                static_cast<unsigned long long>(r.calls), 1e6 * used / calls, 1e6 * took / calls);
        }
    }
    if (rank == 0 && !right) std::printf("ERROR OCCURRED: a wrong answer\n");
    MPI_Finalize();
    return right ? 0 : 1;
}
