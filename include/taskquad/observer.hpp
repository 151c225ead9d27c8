/// The observer: sees an integration while it runs, and may stop it. For progress, logging, tracing.
///
/// One interface for every driver. The functions are called by one thread at a time, though not always by the same one; while they
/// run, the integration does not proceed, so they should be short. An observer may be shared by integrations that run at the same
/// time only if it is safe to call from several threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <vector>

#include <taskquad/result.hpp>

namespace taskquad {

/// One attempt to evaluate f(x).
struct evaluation {
    double x;
    double value;                              ///< NaN where it failed
    std::exception_ptr failure;                ///< what f threw; null where it did not
    int attempt;                               ///< 1 for the first at this x
    bool speculative;                          ///< not known to be needed when it was begun
    int worker;                                ///< 0, 1, ...: evaluations of one worker do not overlap, except those of one batch
    std::chrono::duration<double> begin, end;  ///< since the integration began
    int rank = 0;                              ///< of MPI, to which the worker belongs: mpi.hpp
    std::vector<double> place = {};            ///< over several dimensions all coordinates, of which x is the first; else empty
};

/// How far an integration has come.
struct progress {
    double integral;            ///< so far; NaN before the first estimates
    double error;               ///< estimated, >= 0; infinite before the first estimates
    double target;              ///< the error to be reached: max(absolute, relative * |integral|)
    std::uint64_t evaluations;  ///< committed: the integral rests on them
    std::uint64_t speculative;  ///< values obtained on which the integral does not rest so far
    std::uint64_t in_flight;    ///< evaluations that have begun and not ended
    std::uint64_t segments;     ///< in the partition
    std::chrono::duration<double> elapsed;
    /// Predicted time until the target is reached, from the errors of the segments and the evaluations per second so far; infinite
    /// where no end is in sight.
    std::chrono::duration<double> remaining;
    std::uint64_t needed = 0;       ///< evaluations that are known to be needed so far, committed or not: >= evaluations
    int ranks = 0, ranks_busy = 0;  ///< of MPI: those that are there and not lost, and those of them that have work; else 0
};

/// What an observer wants the integration to do.
enum class verdict { proceed, stop };

/// Derive from it, and override what is of interest. After the verdict `stop` the integration ends with status::stopped, as by its
/// stop token. An exception ends it as if f had thrown it, but is never retried.
class observer {
public:
    observer() = default;
    observer(const observer&) = default;
    observer& operator=(const observer&) = default;
    virtual ~observer() = default;

    /// An evaluation has ended. Values from the cache are no evaluations.
    virtual verdict on_evaluation(const evaluation& /*e*/) { return verdict::proceed; }
    /// The rule has estimated a segment, which may be a speculative one; or a box, of which a and b are the limits on the first
    /// axis. Where the value rests on a sparse grid: another term is in the sum. The integral is what it adds, the error how large
    /// that is, a and b are both 0.
    virtual verdict on_estimate(const segment<>& /*s*/) { return verdict::proceed; }
    /// The partition now has the two halves in place of a segment, or of a box. Where the same segment is estimated again, another
    /// way or with probes of an inner place, both are this segment; where it is cut about an inner place, they are the two sides,
    /// and what lies between them is in the partition, too.
    virtual verdict on_split(const segment<>& /*left*/, const segment<>& /*right*/) { return verdict::proceed; }
    /// From time to time, at most once in a progress_interval.
    virtual verdict on_progress(const progress& /*p*/) { return verdict::proceed; }
    /// The integration has ended; not called where it ends by an exception.
    virtual void on_end(const result<>& /*r*/) {}

    /// The shortest time between two calls of on_progress, >= 0.
    [[nodiscard]] virtual std::chrono::milliseconds progress_interval() const { return std::chrono::milliseconds(100); }
};

}  // namespace taskquad
