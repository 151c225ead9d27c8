/// Everything about an integration but f and its domain.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>

#include <taskquad/cubature.hpp>
#include <taskquad/evaluation_log.hpp>
#include <taskquad/norm.hpp>
#include <taskquad/observer.hpp>
#include <taskquad/rules.hpp>
#include <taskquad/tolerance.hpp>

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

/// What is done about a place inside, unknown to the user, at which f is singular. Places are located with rules of at least 13
/// abscissae; with others they are bisected. Of several components, and of complex ones, those that are singular at one place are
/// cut there together, and one place after another; what deciding takes is said for one component.
enum class inner_places {
    /// The segments there are halved, again and again: some 40 evaluations each time.
    bisected,
    /// A kink or a jump is located from the samples that are there, verified by a few evaluations, and cut. A jump costs one more
    /// evaluation for each binary digit that the tolerance asks for. Deciding takes up to 0.1 ms for each segment that no rule can
    /// integrate.
    kinks_and_jumps,
    /// So are a power |x - s|^q, q > -1, and a logarithm of the distance from s, verified by some 17 evaluations: next to s the
    /// integral has a closed form, beside it the variable is graded towards s. So the evaluations hardly depend on the tolerance,
    /// and s need not be a double. On infinite pieces, not next to their ends. Deciding takes up to 0.7 ms for each segment that no
    /// rule can integrate, so it is for an f that takes 100 us or more.
    located,
};

/// What becomes of an evaluation that throws. Whatever finished stays in the cache of an integrator.
struct failure_policy {
    /// How often an abscissa is evaluated again after a failure; >= 0.
    int retries = 0;
    /// Whether a value that is not finite is a failure, namely std::range_error, too.
    bool non_finite = false;
    /// When the retries are used up, and the value is needed: true: what f threw reaches the caller, unchanged. false: the
    /// integration ends with status::failed, the last consistent partition, and the exception in the result.
    bool rethrow = true;
    /// Whether a segment goes on without single abscissae inside at which f is not finite: their values, an eighth of all at most,
    /// are interpolated from the others, and the uncertainty of the interpolation counts in the error. For an f that fails here and
    /// there. False: such an abscissa becomes an end of two segments, which is right where f is singular there. A value that
    /// `non_finite` makes a failure is not dropped.
    bool drop_non_finite = false;
};

