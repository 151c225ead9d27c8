/// The segments of an integral in any real type: their estimates, and which segments must be refined.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <taskquad/detail/real_chart.hpp>
#include <taskquad/detail/real_end_run.hpp>
#include <taskquad/detail/real_remainder.hpp>
#include <taskquad/detail/real_rule.hpp>
#include <taskquad/detail/real_segment.hpp>

namespace taskquad::detail {

template <class Real>
class real_partition {
public:
    /// `accuracy`: the accuracy of f's values, relative to their size. `exact`: f takes distances.
    real_partition(const real_rule<Real>& rule, std::span<const Real> points, const Real& scale, const Real& accuracy, bool exact)
        : rule_(rule), accuracy_(std::max(accuracy, Real(5 * std::numeric_limits<Real>::epsilon()))), exact_(exact) {
        using std::isfinite;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const Real &a = points[i], &b = points[i + 1];
            if (isfinite(a) && isfinite(b)) {
                begin(real_chart<Real>::whole(a, b));
            } else if (isfinite(a) || isfinite(b)) {
                begin(real_chart<Real>::half_line(a, b, scale, least_distance(isfinite(a) ? a : b)));
            } else {
                begin(real_chart<Real>::half_line(a, Real(0), scale, Real(0)));
                begin(real_chart<Real>::half_line(Real(0), b, scale, Real(0)));
            }
        }
    }

    /// How many values are wanted, segment by segment; after `estimate` some are wanted again where a segment has been shortened.
    [[nodiscard]] std::size_t wanted() const { return wanted_.size() * rule_.nodes().size(); }
    [[nodiscard]] real_point<Real> point(std::size_t i) const {
        return point(fresh_[wanted_[i / rule_.nodes().size()]], i % rule_.nodes().size());
    }

    /// Takes f times the slope at all wanted points. Refined segments are replaced when no value is wanted any more.
    void estimate(std::span<const Real> values) {
        const std::size_t n = rule_.nodes().size();
        evaluations_ += values.size();
        std::vector<std::size_t> shortened;
        for (std::size_t k = 0; k < wanted_.size() && !non_finite_at_; ++k) {
            if (!take(fresh_[wanted_[k]], values.subspan(k * n, n))) shortened.push_back(wanted_[k]);
        }
        wanted_ = std::move(shortened);
        if (wanted_.empty()) accept_fresh();
    }

    /// The x of a value that is not finite, unless the value lies beyond an end of a range of u. No segment is estimated from then
    /// on.
    [[nodiscard]] const std::optional<Real>& non_finite_at() const { return non_finite_at_; }

    [[nodiscard]] Real integral() const { return sum(&real_segment<Real>::integral, &real_remainder<Real>::integral); }
    /// The sum of the rules' errors, and of the uncertainty of whatever lies beyond the ranges of u.
    [[nodiscard]] Real error() const {
        Real all(0);
        for (const auto& s : leaves_) all += s.error;
        return all + beyond();
    }
    [[nodiscard]] Real beyond() const { return sum(&real_segment<Real>::beyond, &real_remainder<Real>::uncertainty); }
    /// The part of the error that more segments do not make less: the uncertainty beyond ranges that have been shortened.
    [[nodiscard]] Real cut_off() const {
        Real all(0);
        for (const auto& r : remainders_) all += r.uncertainty;
        return all;
    }
    [[nodiscard]] std::uint64_t evaluations() const { return evaluations_; }
    [[nodiscard]] std::size_t segments() const { return leaves_.size(); }

