/// The outermost abscissae of a segment at an end, where f is not finite: 0 / 0, 0 times infinity, overflow.
///
/// Ranges of u go on to distances at which many a formula has no value any more: x^3 / (exp(x) - 1) below 1e-19, where exp(x) is 1;
/// exp(-x^2) exp(x) where the one factor is 0 and the other infinite. Such a run says nothing of the integral. The segment is made
/// shorter, and evaluated again, until the values before the run tell well enough what lies beyond; then the range of u ends there,
/// so that segments made later go no farther.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/real_chart.hpp>
#include <taskquad/detail/real_remainder.hpp>
#include <taskquad/detail/real_rule.hpp>
#include <taskquad/detail/real_segment.hpp>

namespace taskquad::detail {

template <class Real>
class real_end_run {
public:
    /// Finds the run in the values y of s, at the end that the last trial has moved. The middle is what lies between the runs at
    /// both ends; it may be empty.
    real_end_run(const real_rule<Real>& rule, std::span<const Real> y, const real_segment<Real>& s, const real_chart<Real>& chart)
        : rule_(rule), y_(y), chart_(chart), end_(y.size()), at_last_(s.trials > 0 ? s.trial_at_last : !is_finite(y.back())) {
        while (begin_ < end_ && !is_finite(y[begin_])) ++begin_;
        while (begin_ < end_ && !is_finite(y[end_ - 1])) --end_;
        x_ = s.at(chart, rule.nodes().front()).x;
        if (begin_ == end_) return;
        const auto inside = std::ranges::find_if_not(middle(), is_finite);
        const bool none_inside = inside == middle().end();
        exists_ = none_inside && (at_last_ ? s.last : s.first) && chart.is_end(at_last_);
        innermost_ = !none_inside ? begin_ + static_cast<std::size_t>(inside - middle().begin())
                     : at_last_   ? std::min(end_, y.size() - 1)
                                  : std::max(begin_, std::size_t(1)) - 1;
        const bool any_left = !is_finite(y[innermost_]);
        next_ = any_left ? y[innermost_] : s.y_at_end;
        x_ = any_left ? s.at(chart, rule.nodes()[innermost_]).x : s.x_at_end;
        outermost_ = s.trials > 0 ? s.y_outermost : at_last_ ? y.back() : y.front();
    }

    /// The innermost x at which f is known not to be finite.
    [[nodiscard]] const Real& x() const { return x_; }

    /// Shortens s, and returns the integral beyond s; 0 as long as another trial follows. None: the values that are not finite are
    /// no run at an end, or come from an overflow inside the range. `accuracy`: the accuracy of f's values, relative to their size.
    std::optional<real_remainder<Real>> shorten(real_segment<Real>& s, const Real& accuracy) const {
        const real_remainder<Real> nothing{Real(0), Real(0), 0};
        if (!exists_) return std::nullopt;
        if (!is_seen(s)) return try_again(s) ? std::optional(nothing) : std::nullopt;
        if (vanishes()) {
            cut(s, 0);
            return nothing;
        }
        if (!chart_.mapped()) return std::nullopt;
        const Real noise = accuracy * s.h * sum_of_sizes();
        const auto law = law_before(s);
        const auto beyond = law.best(noise);
        if (beyond.uncertainty > noise && try_again(s)) return nothing;
        if (!is_finite(beyond.uncertainty) && (overflows() || !law.exists())) return std::nullopt;
        cut(s, beyond.from);
        return beyond;
    }

private:
    static bool is_finite(const Real& y) {
        using std::isfinite;
        return isfinite(y);
    }
    static bool is_nan(const Real& y) { return !(y == y); }

    [[nodiscard]] std::span<const Real> middle() const { return y_.subspan(begin_, end_ - begin_); }
    /// The number of the i-th value of the middle, counted from this end.
    [[nodiscard]] std::size_t from_end(std::size_t i) const { return at_last_ ? end_ - 1 - i : begin_ + i; }

    /// Whether f has vanished at the last abscissa where it is finite, and is NaN farther out: 0 times infinity.
    [[nodiscard]] bool vanishes() const {
        using std::abs;
        const Real epsilon = std::numeric_limits<Real>::epsilon();
        Real most(0);
        for (const Real& v : middle()) most = std::max(most, Real(abs(v)));
        return is_nan(next_) && abs(y_[from_end(0)]) <= epsilon * epsilon * most;
    }

    /// Whether f is not 0 everywhere where it is finite, or was not in the whole of which s is a half. Else f may be something
    /// nearer to the run, and nothing is known of that.
    [[nodiscard]] bool is_seen(const real_segment<Real>& s) const {
        return s.depth > 0 || std::ranges::any_of(middle(), [](const Real& v) { return v != 0; });
    }

    /// Whether f is infinite next to the middle, and NaN at the end: an intermediate result overflows.
    [[nodiscard]] bool overflows() const { return !is_nan(next_) && is_nan(outermost_); }

    [[nodiscard]] Real sum_of_sizes() const {
        using std::abs;
        Real sum(0);
        for (std::size_t i = begin_; i < end_; ++i) sum += rule_.weights()[i] * abs(y_[i]);
        return sum;
    }

    [[nodiscard]] real_power_law<Real> law_before(const real_segment<Real>& s) const {
        using std::log;
        std::vector<Real> w, g;
        for (std::size_t k = 0; k < middle().size(); ++k) {
            const std::size_t i = from_end(k);
            const real_point<Real> p = s.at(chart_, rule_.nodes()[i]);
            const Real& d = chart_.distance(p);
            w.push_back(log(d));
            g.push_back(y_[i] * Real(d / p.slope));
        }
        return {std::move(w), std::move(g)};
    }

    /// Moves the end of s inwards to the innermost abscissa of the run, beyond which there is nothing to look for. False: the last
    /// trial has left no run, or there have been enough trials.
    bool try_again(real_segment<Real>& s) const {
        // Each trial finds the last abscissa at which f is finite some five times as closely in u; all trials, to some tens of
        // percent in x.
        constexpr int most_trials = 3;
        if (s.trials == most_trials || is_finite(y_[innermost_])) return false;
        s.shorten(at_last_, rule_.nodes()[innermost_]);
        ++s.trials;
        s.trial_at_last = at_last_;
        s.x_at_end = x_;
        s.y_at_end = next_;
        s.y_outermost = outermost_;
        return true;
    }

    /// Moves the end of s to the i-th abscissa of the middle, counted from this end, for good.
    void cut(real_segment<Real>& s, std::size_t i) const {
        s.shorten(at_last_, rule_.nodes()[from_end(i)]);
        (at_last_ ? s.last : s.first) = false;
        s.trials = 0;
    }

    const real_rule<Real>& rule_;
    std::span<const Real> y_;
    const real_chart<Real>& chart_;
    std::size_t begin_ = 0, end_, innermost_ = 0;  ///< the middle: from begin to before end
    bool at_last_, exists_ = false;
    Real x_, next_ = Real(0), outermost_ = Real(0);  ///< the first x where f is not finite, f there, and f at the very end
};

}  // namespace taskquad::detail
