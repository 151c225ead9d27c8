/// Everything about an integration but f and its domain.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <stop_token>

#include <taskquad/norm.hpp>
#include <taskquad/observer.hpp>
#include <taskquad/rules.hpp>

namespace taskquad {

/// Which segments are refined.
enum class refinement {
    /// The segment of largest error first, until the summed error meets the tolerance (QUADPACK's QAG).
    global,
    /// Each segment by itself: accepted if its error is within its share of the tolerance, which halves with the
    /// segment; else bisected. The target is fixed when the initial estimates are known; if the integral turns out
    /// smaller, so that the relative tolerance is missed in the end, it is lowered and the refinement goes on.
    /// Costs 25 to 40 % more evaluations than `global`; for comparison with codes that work this way.
    local,
};

/// What becomes of an evaluation that throws. Whatever finished stays in the cache.
struct failure_policy {
    /// How often an abscissa whose evaluation failed is evaluated again; >= 0.
    int retries = 0;
    /// Whether a value that is not finite is a failure, namely std::range_error, too.
    bool non_finite = false;
    /// When the retries are used up, and the value is needed: true: what f threw reaches the caller, unchanged. false: the
    /// integration ends with status::failed, the last consistent partition, and the exception in the result.
    bool rethrow = true;
};

/// How an integration is divided among workers. Never changes the result.
enum class grain {
    /// By what an evaluation takes: segments up to 20 microseconds, points from there on; of what segments do not serve, the
    /// calling thread alone up to 1.5. For that, the first evaluation is made by itself. Points, too, where more than 4
    /// evaluations in flight are asked for, or more than there are cores.
    automatic,
    /// Every evaluation by itself, whichever worker is free: for an expensive f.
    points,
    /// Segments in chunks, without a table of points; on one worker, nothing but the serial algorithm: for a cheap f. Serves plain
    /// f(x) of real values over finite ranges, by global refinement under a rule of one level, without observer, stop token, time
    /// limit and retries, and as long as there is nothing to do but bisect; anything else is done on the calling thread, one
    /// evaluation after the other, as long as those are cheap. Batches, asynchronous f and integrators with a cache: always points.
    segments,
};

/// Options of an integration; the defaults suit an expensive, mostly smooth f.
struct options {
    /// Largest accepted error in the unit of the integral; finite, >= 0.
    double absolute_tolerance = 0;
    /// Largest accepted error relative to the integral; finite, >= 0. One of the two must be positive.
    double relative_tolerance = 1e-8;
    /// What estimates a segment. See docs/choosing.md.
    taskquad::rule rule = gauss_kronrod(21);
    /// Which segments are refined.
    taskquad::refinement refinement = taskquad::refinement::global;
    /// Largest number of distinct abscissae that the result may rest on, >= 1; a refinement that would exceed it is not
    /// begun. The initial estimates are always made. If it ends the run, f may have been called for up to a quarter more,
    /// with several evaluations in flight, since what is certain to be needed without a budget is begun early, and for
    /// another quarter by speculation; never more with one. Within a quarter of the budget fewer evaluations are in
    /// flight: do not make it tight for no reason.
    std::uint64_t max_evaluations = 10'000'000;
    /// Evaluations in flight at a time. 0: as many as the caller's oneTBB arena has slots. 1: on the calling thread,
    /// without any task. n: n slots; beyond the number of cores for an f that waits rather than computes (oneTBB ends at 256
    /// workers and the caller). See docs/embedding.md for what that does to the process.
    int concurrency = 0;
    /// How much may be evaluated on suspicion, by workers that would be idle; finite, >= 0. Evaluations begun that are not
    /// known to be needed stay at or below speculation * (needed + concurrency). 0: none. From 1 on, guessing begins before
    /// anything is known of f. Never changes the result; see docs/speculation.md for what it buys and costs.
    double speculation = 0.5;
    /// No evaluation starts later than this after the call; > 0. Evaluations in flight are awaited.
    std::chrono::duration<double> time_limit = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// No evaluation starts after a stop is requested. Evaluations in flight are awaited.
    std::stop_token stop = {};
    /// Sees the integration while it runs, and may stop it; not owned; null: nobody. See observer.hpp.
    taskquad::observer* observer = nullptr;
    /// What becomes of an evaluation that throws.
    failure_policy failures = {};
    /// Largest number of segments, >= 1; a bisection that would exceed it is not begun. Initial segments always count.
    std::uint64_t max_segments = 10'000'000;
    /// Whether the result carries the final partition.
    bool keep_partition = false;
    /// On an infinite domain: the length that sets the change of variable, in the unit of x; finite, > 0. f should live between
    /// some 1e-3 and 1e3 of it, measured from the finite limit, or from the middle of the line: a narrow feature far away is
    /// missed, and no sampling can tell. Better still, put breakpoints on both sides of the feature.
    double scale = 1;
    /// Accuracy of f's values, relative to their size; finite, >= 0, < 1. Differences below that are not taken for features of f:
    /// where noise does not allow the tolerance, the integration ends with status::roundoff, and the error contains it.
    double f_relative_accuracy = 0;
    /// Into how many equal parts each piece between limits and breakpoints is divided before anything else; >= 1. More of them find
    /// narrower features, each at the price of the abscissae of one segment.
    int initial_segments = 1;
    /// In which the errors of values with several components are measured; see norm.hpp.
    taskquad::norm norm = {};
    /// How the work is divided among workers.
    taskquad::grain grain = grain::automatic;
};

}  // namespace taskquad
