/// The first segment of an integration of cheap f: what f costs is found out there, and whether there is anything else to do. Many
/// integrals have no other segment.
///
/// A direct run (direct_run.hpp) goes on from it. The two are apart because a direct run takes longer to set up than one segment to
/// be estimated.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

#include "machine/unset_array.hpp"
#include "regions/segments/rounding.hpp"
#include "tasks/cost_of_f.hpp"

namespace taskquad::cheap {

/// Whether f is also evaluated beside the ends of its range.
inline bool looks_at_ends(const detail::integrand_view& f, const rule& r) {
    return f.looks_at_ends() && detail::model_of(r).misfit != nullptr;
}

class first_segment {
public:
    first_segment(const detail::integrand_view& f, const domain& where, const options& o, const machine::stopwatch& since_begin,
                  bool within_task);

    /// Evaluates f and makes the estimate. False: there is no estimate, or f is expensive; the engine has to go on, with the values
    /// that are there.
    [[nodiscard]] bool estimate();
    /// Whether the estimate meets the tolerance, and the domain has no other segment.
    [[nodiscard]] bool suffices() const;
    /// Sets the result, one that was just made, where this segment suffices.
    void finish(result<>& r) const;

    [[nodiscard]] const regions::segments::plain_estimate& assessed() const { return assessed_; }
    [[nodiscard]] std::span<const double> values() const { return {y_.data(), count_}; }
    /// x and f(x) beside both ends, where f is looked at there.
    [[nodiscard]] std::span<const std::pair<double, double>> beside_ends() const { return beside_ends_; }
    /// What f has been seen to cost.
    [[nodiscard]] const tasks::cost_of_f& seen() const { return cost_; }

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> evaluated() const;

private:
    [[nodiscard]] bool is_cheap();
    void look_at_ends(const taskquad::estimate<>& e, double h);

    const detail::integrand_view& f_;
    const domain& where_;
    const options& options_;
    const rule& rule_;
    const double a_, b_;
    tasks::cost_of_f cost_;
    const std::size_t count_;  ///< of abscissae of the rule
    std::size_t evaluated_ = 0;
    std::vector<std::pair<double, double>> beside_ends_;
    regions::segments::plain_estimate assessed_{};
    machine::unset_array<double, 64> x_, y_;
};

}  // namespace taskquad::cheap
