/// The segments of an integral in any real type: their estimates, and which of them must be refined.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include <taskquad/detail/real_rule.hpp>
#include <taskquad/detail/real_variable.hpp>

namespace taskquad::detail {

template <class Real>
struct real_segment {
    std::size_t stretch;
    Real u, v, h;      ///< distances of its ends from those of the range of u (u: plus where that begins), and half its width
    bool first, last;  ///< whether it is at the one end of the range, or the other
    int depth = 0;
    int streak = 0;          ///< bisections in a row after which the error was at the end of the stretch
    bool left_half = false;  ///< of two that have just been made; the right one follows
    Real integral = Real(0), error = Real(0), noise = Real(0);
    Real parents_error = Real(0);
    Real beyond = Real(0);  ///< estimated integral beyond the range of u
    bool settled = false;   ///< cannot be refined: at its noise floor, or too narrow
};

template <class Real>
class real_partition {
public:
    /// `accuracy`: of f, relative to its values; `exact`: f takes distances.
    real_partition(const real_rule<Real>& rule, std::span<const Real> points, const Real& scale, const Real& accuracy, bool exact)
        : rule_(rule), accuracy_(std::max(accuracy, Real(5 * std::numeric_limits<Real>::epsilon()))), exact_(exact) {
        using std::isfinite;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const Real &a = points[i], &b = points[i + 1];
            if (isfinite(a) && isfinite(b)) {
                begin(real_stretch<Real>::whole(a, b));
            } else if (isfinite(a) || isfinite(b)) {
                begin(real_stretch<Real>::half_line(a, b, scale, least_distance(isfinite(a) ? a : b)));
            } else {
                begin(real_stretch<Real>::half_line(a, Real(0), scale, Real(0)));
                begin(real_stretch<Real>::half_line(Real(0), b, scale, Real(0)));
            }
        }
    }

    /// Those whose values are wanted, segment by segment; from `estimate` on there are none.
    [[nodiscard]] std::size_t wanted() const { return fresh_.size() * rule_.nodes().size(); }
    [[nodiscard]] real_point<Real> point(std::size_t i) const {
        return point(fresh_[i / rule_.nodes().size()], i % rule_.nodes().size());
    }

    /// Takes f times the slope at all wanted points.
    void estimate(std::span<const Real> values) {
        const std::size_t n = rule_.nodes().size();
        evaluations_ += values.size();
        for (std::size_t k = 0; k < fresh_.size(); ++k) estimate(fresh_[k], values.subspan(k * n, n));
        for (std::size_t k = 0; k < fresh_.size(); ++k) {
            if (fresh_[k].left_half) compare(fresh_[k], fresh_[k + 1]);
        }
        erase_refined();
        leaves_.insert(leaves_.end(), fresh_.begin(), fresh_.end());
        fresh_.clear();
    }

    [[nodiscard]] Real integral() const { return sum(&real_segment<Real>::integral); }
    /// Of the rules, and of what is beyond the ranges of u.
    [[nodiscard]] Real error() const { return sum(&real_segment<Real>::error) + beyond(); }
    [[nodiscard]] Real beyond() const { return sum(&real_segment<Real>::beyond); }
    [[nodiscard]] std::uint64_t evaluations() const { return evaluations_; }
    [[nodiscard]] std::size_t segments() const { return leaves_.size(); }

    /// The leaves that have to be refined whatever that gives: the errors of those that are no worse exceed the target already.
    /// Empty: the target is met, or cannot be met.
    [[nodiscard]] std::vector<std::size_t> certain(const Real& target) const {
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
        if (rest > target) rest = 0;  // cannot be met: let the others not be worse than that
        std::size_t k = 0;
        while (k < open.size() && !((rest += leaves_[open[k]].error) > target)) ++k;
        open.erase(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(k));
        std::ranges::reverse(open);
        return open;
    }

    [[nodiscard]] std::size_t cost_of_refining() const { return 2 * rule_.nodes().size(); }

    /// Wants the values of the halves of leaves, or at a singular end of one segment in another variable. With their estimates they
    /// take the place of the leaves.
    void refine(std::vector<std::size_t> which) {
        refined_ = std::move(which);
        std::ranges::sort(refined_);
        for (const std::size_t i : refined_) refine(leaves_[i]);
    }

private:
    /// No segment is bisected more often than takes it to the cube of the precision.
    static constexpr int most_bisections = 10 * std::numeric_limits<Real>::max_digits10;

    /// Nearer to an end, x has not the digits for its distance.
    Real least_distance(const Real& end) const {
        using std::abs;
        return exact_ ? Real(0) : Real(8 * std::numeric_limits<Real>::epsilon() * abs(end));
    }

