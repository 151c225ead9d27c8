// What values that were known before a segment was halved say against the estimates of its halves.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "machine/scale.hpp"
#include "regions/segments/estimator.hpp"
#include "rules/interpolant.hpp"
#include "rules/misfit.hpp"

namespace taskquad::regions::segments {

namespace {

/// NaN where the value is not known.
double component(const double* value, std::size_t c) {
    return value == nullptr ? std::numeric_limits<double>::quiet_NaN() : value[c];
}

}  // namespace

bool estimator::looks_back(const span_of_u& half, const span_of_u& whole) const {
    if (detail::model_of(rule_).misfit == nullptr || half.where != whole.where || !is_plain(half) || !is_plain(whole)) return false;
    const double m = std::midpoint(whole.a, whole.b);
    return (half.a == whole.a && half.b == m) || (half.a == m && half.b == whole.b);
}

ends estimator::looks_at(const span_of_u& s) const {
    if (!form_.at_ends || detail::model_of(rule_).misfit == nullptr || !is_plain(s)) return ends::none;
    return (s.reaches(true) ? ends::begin : ends::none) | (s.reaches(false) ? ends::end : ends::none);
}

double estimator::doubt_at_ends(const span_of_u& s, std::span<const double* const> values, const double* begin, const double* end,
                                std::size_t components) {
    const double h = (s.b - s.a) / 2;
    components = components_of_f(components);
    errors_.resize(components);
    for (std::size_t c = 0; c < components; ++c) {
        take_component(s, values, c);
        errors_[c] = detail::model_of(rule_).misfit->of_ends(y_.data(), component(begin, c), component(end, c), h,
                                                             rule_(y_, h, s.how.level));
    }
    return size_of(errors_);
}

/// Component by component.
double estimator::doubt(const span_of_u& half, bool right, std::span<const double* const> values, const older_values& known,
                        std::size_t components) {
    const double h = (half.b - half.a) / 2;
    components = components_of_f(components);
    errors_.resize(components);
    older_values_.resize(values.size());
    for (std::size_t c = 0; c < components; ++c) {
        take_component(half, values, c);
        for (std::size_t i = 0; i < older_values_.size(); ++i) older_values_[i] = known.whole[i][c];
        const rules::misfit::older of_component{older_values_.data(), component(known.begin, c), component(known.end, c)};
        errors_[c] = detail::model_of(rule_).misfit->of_half(right, y_.data(), of_component, h, rule_(y_, h, half.how.level));
    }
    return size_of(errors_);
}

double estimator::doubt(const span_of_u& s, std::span<const double* const> values, std::span<const sampled_value> known,
                        std::size_t components) {
    if (!is_plain(s)) sample_segment(s);
    const double m = std::midpoint(s.a, s.b), h = (s.b - s.a) / 2;
    const auto t = rule_.abscissae(s.how.level);
    barycentric_.resize(static_cast<std::size_t>(rule_.levels()));
    auto& barycentric = barycentric_[s.how.level];
    if (barycentric.empty()) barycentric = rules::barycentric_weights(t);
    struct inside {
        const sampled_value& value;
        double gap;
        std::vector<long double> weights;
    };
    std::vector<inside> list;
    list.reserve(known.size());
    for (const sampled_value& p : known) {
        const double place = p.x == s.a ? -1 : p.x == s.b ? 1 : (p.x - m) / h;
        list.push_back({p, rules::gap_at(place, t), rules::weights_at(place, t, barycentric)});
    }
    errors_.assign(components, 0.0);
    for (std::size_t c = 0; c < components; ++c) {
        take_component(s, values, c);
        const double allowed = rules::allowed_misfit(rule_(y_, h, s.how.level), h, machine::largest_magnitude(y_));
        for (const auto& [p, gap, weights] : list) {
            const auto value = static_cast<double>(std::inner_product(weights.begin(), weights.end(), y_.begin(), 0.0L));
            const double off = std::abs(value - p.components[c] * p.factor);
            if (off > allowed && std::isfinite(off)) errors_[c] = std::max(errors_[c], off * gap * h);
        }
    }
    return size_of(errors_);
}

}  // namespace taskquad::regions::segments
