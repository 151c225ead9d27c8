// What is refused where MPI is not as it must be; a program of its own, since MPI begins and ends once in a process.
#include <mpi.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include <taskquad/mpi.hpp>

namespace {

int faults = 0;

void expect(const char* text) {
    try {
        (void)taskquad::mpi::integrate(MPI_COMM_WORLD, [](double x) { return x; }, {0.0, 1.0});
        std::printf("not refused, though %s\n", text);
        ++faults;
    } catch (const std::runtime_error& e) {
        if (std::string(e.what()).find(text) != std::string::npos) return;
        std::printf("%s does not say: %s\n", e.what(), text);
        ++faults;
    }
}

}  // namespace

int main(int argc, char** argv) {
    expect("MPI is not initialised");
    int provided = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SINGLE, &provided);
    if (provided == MPI_THREAD_SINGLE) expect("a single thread");
    MPI_Finalize();
    expect("MPI has been finalised");
    return faults;
}
