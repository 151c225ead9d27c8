/// What tests that run on several ranks have in common.
#pragma once

#include <mpi.h>

#include <taskquad/mpi.hpp>

/// The number of this rank, and of all ranks.
inline int my_rank() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}
inline int all_ranks() {
    int size = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
}

/// Sums, and the largest, over all ranks; for every rank.
inline long sum_over_ranks(long mine) {
    long all = 0;
    MPI_Allreduce(&mine, &all, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
    return all;
}
