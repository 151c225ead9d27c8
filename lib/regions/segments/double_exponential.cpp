#include "regions/segments/double_exponential.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <numbers>

#include "machine/numbers.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::epsilon;
using machine::infinity;
constexpr double regular_reach = 3.375, singular_reach = 6, infinite_reach = 5.375;

/// (1 - tanh(pi/2 sinh u)) / 2, accurate however small.
double beyond(double u) { return 1 / (1 + std::exp(std::numbers::pi * std::sinh(u))); }

}  // namespace

panel::panel(ends singular, bool infinite, int level)
    : singular_(singular), reach_(infinite ? infinite_reach : singular_reach), level_(level) {
    const int steps = 1 << level;
    const auto reach = [&](ends e) { return static_cast<int>((has(singular, e) ? reach_ : regular_reach) * steps); };
    for (int j = -reach(ends::begin); j <= reach(ends::end); ++j) {
        const double u = static_cast<double>(j) / steps, lo = beyond(-u), hi = beyond(u);
        from_begin_.push_back(lo);
        to_end_.push_back(hi);
        weights_.push_back(std::numbers::pi * std::cosh(u) * lo * hi / steps);
        int first = level;
        for (int k = j; first > 0 && k % 2 == 0; k /= 2) --first;
        first_in_.push_back(static_cast<std::uint8_t>(first));
    }
}

const panel& panel::of(ends singular, bool infinite, int level) {
    constexpr std::size_t levels = last_level - first_level + 1;
    static std::array<std::unique_ptr<const panel>, 8 * levels> made;
    static std::array<std::once_flag, 8 * levels> once;
    const auto kind = 2 * static_cast<std::size_t>(singular) + (infinite ? 1 : 0);
    const std::size_t i = kind * levels + static_cast<std::size_t>(level - first_level);
    std::call_once(once[i], [&] { made[i].reset(new panel(singular, infinite, level)); });
    return *made[i];
}

double exponent(double d, double y, double d_next, double y_next) { return std::log(std::abs(y / y_next)) / std::log(d_next / d); }

power_law::power_law(const std::array<double, 3>& d, const std::array<double, 3>& y) : d_(d[0]), y_(y[0]) {
    if (vanishes()) return;
    p_ = y[1] != 0 ? segments::exponent(d[0], y[0], d[1], y[1]) : infinity;
    const double before = y[2] != 0 ? segments::exponent(d[1], y[1], d[2], y[2]) : infinity;
    change_ = std::abs(p_ - before);
    // Twenty times the change of the exponent covers 1 / (x log^2 x), which is no power.
    doubt_ = std::signbit(y[0]) == std::signbit(y[1]) ? std::min(2.0, 20 * change_ / (1 - p_)) : 2.0;
}

bool power_law::integrable() const noexcept {
    constexpr double nearly_one = 1 - 1e-6;
    return vanishes() || p_ < nearly_one;
}

remainder power_law::with_uncertainty(double integral) const {
    if (!integrable()) return {0, infinity};
    return {integral, doubt_ * std::abs(integral)};
}

remainder power_law::below(double d) const { return with_uncertainty(vanishes() ? 0 : d * y_ * std::pow(d / d_, -p_) / (1 - p_)); }

panel::result panel::operator()(std::span<const double> values, double h) const {
    std::array<double, last_level + 1> fresh{};  // by level, the sum over the abscissae that it is the first to have
    double magnitude = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        fresh[first_in_[i]] += weights_[i] * values[i];
        magnitude += weights_[i] * std::abs(values[i]);
    }
    result r{{.integral = 0, .error = 0, .magnitude = 2 * h * magnitude}, 0};
    std::array<double, last_level + 1> integral{};
    double sum = 0;
    for (int k = 0; k <= level_; ++k) {
        sum += fresh[static_cast<std::size_t>(k)];
        integral[static_cast<std::size_t>(k)] = 2 * h * std::ldexp(sum, level_ - k);
    }
    const auto add_remainder = [&](const std::vector<double>& distance, std::size_t i, std::size_t next, std::size_t third) {
        const double width = 2 * h;
        const power_law f({width * distance[i], width * distance[next], width * distance[third]},
                          {values[i], values[next], values[third]});
        for (int k = level_ - 3; k <= level_ && f.integrable() && !f.vanishes(); ++k) {
            const double outermost = width * std::ldexp(weights_[i] * values[i], level_ - k);
            integral[static_cast<std::size_t>(k)] += outermost * terms_beyond(1 - f.exponent(), k);
        }
        r.uncertainty += f.with_uncertainty(width * weights_[i] * values[i] * terms_beyond(1 - f.exponent(), level_)).uncertainty;
    };
    const std::size_t n = values.size() - 1;
    if (has(singular_, ends::begin)) add_remainder(from_begin_, 0, 1, 2);
    if (has(singular_, ends::end)) add_remainder(to_end_, n, n - 1, n - 2);

    const auto change = [&](int k) {
        return std::abs(integral[static_cast<std::size_t>(k)] - integral[static_cast<std::size_t>(k - 1)]);
    };
    const double d = change(level_), d1 = change(level_ - 1), d2 = change(level_ - 2);
    r.e.integral = integral[static_cast<std::size_t>(level_)];
    r.e.error = 10 * d;
    if (d < d1 / 100 && d1 < d2 / 10) r.e.error *= std::sqrt(d / d1);
    r.e.raise = level_ < last_level && d <= d1 / 50;
    return r;
}

/// The terms of the trapezoidal sum for d^(q - 1) beyond the outermost abscissa, over the term there; negligible as a rule.
double panel::terms_beyond(double q, int level) const {
    const double at = std::numbers::pi * std::sinh(reach_);
    double sum = 0;
    for (int j = 1; q > 0; ++j) {
        const double u = reach_ + static_cast<double>(j) / (1 << level);
        const double term = std::exp(-q * (std::numbers::pi * std::sinh(u) - at)) * std::cosh(u) / std::cosh(reach_);
        sum += term;
        if (!(term > epsilon * sum)) break;
    }
    return sum;
}

}  // namespace taskquad::regions::segments
