#include "program/finding.hpp"

#include "problem/failure.hpp"
#include "program/request.hpp"

namespace taskquad::program {

int exit_status_of(const finding& f) {
    if (!f.fault_of_journal.empty()) return exit_status::wrong_usage;
    if (f.how.converged()) return exit_status::converged;
    if (f.interrupted) return exit_status::interrupted;
    return f.how.status == status::failed ? exit_status::f_failed : exit_status::not_converged;
}

std::string failure_of(const finding& f) { return f.how.failure ? problem::in_words(f.how.failure) : ""; }

}  // namespace taskquad::program
