#include "regions/boxes/estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "machine/numbers.hpp"

namespace taskquad::regions::boxes {

namespace {

using machine::infinity;

std::optional<std::size_t> first_non_finite(std::span<const double* const> values, std::size_t components) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t c = 0; c < components; ++c) {
            if (!std::isfinite(values[i][c])) return i;
        }
    }
    return {};
}

}  // namespace

estimates::estimates(std::shared_ptr<const rules::fully_symmetric> rule, const options& o, bool complex)
    : rule_(std::move(rule)), norm_(o.norm), complex_(complex), accuracy_(o.f_relative_accuracy) {}

double estimates::distance(std::span<const double> u, std::span<const double> v) {
    scratch_.resize(u.size());
    for (std::size_t c = 0; c < u.size(); ++c) scratch_[c] = u[c] - v[c];
    return size_of(scratch_);
}

double estimates::excess(std::span<const double> value, box_number n, samples& s) {
    scratch_.resize(value.size());
    for (std::size_t c = 0; c < value.size(); ++c) {
        const double least = s.least(n)[c], largest = s.largest(n)[c], slack = (largest - least) / 2;
        scratch_[c] = std::max({0.0, value[c] - largest - slack, least - slack - value[c]});
    }
    return size_of(scratch_);
}

double estimates::assess(box_number n, box& b, std::span<const double* const> values, const mesh& m, samples& s) {
    const double volume = m.volume(n);
    read(n, values, volume, s);
    const auto bad = first_non_finite(values, s.components());
    const double magnitude = size_of(magnitudes_);
    // A value is rounded to half a unit, the rule amplifies that, and a few more units come with the sum. Where errors are within
    // twice of it, they say nothing of f.
    constexpr double units = 5, eps = std::numeric_limits<double>::epsilon();
    const double amplified = rule_->amplification();
    b.floor = (units * eps * amplified + accuracy_) * (volume * magnitude);
    b.explained = 2 * units * (eps * amplified + accuracy_) * (volume * largest_magnitude(n, s));
    b.raw = bad ? infinity : std::max(volume * rule_->nulls().error(sizes_), b.floor);
    b.non_finite_in_a_row = static_cast<std::uint8_t>(bad ? b.non_finite_in_a_row + 1 : 0);
    b.assessed = true;
    choose_cut(n, b, m, bad);
    return magnitude;
}

/// All that is kept of the values, and the sizes of what null rules give.
void estimates::read(box_number n, std::span<const double* const> values, double volume, samples& s) {
    const std::size_t d = rule_->dimension(), components = s.components(), nulls = rule_->nulls().count();
    magnitudes_.resize(components);
    nulls_.resize(nulls * components);
    differences_.resize(d * components);
    for (std::size_t c = 0; c < components; ++c) {
        rule_->read(values, c, reading_);
        s.integral(n)[c] = volume * reading_.integral;
        s.least(n)[c] = reading_.least;
        s.largest(n)[c] = reading_.largest;
        magnitudes_[c] = reading_.magnitude;
        for (std::size_t k = 0; k < nulls; ++k) nulls_[k * components + c] = reading_.of_null_rules[k];
        for (std::size_t a = 0; a < d; ++a) differences_[a * components + c] = reading_.fourth_differences[a];
    }
    sizes_.resize(nulls);
    for (std::size_t k = 0; k < nulls; ++k) sizes_[k] = size_of(std::span(nulls_).subspan(k * components, components));
    for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t i = 0; i < rule_->line().size(); ++i) {
            std::copy_n(values[rule_->point_on_line(a, i)], components, s.on_line(n, a, i).begin());
        }
    }
}

double estimates::largest_magnitude(box_number n, samples& s) {
    scratch_.resize(s.components());
    for (std::size_t c = 0; c < scratch_.size(); ++c) scratch_[c] = std::max(std::abs(s.least(n)[c]), std::abs(s.largest(n)[c]));
    return size_of(scratch_);
}

/// Through a bad point, across the axis along which it is nearest to the middle.
void estimates::choose_cut(box_number n, box& b, const mesh& m, std::optional<std::size_t> bad) {
    const std::size_t d = rule_->dimension(), components = differences_.size() / d;
    double best = -1;
    std::optional<std::size_t> chosen;
    for (std::size_t a = 0; a < d; ++a) {
        if (!m.has_room(n, a)) continue;
        const double rough = bad ? 1 - std::abs(rule_->points()[*bad * d + a])
                                 : size_of(std::span(differences_).subspan(a * components, components));
        constexpr double equal = 1e-12;
        const bool wider = chosen && m.relative_width(n, a) > m.relative_width(n, *chosen);
        if (!chosen || rough > best * (1 + equal) || (rough >= best * (1 - equal) && wider)) {
            best = std::max(best, rough);
            chosen = a;
        }
    }
    const std::size_t axis = chosen.value_or(0);
    const double at = bad ? m.coordinate(n, axis, rule_->points()[*bad * d + axis]) : m.centre(n, axis);
    b.cut_by_values = {at, static_cast<std::uint16_t>(axis)};
}

double estimates::noise(const box& b, double error) {
    const double noise = error <= b.explained ? error : b.floor;
    return std::isfinite(noise) ? noise : 0;
}

}  // namespace taskquad::regions::boxes
