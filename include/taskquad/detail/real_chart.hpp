/// Charts of a domain in any real type: parts of the domain, each with a variable of integration u.
///
/// Within a finite piece u is the distance from its left limit. Beside a singular end, and on a half line, the distance from the
/// finite limit is an exponential of sinh u, so that powers and logarithms of the distance are analytic in u and are integrated
/// like anything else (H. Takahasi, M. Mori, Double exponential formulas for numerical integration, Publ. RIMS 9 (1974), 721-741,
/// doi:10.2977/prims/1195192451; the trapezoidal rule there, an adaptive one here).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace taskquad::detail {

/// Where f is evaluated: x, its distances from the ends of its piece, and dx / du.
template <class Real>
struct real_point {
    Real x, from_a, to_b, slope;
};

/// Part of a piece [a, b] of the domain; one of a and b may be infinite.
template <class Real>
class real_chart {
public:
    /// All of a finite piece.
    static real_chart whole(const Real& a, const Real& b) {
        real_chart s(a, b, true, Real(0), Real(0));
        s.to_ = b - a;
        return s;
    }

    /// The part of a finite piece within `width` of its left or right end, but not within `least`.
    static real_chart beside_end(const Real& a, const Real& b, bool left, const Real& width, const Real& least) {
        real_chart s(a, b, left, width, Real(-1.5));
        s.to_ = s.variable_at(most_exponent(), width, least);
        return s;
    }

    /// A half line with this scale, but for what lies within `least` of its finite limit.
    static real_chart half_line(const Real& a, const Real& b, const Real& scale, const Real& least) {
        using std::isfinite;
        real_chart s(a, b, isfinite(a), scale, Real(1.8));
        s.to_ = s.variable_at(most_exponent(), Real(1), Real(0));
        s.from_ = -s.variable_at(most_exponent(), scale, least);
        return s;
    }

    /// The range of u.
    [[nodiscard]] const Real& from() const { return from_; }
    [[nodiscard]] const Real& to() const { return to_; }
    /// Whether distances are exponentials.
    [[nodiscard]] bool mapped() const { return rate_ != 0; }
    /// Whether the chart reaches to infinity.
    [[nodiscard]] bool is_half_line() const { return rate_ > 0; }
    /// Whether the one end of the range of u, or the other, belongs to an end of the piece.
    [[nodiscard]] bool is_end(bool last) const { return last || rate_ >= 0; }
    /// The distance of a point from the end of which it is an exponential.
    [[nodiscard]] const Real& distance(const real_point<Real>& p) const { return left_ ? p.from_a : p.to_b; }
    [[nodiscard]] const Real& a() const { return a_; }
    [[nodiscard]] const Real& b() const { return b_; }

    /// The point at u; v is the exact distance of u from the end of its range.
    [[nodiscard]] real_point<Real> at(const Real& u, const Real& v) const {
        using std::cosh;
        using std::exp;
        using std::sinh;
        if (!mapped()) return {u <= v ? Real(a_ + u) : Real(b_ - v), u, v, Real(1)};
        using std::abs;
        const Real distance = width_ * exp(Real(rate_ * sinh(u))), other = b_ - a_ - distance;
        const Real slope = abs(rate_) * cosh(u) * distance;
        if (left_) return {a_ + distance, distance, other, slope};
        return {b_ - distance, other, distance, slope};
    }

private:
    real_chart(const Real& a, const Real& b, bool left, const Real& width, const Real& rate)
        : a_(a), b_(b), width_(width), rate_(rate), from_(0), to_(0), left_(left) {}

    /// Distances span the twentieth power of the precision, to either side: a power of -0.95 at an end, or of -1.05 at infinity, is
    /// integrated to full precision. Less where the exponents of Real do not allow it.
    static double most_exponent() {
        using limits = std::numeric_limits<Real>;
        return std::numbers::ln10 * std::min(20.0 * limits::max_digits10, 0.4 * static_cast<double>(limits::max_exponent10));
    }

    /// |u| where the exponential has changed by a factor of e^exponent, or has fallen from `width` to `least`.
    Real variable_at(double exponent, const Real& width, const Real& least) const {
        using std::abs;
        using std::log;
        using std::sqrt;
        Real e = Real(exponent);
        if (least > 0) e = std::max(Real(0), std::min(e, Real(log(Real(width / least)))));
        const Real y = e / abs(rate_);
        return log(Real(y + sqrt(Real(y * y + 1))));
    }

    Real a_, b_, width_, rate_, from_, to_;
    bool left_;
};

}  // namespace taskquad::detail
