// A program of which one rank kills itself: victim JOURNAL RANK AFTER LOST_AFTER finalize|exit
#include <mpi.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <taskquad/journal.hpp>
#include <taskquad/mpi.hpp>

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    int provided = 0, rank = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const int victim = std::atoi(argv[2]), after = std::atoi(argv[3]);
    std::atomic<int> evaluated = 0;
    const auto f = [&](double x) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (rank == victim && ++evaluated == after) std::raise(SIGKILL);
        return std::abs(x - 0.3);
    };
    taskquad::options o{.concurrency = 1};
    // Of rank 0 alone.
    std::unique_ptr<taskquad::journal> values;
    if (rank == 0) values = std::make_unique<taskquad::journal>(argv[1]);
    o.journal = values.get();
    try {
        const auto r = taskquad::mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o,
                                                {.lost_after = std::chrono::duration<double>(std::atof(argv[4]))});
        if (rank == 0) {
            std::printf("%a %llu evaluations\n%llu reused\n", r.value, static_cast<unsigned long long>(r.evaluations),
                        static_cast<unsigned long long>(r.reused));
        }
    } catch (const taskquad::mpi::rank_lost& e) {
        std::printf("%s\n", e.what());
        std::fflush(stdout);
        _exit(0);  // MPI_Finalize would wait for rank 0
    }
    values.reset();
    if (std::string(argv[5]) == "exit") {
        std::fflush(stdout);
        _exit(0);  // MPI_Finalize sometimes waits for the rank that is lost
    }
    MPI_Finalize();
}
