// Estimates at the ends of a piece: x may be rounded there, and something lies beyond the range of the exp-sinh variable.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "estimator.hpp"
#include "panel.hpp"

namespace taskquad::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Closer to an end than this many of its ulp, the rounding of x is looked at.
constexpr double coarse = 0x1p45;

}  // namespace

/// Near an end that is not 0, x is rounded, and f(x) belongs to a distance that is not the one asked for. Where f behaves like a
/// power of the distance, the value at the right one follows. Returns how much the integral may be wrong for all that.
double estimator::repair(const span_of_u& s) {
    double lost = 0;
    const piece& p = *s.where;
    const auto is_coarse = [](double end) { return std::isfinite(end) && end != 0; };
    if (s.a == p.u_begin() && is_coarse(p.a())) lost += repair_side(s, true);
    if (s.b == p.u_end() && is_coarse(p.b())) lost += repair_side(s, false);
    return lost;
}

/// Goes outwards, from where x is good enough. What is not known of the exponent is judged by how it changes from abscissa to
/// abscissa.
double estimator::repair_side(const span_of_u& s, bool at_begin) {
    const double end = at_begin ? s.where->a() : s.where->b();
    const double ulp = std::numeric_limits<double>::epsilon() / 2 * std::abs(end);
    double p = 0, change_of_p = infinity, d_before = infinity, step = 0, f_before = 0, lost = 0;
    for (std::size_t k = y_.size(); k-- > 0;) {
        const std::size_t i = at_begin ? k : y_.size() - 1 - k;
        const sample& at = samples_[i];
        const double d = at_begin ? at.from_a : at.to_b;
        if (!(d < coarse * ulp)) continue;
        const double real = std::abs(at.given.x - end), f = y_[i] / at.jacobian;
        if (real < d_before) {
            if (std::isfinite(d_before)) {
                const bool comparable = f != 0 && f_before != 0 && std::signbit(f) == std::signbit(f_before);
                const double now = comparable ? exponent(real, f, d_before, f_before) : infinity;
                change_of_p = std::abs(now - p);
                p = now;
                step = std::log(d_before / real);
            }
            d_before = real;
            f_before = f;
        }
        const double log_ratio = std::log(real / d);
        if (!std::isfinite(change_of_p) || !std::isfinite(p)) {
            lost += at.weight * std::abs(y_[i]) * std::min(1.0, ulp / d);
            continue;
        }
        y_[i] *= std::exp(p * log_ratio);
        // f may have rounded within itself, as 1 - x * x does; then the exponent is not steady.
        const double within = std::min(4 * std::abs(p) * ulp / d, change_of_p * step);
        lost += at.weight * std::abs(y_[i]) * std::min(1.0, 2 * change_of_p * std::abs(log_ratio) + within);
    }
    return lost;
}

/// What lies beyond the range of the exp-sinh variable.
remainder estimator::beyond(const span_of_u& s) const {
    remainder sum;
    if (s.where->takes_panels() || y_.size() < 3) return sum;
    const auto add = [&](std::size_t i, std::size_t next, std::size_t third) {
        std::array<double, 3> d{}, f{};
        std::size_t k = 0;
        for (const std::size_t j : {i, next, third}) {
            d[k] = std::min(samples_[j].from_a, samples_[j].to_b);
            f[k++] = y_[j] / samples_[j].jacobian;
        }
        // Towards infinity, in 1 / d.
        const auto ideal = s.where->at(i == 0 ? s.a : s.b).at;
        double last = std::min(ideal.from_a, ideal.to_b);
        const bool far = d[0] > d[1];
        if (far) last = 1 / last;
        for (k = 0; k < 3 && far; ++k) {
            f[k] *= d[k] * d[k];
            d[k] = 1 / d[k];
        }
        const auto rest = power_law(d, f).below(last);
        sum.integral += rest.integral;
        sum.uncertainty += rest.uncertainty;
    };
    const std::size_t n = y_.size() - 1;
    if (s.a == s.where->u_begin()) add(0, 1, 2);
    if (s.b == s.where->u_end()) add(n, n - 1, n - 2);
    return sum;
}

}  // namespace taskquad::detail
