// At a panel's singular end, values that are not finite, or have no digits, follow the law of the values farther out (end_law.hpp).
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "machine/numbers.hpp"
#include "regions/segments/double_exponential.hpp"
#include "regions/segments/end_law.hpp"
#include "regions/segments/estimator.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;

using machine::epsilon;

/// Values that are not finite belong to an end only up to this part of a panel's width; farther out, f overflows or is undefined.
constexpr double deep = 1e-3;
/// Up to this part of the width the run is a matter of rounding, or of a limit that is not exact.
constexpr double close = 1e-11;

}  // namespace

double estimator::distance(const span_of_u& s, bool at_begin, std::size_t i) const {
    const panel& p = panel_of(s);
    return (s.b - s.a) * (at_begin ? p.from_begin()[i] : p.to_end()[i]);
}

/// Makes values at a panel's singular end, of which the first `bad` are not finite, follow the law of the others where they must.
bool estimator::settle_panel_end(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found) {
    const std::size_t n = y_.size();
    if (bad > 0 && distance(s, at_begin, inwards(at_begin, bad)) > deep * (s.b - s.a)) return false;
    double lost = infinity;
    if (bad == 0 && is_coarse(s, at_begin)) {
        const std::vector<double> kept = y_;
        lost = repair_side(s, at_begin);
        y_ = kept;
        if (lost <= rounding_.explained(finite_magnitude(s))) return false;
    } else if (bad == 0 && is_regular(s, at_begin)) {
        return false;
    }
    std::vector<double> d(n), y(n);
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t i = inwards(at_begin, k);
        d[k] = rounded_distance(s, at_begin, i);
        y[k] = y_[i];
    }
    const auto law = end_law::through(d, y, s.b - s.a);
    if (bad > 0 && !belongs_to_end(law, d[bad - 1], d[bad], s, at_begin)) return false;
    if (law && (bad > 0 || (law->uncertainty() < lost && !believes(*law, s, at_begin)))) {
        follow(*law, s, at_begin, found);
        return true;
    }
    if (bad > 0) return follow_last(s, at_begin, bad, found);
    found.falling += stake_of_zeros(s, at_begin);
    return false;
}

/// Makes the first `bad` values follow the power of the distance through the next three, if they agree on one, or it is integrable.
bool estimator::follow_last(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found) {
    std::array<double, 3> d{}, y{};
    for (std::size_t k = 0; k < 3; ++k) {
        d[k] = rounded_distance(s, at_begin, inwards(at_begin, bad + k));
        y[k] = y_[inwards(at_begin, bad + k)];
    }
    const power_law of_last(d, y);
    if (!of_last.integrable() && !of_last.is_steady()) return false;  // f overflows
    leave_out(s, at_begin, d[0]);
    // f may as well end where its values end.
    const auto rest = of_last.below(d[0]);
    const double unsure = rest.uncertainty + std::abs(rest.integral);
    (!std::isfinite(unsure) ? found.tail : d[0] <= close * (s.b - s.a) ? found.endpoint : found.missing) += unsure;
    for (std::size_t k = 0; k < bad && of_last.integrable() && !of_last.vanishes(); ++k) {
        const std::size_t i = inwards(at_begin, k);
        y_[i] = without_overflow(y[0] * std::pow(distance(s, at_begin, i) / d[0], -of_last.exponent()));
    }
    return true;
}

/// What is at stake where the nearest values are exactly 0, although f is a power of the distance farther out: all digits may be
/// gone. Nothing is at stake where f is nearly denormal before: it has vanished.
double estimator::stake_of_zeros(const span_of_u& s, bool at_begin) const {
    std::size_t k = 0;
    while (k < y_.size() && y_[inwards(at_begin, k)] == 0) ++k;
    if (k == 0 || k == y_.size()) return 0;
    const std::size_t i = inwards(at_begin, k);
    const bool vanishes = std::abs(y_[i]) / samples_[i].jacobian < rounding::nearly_denormal;
    const bool is_power = std::abs(exponent_at(s, at_begin, k) - exponent_at(s, at_begin, k + 1)) < 1;
    return vanishes || !is_power ? 0 : at_stake(s, at_begin, k);
}

