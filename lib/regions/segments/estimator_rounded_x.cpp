// Near an end that is not 0, x is rounded, and so is its distance from there.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "machine/numbers.hpp"
#include "regions/segments/double_exponential.hpp"
#include "regions/segments/estimator.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;

using machine::epsilon;

/// The rounding of x is looked at where x is closer to an end than this number of the end's ulp.
constexpr double coarse = 0x1p45;

}  // namespace

bool estimator::is_coarse(const span_of_u& s, bool at_begin) const {
    const double end = s.end(at_begin);
    return !form_.exact && std::isfinite(end) && end != 0;
}

/// In units of u at the end. Made from x alone, so that one x has one distance.
double estimator::rounded_distance(const span_of_u& s, bool at_begin, std::size_t i) const {
    const double d = distance(s, at_begin, i);
    if (!is_coarse(s, at_begin)) return d;
    const double end = s.end(at_begin);
    const sample& at = samples_[i];
    if ((at_begin ? at.from_a : at.to_b) >= coarse * epsilon * std::abs(end)) return d;
    return std::abs(at.given.x - end) / s.where->at(at_begin ? s.where->u_begin() : s.where->u_end()).jacobian;
}

/// Near an end that is not 0, x is rounded, and f(x) belongs to another distance than the one asked for. Where f behaves like a
/// power of the distance, the value at the right distance follows. Returns how much the integral may still be wrong by either end.
std::pair<double, double> estimator::repair(const span_of_u& s, ends but) {
    const bool first = s.reaches(true) && is_coarse(s, true) && !has(but, ends::begin);
    const bool second = s.reaches(false) && is_coarse(s, false) && !has(but, ends::end);
    const double at_begin = first ? repair_side(s, true) : 0;
    return {at_begin, second ? repair_side(s, false) : 0};
}

/// Goes outwards, from where x is good enough. The change of the exponent from abscissa to abscissa tells how uncertain it is.
double estimator::repair_side(const span_of_u& s, bool at_begin) {
    const double end = s.end(at_begin);
    const double ulp = std::numeric_limits<double>::epsilon() / 2 * std::abs(end);
    double p = 0, change_of_p = infinity, d_before = infinity, step = 0, f_before = 0, lost = 0;
    for (std::size_t k = y_.size(); k-- > 0;) {
        const std::size_t i = at_begin ? k : y_.size() - 1 - k;
        const sample& at = samples_[i];
        const double d = at_begin ? at.from_a : at.to_b;
        if (!(d > 0 && d < coarse * ulp)) continue;
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
        y_[i] = without_overflow(y_[i] * std::exp(p * log_ratio));
        // f itself may round, as 1 - x * x does; then the exponent is not steady.
        const double within = std::min(4 * std::abs(p) * ulp / d, change_of_p * step);
        lost += at.weight * std::abs(y_[i]) * std::min(1.0, 2 * change_of_p * std::abs(log_ratio) + within);
    }
    return lost;
}

}  // namespace taskquad::regions::segments