    /// The leaves that have to be refined, whatever their refinement gives: the errors of the leaves that are no worse exceed the
    /// target already. Empty: the target is met, or cannot be met. The error of what has been cut off stays as it is: the segments
    /// need only meet the rest of the target, or, where no target is left, an error as large as that of what has been cut off.
    [[nodiscard]] std::vector<std::size_t> certain(const Real& whole_target) const {
        const Real lost = cut_off(), target = lost < whole_target ? Real(whole_target - lost) : lost;
        std::vector<std::size_t> open;
        Real rest(0);
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            if (leaves_[i].settled) {
                rest += leaves_[i].error;
            } else {
                open.push_back(i);
            }
        }
        std::ranges::stable_sort(open, [this](std::size_t i, std::size_t j) { return leaves_[i].error < leaves_[j].error; });
        if (rest > target) rest = 0;  // the target cannot be met: the others need only be as good as the settled leaves
        std::size_t k = 0;
        while (k < open.size() && !((rest += leaves_[open[k]].error) > target)) ++k;
        open.erase(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(k));
        std::ranges::reverse(open);
        return open;
    }

    [[nodiscard]] std::size_t cost_of_refining() const { return 2 * rule_.nodes().size(); }

    /// Wants the values of the two halves of each of these leaves, or, at a singular end, those of one segment in another variable.
    /// Once they are estimated, the new segments take the place of the leaves.
    void refine(std::vector<std::size_t> which) {
        refined_ = std::move(which);
        std::ranges::sort(refined_);
        for (const std::size_t i : refined_) refine(leaves_[i]);
    }

