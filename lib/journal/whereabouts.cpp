#include "journal/whereabouts.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

namespace taskquad::journals {

double since_1970() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::string host() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string rank() {
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
        if (const char* said = std::getenv(name)) return said;
    }
    return "";
}

}  // namespace taskquad::journals
