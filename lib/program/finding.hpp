/// What has come of an integral: a result, of values of any number of components, with all values of f that are known.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <taskquad/observers.hpp>
#include <taskquad/result.hpp>

namespace taskquad::program {

struct finding {
    account how = {};
    std::vector<double> value = {};
    std::vector<segment<std::vector<double>>> partition = {};

    struct sample {
        double x;
        std::vector<double> value;
    };
    std::vector<sample> samples = {};  ///< in order of x, those of a journal included, wherever they are

    trace traced = {};                  ///< what has happened, where somebody wants to know
    std::string fault_of_journal = {};  ///< why it could not keep all values; empty: it has
    bool interrupted = false;           ///< by a signal
    bool failure_is_said = false;       ///< that of `how` has been shown already
    std::uint64_t in_journal = 0;       ///< values that were there before
    std::uint64_t failed = 0;           ///< runs
};

/// A run has failed for good, before there is anything to be told of an integral.
class run_failed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How the program ends with that.
[[nodiscard]] int exit_status_of(const finding& f);
/// What f has thrown, in words; empty: nothing.
[[nodiscard]] std::string failure_of(const finding& f);

}  // namespace taskquad::program