private:
    /// How often a segment is bisected at most: until its width is the cube of the precision.
    static constexpr int most_bisections = 10 * std::numeric_limits<Real>::max_digits10;

    /// Nearer to an end, x has not the digits for its distance.
    Real least_distance(const Real& end) const {
        using std::abs;
        return exact_ ? Real(0) : Real(8 * std::numeric_limits<Real>::epsilon() * abs(end));
    }

    real_point<Real> point(const real_segment<Real>& s, std::size_t node) const {
        return s.at(charts_[s.in_chart], rule_.nodes()[node]);
    }

    void begin(real_chart<Real> s) {
        const Real h = (s.to() - s.from()) / 2;
        want({charts_.size(), s.from(), Real(0), h, true, true});
        charts_.push_back(std::move(s));
    }

    void want(real_segment<Real> s) {
        wanted_.push_back(fresh_.size());
        fresh_.push_back(std::move(s));
    }

    void accept_fresh() {
        for (std::size_t k = 0; k < fresh_.size(); ++k) {
            if (fresh_[k].left_half) compare(fresh_[k], fresh_[k + 1]);
        }
        erase_refined();
        leaves_.insert(leaves_.end(), fresh_.begin(), fresh_.end());
        remainders_.insert(remainders_.end(), fresh_remainders_.begin(), fresh_remainders_.end());
        fresh_.clear();
        fresh_remainders_.clear();
    }

    /// Whether s could be estimated; if not, s has been shortened, or f is not finite inside.
    bool take(real_segment<Real>& s, std::span<const Real> y) {
        using std::isfinite;
        if (s.trials == 0 && std::ranges::all_of(y, [](const Real& v) { return bool(isfinite(v)); })) {
            estimate(s, y);
            return true;
        }
        const real_end_run<Real> run(rule_, y, s, charts_[s.in_chart]);
        if (const auto beyond = run.shorten(s, accuracy_)) {
            fresh_remainders_.push_back(*beyond);
        } else {
            non_finite_at_ = run.x();
        }
        return false;
    }

    void estimate(real_segment<Real>& s, std::span<const Real> y) {
        using std::abs;
        std::vector<Real> noise;
        for (std::size_t i = 0; i < y.size(); ++i) noise.push_back(abs(y[i]) * accuracy(point(s, i)));
        const auto e = rule_(y, noise, s.h);
        s.integral = e.integral;
        s.noise = e.noise;
        s.error = e.error < infinity() ? std::max(e.error, e.noise) : infinity();  // overflows give NaN
        s.settled = e.error <= e.noise || s.depth >= most_bisections || !has_room(s);
        const real_chart<Real>& chart = charts_[s.in_chart];
        if (!chart.mapped()) return;
        if (s.last) s.beyond += integral_beyond(rule_.nodes(), s.h, y[y.size() - 1], y[y.size() - 2], e.noise);
        if (s.first && chart.is_half_line()) s.beyond += integral_beyond(rule_.nodes(), s.h, y[0], y[1], e.noise);
    }

    /// The accuracy of f at a point, relative to its value: rounding; and beside an end, where f may be a power of the distance,
    /// the error of the distance that x alone does not show.
    Real accuracy(const real_point<Real>& p) const {
        using std::abs;
        if (exact_ || p.slope == 1) return accuracy_;
        return accuracy_ + std::numeric_limits<Real>::epsilon() * abs(p.x) / std::min(p.from_a, p.to_b);
    }

    bool has_room(const real_segment<Real>& s) const {
        using std::abs;
        if (exact_ || charts_[s.in_chart].mapped()) return true;
        const Real x = charts_[s.in_chart].at(s.u + s.h, s.v + s.h).x;
        return s.h > 8 * std::numeric_limits<Real>::epsilon() * abs(x);
    }

    static Real infinity() { return std::numeric_limits<Real>::infinity(); }

    /// Compares two halves with the whole. Where the errors of the halves add up to that of the whole, and are near its noise,
    /// these errors are noise too, of a kind that nobody has stated: f rounds its own arguments. Not where there is much more noise
    /// than in the whole: then the whole has missed most of f. In a finite chart the half at an end goes on with its streak, or
    /// ends it.
    void compare(real_segment<Real>& left, real_segment<Real>& right) const {
        constexpr int near = 1000, much = 2;
        const Real noise = left.noise + right.noise;
        if (left.error + right.error > 0.75 * left.parents_error && left.parents_error < near * noise &&
            noise < much * left.parents_noise)
            left.settled = right.settled = true;
        if (charts_[left.in_chart].mapped()) return;
        const auto goes_on = [](const real_segment<Real>& end, const real_segment<Real>& other) {
            return end.error > 16 * other.error;
        };
        if (left.first) left.streak = goes_on(left, right) ? left.streak + 1 : 0;
        if (right.last) right.streak = goes_on(right, left) ? right.streak + 1 : 0;
    }

    void refine(const real_segment<Real>& s) {
        constexpr int enough = 2;
        const real_chart<Real> chart = charts_[s.in_chart];
        if (s.streak >= enough && (s.first || s.last)) {
            const Real &a = chart.a(), &b = chart.b();
            return begin(real_chart<Real>::beside_end(a, b, s.first, 2 * s.h, least_distance(s.first ? a : b)));
        }
        const auto half = [&](bool left, const Real& u, const Real& v) {
            const bool first = left && s.first, last = !left && s.last;
            real_segment<Real> made{s.in_chart, u, v, s.h / 2, first, last, s.depth + 1, first || last ? s.streak : 0, left};
            made.parents_error = s.error;
            made.parents_noise = s.noise;
            want(std::move(made));
        };
        half(true, s.u, s.v + s.h);
        half(false, s.u + s.h, s.v);
    }

    void erase_refined() {
        std::size_t next = 0, kept = 0;
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            if (next < refined_.size() && refined_[next] == i) {
                ++next;
            } else if (kept++ != i) {
                leaves_[kept - 1] = leaves_[i];
            }
        }
        leaves_.resize(kept);
        refined_.clear();
    }

    Real sum(Real real_segment<Real>::*of_leaf, Real real_remainder<Real>::*of_remainder) const {
        Real all(0);
        for (const auto& s : leaves_) all += s.*of_leaf;
        for (const auto& r : remainders_) all += r.*of_remainder;
        return all;
    }

    const real_rule<Real>& rule_;
    Real accuracy_;
    bool exact_;
    std::vector<real_chart<Real>> charts_;
    std::vector<real_segment<Real>> leaves_, fresh_;
    std::vector<std::size_t> wanted_;                                  ///< which of fresh_ lack an estimate
    std::vector<real_remainder<Real>> remainders_, fresh_remainders_;  ///< beyond the ranges of u that have been shortened
    std::vector<std::size_t> refined_;                                 ///< which leaves fresh_ will replace, increasing
    std::uint64_t evaluations_ = 0;
    std::optional<Real> non_finite_at_;
};

}  // namespace taskquad::detail
