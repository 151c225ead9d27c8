/// A segment of a chart, in any real type.
#pragma once

#include <cstddef>

#include <taskquad/detail/real_chart.hpp>

namespace taskquad::detail {

template <class Real>
struct real_segment {
    std::size_t in_chart;
    Real u, v, h;      ///< where it begins, how far from its end the range of u ends, and half its width
    bool first, last;  ///< whether it is at the beginning, or the end, of the range
    int depth = 0;
    int streak = 0;          ///< bisections in a row after which the error was at the end of the chart
    bool left_half = false;  ///< one of two halves that have just been made; the right one follows
    Real integral = Real(0), error = Real(0), noise = Real(0);
    Real parents_error = Real(0), parents_noise = Real(0);
    Real beyond = Real(0);  ///< estimated integral beyond the range of u
    bool settled = false;   ///< cannot be refined: at its noise floor, or too narrow

    int trials = 0;  ///< how often an end has been moved in search of the last abscissa at which f is finite
    bool trial_at_last = false;
    Real x_at_end = Real(0), y_at_end = Real(0);  ///< where the last trial has put the end, and f there
    Real y_outermost = Real(0);                   ///< f at the outermost abscissa before the trials

    /// The point at the abscissa t of a rule.
    [[nodiscard]] real_point<Real> at(const real_chart<Real>& its_chart, const Real& t) const {
        return its_chart.at(u + h * (1 + t), v + h * (1 - t));
    }

    /// From now on the segment ends, or begins, at the abscissa t of its rule.
    void shorten(bool at_last, const Real& t) {
        const Real off = at_last ? Real(1 - t) : Real(1 + t);
        (at_last ? v : u) += h * off;
        h *= 1 - off / 2;
    }
};

}  // namespace taskquad::detail