/// Options of an integration; the defaults suit an expensive, mostly smooth f.
struct options {
    /// Largest accepted error in the unit of the integral; finite, >= 0.
    double absolute_tolerance = 0;
    /// Largest accepted error relative to the integral; finite, >= 0. One of the two must be positive.
    double relative_tolerance = 1e-8;
    /// What estimates a segment. See docs/choosing.md.
    taskquad::rule rule = gauss_kronrod(21);
    /// Over a box of two axes or more: what the integral rests on. See cubature.hpp.
    taskquad::cubature cubature = automatic();
    /// Which segments are refined first.
    taskquad::refinement refinement = taskquad::refinement::global;
    /// Largest number of distinct abscissae that the result may rest on; no less than what the first estimates take, those of the
    /// segments that the domain is divided into at first. A refinement that would exceed it is not begun. Where this budget ends
    /// the run, and several evaluations are in flight, f may have been called for up to a quarter more, since whatever would be
    /// needed without a budget is begun early, and for another quarter by speculation; with one evaluation in flight never for
    /// more. (And once more at a few abscissae: `verify`.) Within a quarter of the budget fewer evaluations are in flight: do not
    /// make it tight for no reason.
    std::uint64_t max_evaluations = 10'000'000;
    /// Evaluations in flight at a time. 0: as many as the caller's oneTBB arena has slots. 1: on the calling thread,
    /// without any task. n: n slots; more than there are cores for an f that waits rather than computes (oneTBB ends at 256
    /// workers and the caller). See docs/embedding.md for what more slots than cores do to the process.
    int concurrency = 0;
    /// How much may be evaluated speculatively, by workers that would be idle; finite, >= 0. Evaluations begun that are not
    /// known to be needed stay at or below speculation * (needed + concurrency). 0: none. From 1 on, guessing begins before
    /// anything is known of f. Not said: 0.5; but nothing by `integrate_nested`, nor as long as the integration is made within
    /// somebody else's task, an evaluation of another f included, or shares its arena with other integrations: workers that look
    /// idle to it are not. Never changes the result; see docs/speculation.md for what it buys and costs.
    std::optional<double> speculation = {};
    /// No evaluation starts later than this after the call; > 0. Evaluations in flight are awaited.
    std::chrono::duration<double> time_limit = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// No evaluation starts after a stop is requested. Evaluations in flight are awaited.
    std::stop_token stop = {};
    /// Sees the integration while it runs, and may stop it; not owned; null: nobody. See observer.hpp.
    taskquad::observer* observer = nullptr;
    /// Where all values are kept beyond the process, and where those that are known come from; not owned; null: nowhere. See
    /// journal.hpp. With one, an integrator's cache is that of the journal, and max_cache_bytes is not used. Not used by
    /// `integrate_as`.
    evaluation_log* journal = nullptr;
    /// What becomes of an evaluation that throws.
    failure_policy failures = {};
    /// Largest number of segments, >= 1; a bisection that would exceed it is not begun. Initial segments always count.
    std::uint64_t max_segments = 10'000'000;
    /// Largest memory that the cache of an integrator keeps between calls, in bytes; 0: nothing is kept. Where the values take more
    /// when a call ends, and no other is running, and no evaluation in flight, those that were computed first are dropped; a value
    /// that is wanted again is evaluated again, and counted. A running call has all values that it needs, whatever they take.
    std::size_t max_cache_bytes = std::size_t{1} << 30;
    /// Whether the result carries the final partition.
    bool keep_partition = false;
    /// On an infinite domain: the length that sets the change of variable, in the unit of x; finite, > 0. f should live between
    /// some 1e-3 and 1e3 times this length from the finite limit, or from the middle of the line: a narrow feature far away is
    /// missed, and no sampling can tell. Better still, put breakpoints on both sides of the feature.
    double scale = 1;
    /// Accuracy of f's values, relative to their size; finite, >= 0, < 1. Smaller differences are taken for noise, not for features
    /// of f: where the noise does not allow the tolerance, the integration ends with status::roundoff, and the error contains the
    /// noise.
    double f_relative_accuracy = 0;
    /// Into how many equal parts each piece between limits and breakpoints is divided before anything else; >= 1. More parts find
    /// narrower features, each part at the price of the abscissae of one segment.
    int initial_segments = 1;
    /// Whether inner places at which f is singular are located. See docs/choosing.md.
    taskquad::inner_places inner_places = taskquad::inner_places::bisected;
    /// The norm in which the errors of values with several components are measured; see norm.hpp.
    taskquad::norm norm = {};
    /// What an evaluation of f takes, if you know, give or take a factor of ten; finite, >= 0. Up to 20 microseconds the unit of
    /// work is a whole segment, beyond a single evaluation: see docs/embedding.md. 0: f is timed, for which the first evaluation is
    /// made by itself, unless more than 4 evaluations in flight are asked for, or more than there are cores. A wrong figure costs
    /// time, and never changes the result.
    std::chrono::duration<double> cost_of_f = std::chrono::duration<double>(0);

    /// At how many abscissae f is called again at the end of a run, one call at a time, when all others have ended, to see whether
    /// it gives the same value; >= 0. Where it does not, the status is not_reproducible. The calls count in result::calls, not in
    /// evaluations; no observer sees them. Not said: at 1 % of the evaluations, but 3 at least and 21 at most, where the run has
    /// ended as evaluation_limit, segment_limit or roundoff, of which an f that is not thread-safe is the commonest reason; else
    /// none. Not of an asynchronous f; and a session cannot call f, but has `tell` refuse a second value.
    std::optional<int> verify = {};

    /// When an integral is good enough: both tolerances together.
    [[nodiscard]] taskquad::tolerance tolerance() const noexcept { return {absolute_tolerance, relative_tolerance}; }
};

}  // namespace taskquad
