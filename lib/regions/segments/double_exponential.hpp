/// Double-exponential panels: a segment at an end of a piece where f, or a derivative, may be infinite.
///
/// H. Takahasi, M. Mori, Double exponential formulas for numerical integration, Publ. RIMS 9 (1974), 721-741,
/// doi:10.2977/prims/1195192451: the trapezoidal rule in the variable u of x = (1 + tanh(pi/2 sinh u)) / 2 converges exponentially
/// whatever happens at the ends of [0, 1]. Levels are nested: level k has step 2^-k. At a singular end u goes on to 6, where the
/// distance is 1e-275 of the width; at a regular one to 3.375, 1e-20. Beyond, f is taken for a power of the distance.
///
/// Such a rule is perfect at ends and hopeless inside, where it never converges at a jump. So it is a panel of the bisection tree,
/// given up where it does not converge at once, and never the whole strategy.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <taskquad/rule.hpp>

#include "regions/segments/chart.hpp"

namespace taskquad::regions::segments {

/// The integral of f between the outermost abscissa and a singular end, where f is taken to be a power of the distance, which its
/// values at the three outermost distances determine. The uncertainty is infinite where this power is not integrable.
struct remainder {
    double integral = 0, uncertainty = 0;
};

/// A power of the distance d, f(d) = y (d / d0)^-p.
class power_law {
public:
    /// The power through the values y at d[0] < d[1]; its exponent is doubted as far as the value at d[2] suggests another.
    power_law(const std::array<double, 3>& d, const std::array<double, 3>& y);

    /// Whether the power is known to be integrable at 0.
    [[nodiscard]] bool integrable() const noexcept;
    /// Whether the three values agree on the exponent.
    [[nodiscard]] bool is_steady() const noexcept { return change_ < 0.1; }
    [[nodiscard]] bool vanishes() const noexcept { return y_ == 0; }
    [[nodiscard]] double exponent() const noexcept { return p_; }
    /// The integral from 0 to d.
    [[nodiscard]] remainder below(double d) const;
    /// An integral of the power, with its uncertainty, which comes from the exponent.
    [[nodiscard]] remainder with_uncertainty(double integral) const;

private:
    double d_, y_, p_ = 0, change_ = 0, doubt_ = 0;
};

/// A value of an integrable power. Where it overflows, the end is so near that with its weight it is next to nothing.
inline double without_overflow(double y) {
    constexpr double most = std::numeric_limits<double>::max();
    return std::clamp(y, -most, most);
}

/// The exponent p of |f| = c d^-p through two values.
double exponent(double d, double y, double d_next, double y_next);

class panel {
public:
    /// The levels that exist. A panel begins with the first.
    static constexpr int first_level = 3, last_level = 6;

    /// The panel whose `singular` ends, one or both, may be singular. `infinite`: they may stand for infinity, where 1 / d^2 must
    /// not overflow: u goes on to 5.375, where d is 1e-147 of the width.
    static const panel& of(ends singular, bool infinite, int level);

    [[nodiscard]] std::size_t size() const noexcept { return weights_.size(); }
    /// Distances of the abscissae from the beginning and from the end, over the width; in order of x.
    [[nodiscard]] std::span<const double> from_begin() const noexcept { return from_begin_; }
    [[nodiscard]] std::span<const double> to_end() const noexcept { return to_end_; }
    /// The weights of the abscissae, over the width.
    [[nodiscard]] std::span<const double> weights() const noexcept { return weights_; }

    struct result {
        estimate<> e;        ///< raise: another level promises convergence; the remainder counts in the integral, not in the error
        double uncertainty;  ///< of the remainders; infinite: the integral does not exist
    };
    /// The estimate for a panel of half width h.
    [[nodiscard]] result operator()(std::span<const double> values, double h) const;

private:
    panel(ends singular, bool infinite, int level);
    [[nodiscard]] double terms_beyond(double q, int level) const;

    ends singular_;
    double reach_;  ///< the largest |u| at a singular end
    int level_;
    std::vector<double> from_begin_, to_end_, weights_;
    std::vector<std::uint8_t> first_in_;  ///< the first level that has an abscissa
};

}  // namespace taskquad::regions::segments
