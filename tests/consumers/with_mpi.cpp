// Rank 0 prints the integral; each rank has it.
#include <mpi.h>

#include <cmath>
#include <cstdio>
#include <taskquad/mpi.hpp>

int main(int argc, char** argv) {
    int provided = 0, rank = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const auto f = [](double x) { return std::exp(-x * x); };
    const auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 1});
    if (rank == 0) std::printf("%.15g\n", r.value);
    MPI_Finalize();
    return r.converged() && r.value == taskquad::integrate(f, {0.0, 1.0}).value ? 0 : 1;
}
