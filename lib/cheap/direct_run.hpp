/// The serial algorithm itself, for an f that costs no more than the decisions.
///
/// Values that halves share with the whole are copied from there, so that no table of points is needed, and one thread needs no
/// tasks. What is decided has the bits of what the engine would decide. Where anything else than a bisection comes up, or f turns
/// out to be expensive, the engine goes on, with the values that are there. So this is the algorithm without what is rare, and
/// without what it costs to keep every worker busy with single evaluations.
///
/// The loop stands here: which leaf is bisected next, and when the run ends. How two halves are estimated stands in halves.hpp;
/// what workers estimate ahead of the decisions, in ahead.hpp.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <taskquad/tolerance.hpp>

#include "cheap/ahead.hpp"
#include "cheap/first_segment.hpp"
#include "cheap/halves.hpp"
#include "cheap/running_totals.hpp"
#include "decisions/stagnation.hpp"
#include "tasks/cost_of_f.hpp"

namespace taskquad::cheap {

class direct_run {
public:
    /// Goes on from the first segment, whose estimate is there.
    direct_run(const detail::integrand_view& f, const domain& where, const options& o, const first_segment& first);
    direct_run(const direct_run&) = delete;
    direct_run& operator=(const direct_run&) = delete;

    /// Sets the result, one that was just made; false: the engine has to go on.
    [[nodiscard]] bool operator()(result<>& r);

    /// Where the result calls for it, looks whether f gives the same values again.
    void verify(result<>& r);

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> values() { return halves_.values(); }
    /// What f has been seen to cost.
    [[nodiscard]] const tasks::cost_of_f& seen() const { return cost_; }

private:
    enum class state : std::uint8_t { done, waits_for_halves, pauses, for_the_engine };

    [[nodiscard]] state integrate();
    [[nodiscard]] bool begin();
    [[nodiscard]] state advance();
    [[nodiscard]] bool split(region_id s, region_id left);
    [[nodiscard]] bool stagnates(const decisions::stagnation::refined& whole, double integral, double error);
    [[nodiscard]] state exhausted(status why);
    [[nodiscard]] state advance_in_parallel();
    [[nodiscard]] state lead();
    void finish(result<>& r);
    [[nodiscard]] compact_tree& tree() { return halves_.tree(); }
    [[nodiscard]] ahead::progress so_far() const { return {segments_, evaluations_, totals_.largest_target()}; }

    const detail::integrand_view& f_;
    const domain& where_;
    const options& options_;
    tasks::cost_of_f cost_;
    halves halves_;
    running_totals totals_;
    ahead ahead_;
    decisions::stagnation stagnation_;

    double settled_ = 0;  ///< the error of leaves that are left alone
    std::uint64_t segments_ = 0, suspects_ = 0, evaluations_ = 0;
    std::uint64_t pauses_at_;            ///< the number of segments at which `advance` pauses; no more than there may be
    status status_ = status::converged;  ///< of the result
};

}  // namespace taskquad::cheap