    real_point<Real> point(const real_segment<Real>& s, std::size_t node) const {
        const Real& t = rule_.nodes()[node];
        return stretches_[s.stretch].at(s.u + s.h * (1 + t), s.v + s.h * (1 - t));
    }

    void begin(real_stretch<Real> s) {
        const Real h = (s.to() - s.from()) / 2;
        fresh_.push_back({stretches_.size(), s.from(), Real(0), h, true, true});
        stretches_.push_back(std::move(s));
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
        const real_stretch<Real>& stretch = stretches_[s.stretch];
        if (!stretch.mapped()) return;
        if (s.last) s.beyond += beyond_end(s, y[y.size() - 1], y[y.size() - 2], e.noise);
        if (s.first && stretch.is_half_line()) s.beyond += beyond_end(s, y[0], y[1], e.noise);
    }

    /// Of f at a point, relative to its value: rounding, and beside an end of which f may be a power, what x alone does not say of
    /// the distance.
    Real accuracy(const real_point<Real>& p) const {
        using std::abs;
        if (exact_ || p.slope == 1) return accuracy_;
        return accuracy_ + std::numeric_limits<Real>::epsilon() * abs(p.x) / std::min(p.from_a, p.to_b);
    }

    bool has_room(const real_segment<Real>& s) const {
        using std::abs;
        if (exact_ || stretches_[s.stretch].mapped()) return true;
        const Real x = stretches_[s.stretch].at(s.u + s.h, s.v + s.h).x;
        return s.h > 8 * std::numeric_limits<Real>::epsilon() * abs(x);
    }

    /// The integral from the last node's neighbourhood on, where the logarithm of |f| is taken to go on along the line through the
    /// last two nodes: at least as much as where it falls doubly exponentially. Infinite where it does not fall.
    Real beyond_end(const real_segment<Real>& s, const Real& last, const Real& before, const Real& noise) const {
        using std::abs;
        using std::exp;
        using std::log;
        const Real y = abs(last), z = abs(before);
        if (y == 0) return Real(0);
        const auto& t = rule_.nodes();
        if (!(y < z)) return y * s.h <= noise ? Real(y * s.h) : infinity();
        const Real fall = log(Real(z / y)) / (s.h * (t[1] - t[0]));
        return y / fall * exp(Real(-fall * s.h * (1 + t[0])));
    }

    static Real infinity() { return std::numeric_limits<Real>::infinity(); }

    /// Two halves. Where their errors add up to what it was before, near its noise, they are noise too, of a kind that is not
    /// foreseen: that of f's own arguments. In a finite stretch, the half at an end goes on with its streak, or ends it.
    void compare(real_segment<Real>& left, real_segment<Real>& right) const {
        constexpr int near = 1000;
        if (left.error + right.error > 0.75 * left.parents_error && left.parents_error < near * (left.noise + right.noise))
            left.settled = right.settled = true;
        if (stretches_[left.stretch].mapped()) return;
        const auto goes_on = [](const real_segment<Real>& end, const real_segment<Real>& other) {
            return end.error > 16 * other.error;
        };
        if (left.first) left.streak = goes_on(left, right) ? left.streak + 1 : 0;
        if (right.last) right.streak = goes_on(right, left) ? right.streak + 1 : 0;
    }

    void refine(const real_segment<Real>& s) {
        constexpr int enough = 2;
        const real_stretch<Real> stretch = stretches_[s.stretch];
        if (s.streak >= enough && (s.first || s.last)) {
            const Real &a = stretch.a(), &b = stretch.b();
            return begin(real_stretch<Real>::beside_end(a, b, s.first, 2 * s.h, least_distance(s.first ? a : b)));
        }
        const auto half = [&](bool left, const Real& u, const Real& v) {
            const bool first = left && s.first, last = !left && s.last;
            real_segment<Real> made{s.stretch, u, v, s.h / 2, first, last, s.depth + 1, first || last ? s.streak : 0, left};
            made.parents_error = s.error;
            fresh_.push_back(std::move(made));
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

    Real sum(Real real_segment<Real>::*member) const {
        Real all(0);
        for (const auto& s : leaves_) all += s.*member;
        return all;
    }

    const real_rule<Real>& rule_;
    Real accuracy_;
    bool exact_;
    std::vector<real_stretch<Real>> stretches_;
    std::vector<real_segment<Real>> leaves_, fresh_;
    std::vector<std::size_t> refined_;  ///< leaves, increasing, that the fresh segments will replace
    std::uint64_t evaluations_ = 0;
};

}  // namespace taskquad::detail
