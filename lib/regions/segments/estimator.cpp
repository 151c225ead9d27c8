#include "regions/segments/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "machine/numbers.hpp"
#include "machine/scale.hpp"
#include "regions/segments/abscissa.hpp"
#include "regions/segments/signs.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;

/// A piece has to go on as far as any of the components of f.
places_at_end outermost(const places_at_end& one, const places_at_end& other, bool at_begin) {
    const auto of_two = [&](const std::optional<double>& u, const std::optional<double>& v) {
        return !u || !v ? std::nullopt : std::optional(at_begin ? std::min(*u, *v) : std::max(*u, *v));
    };
    return {of_two(one.nothing_from, other.nothing_from), of_two(one.falls_to, other.falls_to)};
}

}  // namespace

estimator::estimator(const options& o, const form_of_f& f)
    : rule_(o.rule), norm_(o.norm), form_(f), drops_non_finite_(o.failures.drop_non_finite), rounding_(o.f_relative_accuracy) {
    const auto t = rule_.abscissae(rule_.first_level());
    closed_ = t.front() == -1 || t.back() == 1;
}

assessment estimator::assess(const span_of_u& s, std::span<const double* const> values, std::span<double> integral) {
    assessment a;
    if (!is_plain(s)) sample_segment(s);
    std::fill(integral.begin(), integral.end(), std::numeric_limits<double>::quiet_NaN());
    a.error = infinity;
    const std::size_t n = components_of_f(integral.size());
    errors_.resize(n);
    noises_.resize(n);
    magnitudes_.resize(n);
    a.nothing = a.suspicious = a.fades = a.raise = true;
    for (std::size_t c = 0; c < n; ++c) {
        take_component(s, values, c);
        for (std::size_t i = 0; i < y_.size(); ++i) {
            if (!std::isfinite(y_[i]) && s.where->is_over(u_of(s, i), c)) y_[i] = 0;
        }
        at_ends at_its_ends = settle_ends(s, a.troubled);
        if (drops_non_finite_) {
            const double doubt = fill_gaps(s);
            if (std::isfinite(doubt)) at_its_ends.falling += doubt;
        }
        const auto &begins = at_its_ends.begin.nothing_from, &comes_to_its_end = at_its_ends.end.nothing_from;
        if (n > 1 && (begins || comes_to_its_end)) {
            a.over.resize(n);
            a.over[c] = {begins.value_or(-infinity), comes_to_its_end.value_or(infinity)};
        }
        a.begin = c == 0 ? at_its_ends.begin : outermost(a.begin, at_its_ends.begin, true);
        a.end = c == 0 ? at_its_ends.end : outermost(a.end, at_its_ends.end, false);
        a.hangs = a.hangs || at_its_ends.hangs;
        note_non_finite(s, a);
        if (a.non_finite) continue;
        const share part = assess_component(s, at_its_ends);
        a.non_finite = !part.finite;
        integral[c] = part.integral;
        errors_[c] = part.error;
        noises_[c] = part.noise;
        magnitudes_[c] = part.magnitude;
        a.divergent = a.divergent || part.divergent;
        a.troubled = a.troubled | part.troubled;
        a.limited_by = std::max(a.limited_by, part.limited_by);
        a.nothing = a.nothing && part.nothing;
        a.suspicious = a.suspicious && (part.nothing || part.mirrored);
        a.fades = a.fades && part.fades;
        a.raise = a.raise && part.raise;
    }
    if (a.non_finite) {
        std::fill(integral.begin(), integral.end(), std::numeric_limits<double>::quiet_NaN());
        a.raise = false;
        return a;
    }
    a.noise = size_of(noises_);
    a.magnitude = size_of(magnitudes_);
    a.error = a.divergent ? infinity : std::max(a.noise, size_of(errors_));
    if (form_.of_integrals) add_errors_of_values(s, values, integral, a);
    return a;
}

/// Values that are integrals themselves have errors, which no refinement removes. Those of neighbours may be of any sign, so that
/// the rule's error is a few times as large as they are: that much of it is noise.
void estimator::add_errors_of_values(const span_of_u& s, std::span<const double* const> values, std::span<double> integral,
                                     assessment& a) {
    take_component(s, values, 1);
    const double h = (s.b - s.a) / 2;
    const auto e = s.how.is_panel() ? panel_of(s)(y_, h).e : rule_(y_, h, s.how.level);
    const double of_values = std::max(0.0, e.integral);
    constexpr double amplified = 3;
    const bool is_explained = a.error <= amplified * of_values;
    a.error += of_values;
    a.noise = is_explained ? a.error : a.noise + of_values;
    integral[1] = of_values;
    integral[2] = a.magnitude;
}

/// Sets `y_` to the values of a component, with the weights of the rule and of the change of variable.
void estimator::take_component(const span_of_u& s, std::span<const double* const> values, std::size_t c) {
    y_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) y_[i] = values[i][c];
    most_of_f_ = machine::largest_magnitude(y_);
    if (is_plain(s)) return;
    for (std::size_t i = 0; i < y_.size(); ++i) y_[i] *= samples_[i].jacobian * rule_.weight(samples_[i].given.x);
}

