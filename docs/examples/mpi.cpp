// The code of docs/mpi.md: integrals over all ranks. usage: mpirun -n 4 example_mpi JOURNAL
#include <mpi.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <taskquad/journal.hpp>
#include <taskquad/mpi.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>

// [f]
double simulate(double x) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // or an hour
    return std::exp(-x) * std::cos(20 * x);
}
// [f]

int main(int argc, char** argv) {
    // [main]
    int provided = 0, rank = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);

    const auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, simulate, {0.0, 3.0}, {.concurrency = 1});
    if (rank == 0) {
        std::printf("%.15g +- %.1e: %llu evaluations, %d at a time\n", r.value, r.error,
                    static_cast<unsigned long long>(r.evaluations), r.concurrency);
    }
    // [main]
    if (argc != 2) return 2;
    const char* const file = argv[1];
    bool all_is_well = r.converged();
    {
        // [journal]
        std::unique_ptr<taskquad::journal> values;  // at rank 0 alone
        if (rank == 0) values = std::make_unique<taskquad::journal>(file);
        const auto s = taskquad::mpi::integrate(MPI_COMM_WORLD, simulate, {0.0, 3.0}, {.concurrency = 1, .journal = values.get()});
        // [journal]
        all_is_well = all_is_well && s.value == r.value && s.error == r.error;
    }
    {
        // [integrator]
        taskquad::mpi::integrator over(MPI_COMM_WORLD, simulate, taskquad::options{.concurrency = 1});
        const auto rough = over({0.0, 3.0}, taskquad::tolerance{.relative = 1e-3});
        const auto better = over({0.0, 3.0}, taskquad::tolerance{.relative = 1e-8});  // evaluates what is new
        // [integrator]
        all_is_well = all_is_well && rough.converged() && better.value == r.value && better.calls < r.calls;
    }
    {
        const auto f = [](double x) { return x < 0.1 ? throw std::runtime_error("the matrix is singular") : x; };
        // [failure]
        try {
            taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 1});
        } catch (const taskquad::mpi::remote_error& e) {
            std::fprintf(stderr, "%s\n", e.what());  // and e.rank(), e.host(), e.x(), e.text()
        }
        // [failure]
    }
    {
        // [slow]
        const auto s = taskquad::mpi::integrate(MPI_COMM_WORLD, simulate, {0.0, 3.0}, {.concurrency = 1},
                                                {.hedge = true, .overdue = std::chrono::minutes(10)});
        // [slow]
        all_is_well = all_is_well && s.value == r.value;
    }
    {
        // [trace]
        taskquad::trace seen;
        taskquad::mpi::integrate(MPI_COMM_WORLD, simulate, {0.0, 3.0}, {.concurrency = 1, .observer = &seen});
        if (rank == 0) seen.write(std::string(file) + ".json");
        // [trace]
        all_is_well = all_is_well && (rank > 0 || !seen.evaluations().empty());
    }
    MPI_Finalize();
    return all_is_well ? 0 : 1;
}
