/// The integral beyond an abscissa near an end, from the values before the abscissa, in any real type.
///
/// Near a singular end and towards infinity, f is taken to be a power of the distance d. With g = d f and w = log d the integral of
/// f is that of g over w, at either kind of end, and g falls outwards like exp(-q |w|), with a steady q. Where f is no longer
/// finite at some abscissae, it has often lost its digits a little farther in, as exp(x) - 1 has near 0. So the law is not fitted
/// to the outermost values come what may: the range ends at the abscissa from which on the law is known best, and the values
/// beyond, some of which are noise, have only to be of the size that the law predicts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace taskquad::detail {

/// An integral, with its uncertainty: infinite where no integrable power is seen.
template <class Real>
struct real_remainder {
    Real integral, uncertainty;
    std::size_t from;  ///< the number of the value beyond which the integral begins
};

/// A bound of the integral beyond a segment of half width h at the end of a range of u: the logarithm of |f| is taken to go on
/// along the line through the values at the last two nodes, which is too slow where |f| falls doubly exponentially. Infinite where
/// |f| does not fall.
template <class Real>
Real integral_beyond(const std::vector<Real>& t, const Real& h, const Real& last, const Real& before, const Real& noise) {
    using std::abs;
    using std::exp;
    using std::log;
    const Real y = abs(last), z = abs(before);
    if (y == 0) return Real(0);
    if (!(y < z)) return y * h <= noise ? Real(y * h) : std::numeric_limits<Real>::infinity();
    const Real fall = log(Real(z / y)) / (h * (t[1] - t[0]));
    return y / fall * exp(Real(-fall * h * (1 + t[0])));
}

/// The law through the values `g` at `w`, the outermost first.
template <class Real>
class real_power_law {
public:
    real_power_law(std::vector<Real> w, std::vector<Real> g) : w_(std::move(w)), g_(std::move(g)) {
        using std::abs;
        using std::log;
        for (std::size_t i = 0; i + 1 < g_.size(); ++i) {
            const bool comparable = (g_[i] > 0 && g_[i + 1] > 0) || (g_[i] < 0 && g_[i + 1] < 0);
            falls_.push_back(comparable ? Real(log(Real(g_[i + 1] / g_[i])) / abs(Real(w_[i + 1] - w_[i]))) : unknown());
        }
    }

    /// Whether the outermost values follow a law at all, be it one by which f grows.
    [[nodiscard]] bool exists() const {
        return falls_.size() > most_compared &&
               std::all_of(falls_.begin(), falls_.begin() + most_compared + 1, [](const Real& q) { return q > unknown(); });
    }

    /// The integral beyond the outermost abscissa at which its uncertainty is `negligible`; if there is none, beyond the abscissa
    /// at which the uncertainty is least.
    [[nodiscard]] real_remainder<Real> best(const Real& negligible) const {
        real_remainder<Real> least{Real(0), std::numeric_limits<Real>::infinity(), 0};
        for (std::size_t i = 0; i + most_compared < falls_.size() && !(least.uncertainty <= negligible); ++i) {
            const auto r = beyond(i);
            if (r.uncertainty < least.uncertainty) least = r;
        }
        return least;
    }

private:
    /// With how many falls further inwards a fall is compared: two might agree by chance.
    static constexpr int most_compared = 2;

    /// Twenty times the change of the exponent covers 1 / (x log^2 x), which is no power. A fall that changes by half of itself
    /// may be none: 1 / (exp(x) - 1) seems to have one at the last x at which it is finite, by rounding. But rounding does not make
    /// f fall to a hundredth from one abscissa to the next.
    real_remainder<Real> beyond(std::size_t i) const {
        using std::abs;
        constexpr double nearly_none = 1e-6, steep = 100;
        const Real& q = falls_[i];
        Real change = std::numeric_limits<Real>::epsilon();
        for (std::size_t k = i; k < i + most_compared; ++k) change = std::max(change, Real(abs(Real(falls_[k + 1] - falls_[k]))));
        const bool is_steady = q > 2 * change, is_steep = abs(g_[i]) * steep < abs(g_[i + 1]);
        const bool is_there = q > nearly_none && (is_steady || is_steep) && is_of_size(i);
        if (!is_there) return {Real(0), std::numeric_limits<Real>::infinity(), i};
        const Real integral = g_[i] / q;
        return {integral, std::min(Real(2), Real(20 * change / q)) * abs(integral), i};
    }

    /// Whether the values outside of value i are, but for noise, those that the law predicts.
    bool is_of_size(std::size_t i) const {
        using std::abs;
        using std::exp;
        constexpr int factor = 4;
        for (std::size_t k = 0; k < i; ++k) {
            const Real ratio = g_[k] / (g_[i] * exp(Real(-falls_[i] * abs(Real(w_[k] - w_[i])))));
            if (!(ratio < factor && ratio * factor > 1)) return false;
        }
        return true;
    }

    static Real unknown() { return -std::numeric_limits<Real>::infinity(); }

    std::vector<Real> w_, g_, falls_;  ///< falls: q between neighbours
};

}  // namespace taskquad::detail