double estimator::u_of(const span_of_u& s, std::size_t i) const {
    return is_plain(s) ? abscissa(s.a, s.b, rule_.abscissae(s.how.level)[i]) : samples_[i].u;
}

/// Notes whether, and where, values of a component are not finite after all, so that there is no estimate.
void estimator::note_non_finite(const span_of_u& s, assessment& a) const {
    a.all_bad = a.all_bad || std::ranges::none_of(y_, [](double y) { return std::isfinite(y); });
    for (std::size_t i = 0; i < y_.size(); ++i) {
        if (std::isfinite(y_[i])) continue;
        a.non_finite = true;
        const double u = u_of(s, i);
        if (u == s.where->u_begin()) {
            a.bad_ends = a.bad_ends | ends::begin;
        } else if (u == s.where->u_end()) {
            a.bad_ends = a.bad_ends | ends::end;
        } else if (!a.bad_u || u < *a.bad_u) {
            a.bad_u = u;
        }
    }
}

estimator::share estimator::assess_component(const span_of_u& s, const at_ends& at_its_ends) {
    const double h = (s.b - s.a) / 2;
    std::pair<double, double> lost;                                   // by the rounding of x; a panel's levels differ by it, too
    double endpoint = at_its_ends.endpoint, tail = at_its_ends.tail;  // beyond the values that are believed
    share r{};
    estimate<> e;
    if (is_plain(s)) {
        e = rule_.has_weight() ? rule_.weighted(y_, h, std::midpoint(s.a, s.b)) : rule_(y_, h, s.how.level);
    } else {
        if (!form_.exact) lost = repair(s, at_its_ends.by_law);
        if (s.how.is_panel()) {
            const auto p = panel_of(s)(y_, h);
            e = p.e;
            tail += p.uncertainty;
        } else {
            e = rule_(y_, h, s.how.level);
            for (const bool at_begin : {true, false}) {
                const auto rest = beyond(s, at_begin);
                e.integral += rest.integral;
                (is_coarse(s, at_begin) ? endpoint : tail) += rest.uncertainty;
                const double unsure = rest.uncertainty + (at_begin ? lost.first : lost.second);
                if (wants_panel_for(s, at_begin, unsure, e.error, rounding::magnitude(e.magnitude, h, y_)))
                    r.troubled = r.troubled | (at_begin ? ends::begin : ends::end);
            }
        }
        e.integral -= at_its_ends.displacement;
    }
    const double missing = at_its_ends.missing + at_its_ends.falling, doubt = endpoint + tail + at_its_ends.missing,
                 of_x = lost.first + lost.second;
    const double steps = most_of_f_ < rounding::nearly_denormal ? noise_of_denormals(s) : 0;
    const bounds within = rounding_(e, h, y_, {steps, at_its_ends.falling, doubt, of_x, s.how.is_panel()});
    r.finite = std::isfinite(e.integral);
    r.integral = e.integral;
    r.error = within.error;
    r.noise = within.noise;
    r.magnitude = within.magnitude;
    r.raise = e.raise;
    r.divergent = std::isinf(doubt);
    if (of_x + endpoint + tail + missing > rounding_.explained(r.magnitude)) {
        r.limited_by = missing > of_x + endpoint + tail ? limit::missing : of_x + endpoint > tail ? limit::endpoint : limit::tail;
    }

    const double most = machine::largest_magnitude(y_);
    const bool at_begin = s.reaches(true), at_end = s.reaches(false), looks_close = !s.where->takes_panels();
    r.nothing = look_like_nothing(y_, most, at_begin && !looks_close, at_end && !looks_close);
    r.mirrored = are_mirror_images(y_, most);
    r.fades = fades(y_, most, closed_ && !s.how.is_panel(), at_begin, at_end);
    return r;
}

/// The noise of values so small that they are rounded to steps of denormal numbers: one for each that is not 0, one for the sum.
double estimator::noise_of_denormals(const span_of_u& s) const {
    constexpr double step = std::numeric_limits<double>::denorm_min();
    double weights = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) {
        if (y_[i] == 0) continue;
        weights += is_plain(s) ? (s.b - s.a) / static_cast<double>(y_.size()) : samples_[i].weight * samples_[i].jacobian;
    }
    return weights > 0 ? std::max(1.0, weights) * step : 0;
}

bool estimator::has_room(const chart& p, double a, double b) const {
    if (p.kind() != chart::variable::finite && !form_.exact) {
        const double from = p.x(a), to = p.x(b);
        if (std::isfinite(from) && std::isfinite(to) && to - from <= narrowest / 4 * std::max(std::abs(from), std::abs(to)))
            return false;
    }
    return segments::has_room(rule_, a, b);
}

}  // namespace taskquad::regions::segments