/// Whether the exponent of the distance settles towards the end, as it does at a singularity of f; noise makes the exponent change
/// more and more. A value of exactly 0 next to one that is not 0 is noise as well.
bool estimator::is_regular(const span_of_u& s, bool at_begin) const {
    constexpr double near = 1e-3, settled = 1e-5;
    const double width = s.b - s.a;
    double d = infinity, y = 0, p = 0, change = infinity;
    int known = 0;
    for (std::size_t k = y_.size(); k-- > 0;) {
        const std::size_t i = inwards(at_begin, k);
        const double nearer = rounded_distance(s, at_begin, i);
        if (nearer > near * width || !(nearer < d)) continue;
        const double now = y_[i];
        if (known > 0) {
            if (now == 0 && y == 0) return true;
            if (now == 0 || y == 0 || std::signbit(now) != std::signbit(y)) return false;
            const double q = segments::exponent(nearer, now, d, y);
            if (known > 1) {
                const double by = std::abs(q - p);
                if (known > 2 && by > settled && by > 2 * change) return false;
                change = by;
            }
            p = q;
        }
        d = nearer;
        y = now;
        ++known;
    }
    return true;
}

/// Whether values that are off the law are f itself. They are noise where x lacks the digits; or where noise has been seen farther
/// out, no value is off by more, most are off by as much, and to both sides. A value of exactly 0 is a difference without digits.
bool estimator::believes(const end_law& law, const span_of_u& s, bool at_begin) const {
    constexpr double ulps = 16, quiet = 0.03;
    const double end = s.end(at_begin);
    const double ulp = is_coarse(s, at_begin) ? ulps * epsilon * std::abs(end) : 0;
    int above = 0, below = 0, zero = 0, on_it = 0;
    bool of_x = ulp > 0;
    for (std::size_t k = 0; k < y_.size(); ++k) {
        const std::size_t i = inwards(at_begin, k);
        const double d = rounded_distance(s, at_begin, i);
        if (d >= law.nearest_believed()) break;
        if (law.contradicts(d, y_[i])) return true;
        const double off = y_[i] / law(d) - 1;
        of_x = of_x && std::abs(off) * d <= ulp;
        ++(y_[i] == 0 ? zero : std::abs(off) < quiet * std::min(1.0, law.noise_at(d)) ? on_it : off > 0 ? above : below);
    }
    const bool is_noise = law.has_seen_noise() && above > 0 && below + zero > 0 && on_it <= above + below + zero;
    return !of_x && !is_noise;
}

/// Whether a run of values that are not finite, up to the distance `bad` and followed by a finite one at d, belongs to the end: the
/// run is very close to the end, compared with the width or with x; or the law admits values without digits at `bad`, or says that
/// f is singular beyond. Without a law only the distance decides.
bool estimator::belongs_to_end(const std::optional<end_law>& law, double bad, double d, const span_of_u& s, bool at_begin) const {
    constexpr double unknown = 1e-6, ulps = 64, no_digits = 1e-2, nearly = 0.9;
    if (d <= close * (s.b - s.a)) return true;
    const double end = s.end(at_begin);
    if (is_coarse(s, at_begin) && s.where->kind() == chart::variable::finite && d <= ulps * epsilon * std::abs(end)) return true;
    if (!law) return d <= unknown * (s.b - s.a);
    return law->admitted_noise_at(bad) > no_digits || law->displacement() > nearly * bad;
}

void estimator::follow(const end_law& law, const span_of_u& s, bool at_begin, at_ends& found) {
    found.by_law = found.by_law | (at_begin ? ends::begin : ends::end);
    (std::isinf(law.uncertainty()) ? found.tail : found.endpoint) += law.uncertainty();
    if (std::isinf(law.uncertainty())) return leave_out(s, at_begin, law.nearest_believed());
    // The displacement is taken out of the values as far as the law reaches, and left in farther out. So the integral over a part
    // as wide as the displacement, half-way between two abscissae, is counted twice.
    double before = 0;
    for (std::size_t k = 0; k < y_.size(); ++k) {
        const std::size_t i = inwards(at_begin, k);
        const double d = distance(s, at_begin, i), at = rounded_distance(s, at_begin, i);
        if (d >= law.reach()) {
            const double moved =
                law.displacement() * std::copysign(std::sqrt(std::abs(before)) * std::sqrt(std::abs(y_[i])), y_[i]);
            found.displacement += moved;
            found.endpoint += std::abs(moved) / 8;  // f is more than a power by then
            return;
        }
        if (d < law.nearest_believed()) {
            y_[i] = without_overflow(law(d));
        } else {
            y_[i] *= (is_coarse(s, at_begin) ? law(d) / law(at) : 1) / law.displaced(at);
        }
        before = y_[i];
    }
}

/// Leaves out the values nearer to the end than `nearest`, since the integral may not exist.
void estimator::leave_out(const span_of_u& s, bool at_begin, double nearest) {
    for (std::size_t k = 0; k < y_.size(); ++k) {
        const std::size_t i = inwards(at_begin, k);
        if (distance(s, at_begin, i) >= nearest) return;
        y_[i] = 0;
    }
}

}  // namespace taskquad::regions::segments
