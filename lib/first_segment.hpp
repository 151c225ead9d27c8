/// The first segment of a direct run, of which many integrals have no other: what f costs is found out there, and whether that is
/// all. A direct run (direct_run.hpp) goes on from it. By itself, because what a run of many segments keeps account of takes longer
/// to set up than the values of one segment to be weighed.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/integrator.hpp>

#include "judge.hpp"
#include "pace.hpp"
#include "unset_array.hpp"

namespace taskquad::detail {

class first_segment {
public:
    first_segment(const integrand_view& f, const domain& where, const options& o, const stopwatch& since_begin);

    /// Evaluates f and makes the estimate. False: there is none, or f is expensive; the engine has to go on, with the values that
    /// are there.
    [[nodiscard]] bool estimate();
    /// Whether that meets the tolerance, of a domain that has no other segment.
    [[nodiscard]] bool suffices() const;
    /// Then: sets the result, one that was just made.
    void finish(result<>& r) const;

    [[nodiscard]] const judgement& says() const { return says_; }
    [[nodiscard]] std::span<const double> values() const { return {y_.data(), y_.size()}; }
    /// What f has been seen to cost.
    [[nodiscard]] const pace& seen() const { return pace_; }

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> evaluated() const;

private:
    [[nodiscard]] bool is_cheap();

    const integrand_view& f_;
    const domain& where_;
    const options& options_;
    const rule& rule_;
    const double a_, b_;
    pace pace_;
    std::size_t evaluated_ = 0;
    judgement says_{};
    unset_array<double, 64> x_, y_;
};

}  // namespace taskquad::detail
