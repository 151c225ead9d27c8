#include "regions/segments/power_core.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "machine/numbers.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::epsilon;
constexpr double tiny = 1e-300;

/// From one ladder to the next, and from one deep probe to the next.
constexpr double closer = 64;
/// A ladder's outermost rung is at least that many deviations of the place away from it; its innermost, four.
constexpr double sure_outside = 200, sure_inside = 4;
/// The innermost rung is at least that many spacings of doubles away from the place; the innermost deep probe, 64 times the
/// accuracy of x - s.
constexpr double spacings_of_rung = 1e4, spacings_of_deep_probe = 64;
/// The part of their variation that the first probes may be off the forecast.
constexpr double confirmed_power = 0.05;
/// What is believed of the convergence of forecasts, at first and at best.
constexpr double first_rate = 0.1, best_rate = 1e-4;

}  // namespace

power_core::power_core(const located_power& found, std::vector<sample> samples, const surroundings& w)
    : within_(w), samples_(std::move(samples)), model_(found.model), half_width_(found.gap) {}

std::optional<inner_core::power> power_core::beside() const {
    if (follows_ && *follows_ != share::singular) return {};
    return inner_core::power{model_.place(), model_.order()};
}

double power_core::begin() const { return std::max(within_.a, model_.place() - half_width_); }
double power_core::end() const { return std::min(within_.b, model_.place() + half_width_); }

/// How far apart the places are that can be told from one another.
double power_core::spacing() const { return std::max(epsilon * std::abs(model_.place()), within_.spacing); }

/// How exactly x - s is known.
double power_core::resolution() const { return std::max(spacing(), model_.deviation()); }

/// Of the next ladder; 0: there is none.
double power_core::next_half_width() const {
    const double deviation = std::max(model_.deviation(), 2 * spacing());
    const double wanted = half_width_ / (ladders_ == 0 ? 4 : closer), most = half_width_ / (ladders_ == 0 ? 2 : 4);
    const double D = std::min(std::max(wanted, sure_outside * deviation), most), innermost = D * rungs.back();
    return innermost >= sure_inside * deviation && innermost >= spacings_of_rung * spacing() ? D : 0;
}

std::vector<double> power_core::probes() const {
    std::vector<double> list;
    const double s = model_.place();
    if (stage_ == stage::ladder) {
        const double D = next_half_width();
        for (const double rung : rungs) {
            for (const double side : {-1.0, 1.0}) {
                const double x = s + side * rung * D;
                if (D > 0 && x > within_.least && x < within_.largest) list.push_back(x);
            }
        }
    } else if (stage_ == stage::deep) {
        double side = 1;
        const double nearest = spacings_of_deep_probe * resolution();
        for (double d = half_width_ * rungs.back() / closer; d > nearest && d > tiny; d /= closer, side = -side) {
            list.push_back(s + side * d);
        }
        if (!list.empty() && (within_.is_of_several || doubt_of_jump() > 0)) list.push_back(s - (list.back() - s));
    }
    return list;
}

/// Samples that a fit uses.
std::size_t power_core::of_each_side() const { return ladders_ == 0 ? 8 : 9; }

void power_core::add(std::span<const sample> probed) {
    samples_.insert(samples_.end(), probed.begin(), probed.end());
    std::ranges::sort(samples_, {}, &sample::x);
    samples_.erase(std::unique(samples_.begin(), samples_.end(), [](const sample& p, const sample& q) { return p.x == q.x; }),
                   samples_.end());
}

inner_core::step power_core::next(const power_core& worst) {
    using enum inner_core::step;
    constexpr int most_ladders = 5;
    was_region_ = was_region_ || stage_ == stage::region;
    if (stage_ == stage::region) stage_ = ladders_ < most_ladders ? stage::ladder : stage::refused;
    if (stage_ == stage::verified) return cut;
    return probes().empty() ? otherwise(worst) : probe;
}

inner_core::step power_core::otherwise(const power_core& worst) const {
    using enum inner_core::step;
    const bool could_be_sampled = !worst.knows_integral() || (unsampled() < worst.error() && worst.unsampled() < worst.error());
    return was_region_ && stage_ != stage::refused && !could_be_sampled ? leave : give_up;
}

/// Else it does not know the order, either.
bool power_core::knows_integral() const {
    constexpr double hardly = 0.01;
    return error() < hardly * std::abs(integral_);
}

/// What the values of f in the core, down to where doubles end, could not tell of its integral.
double power_core::unsampled() const {
    const double nearest = spacings_of_deep_probe * resolution();
    return std::pow(nearest / half_width_, 1 + model_.order()) * std::abs(integral_);
}

void power_core::take(std::span<const sample> probed) {
    if (stage_ == stage::ladder) {
        if (!take_ladder(probed)) stage_ = stage::refused;
        return;
    }
    deep_.assign(probed.begin(), probed.end());
    stage_ = come_together() ? stage::verified : stage::refused;
    doubt();
}

/// Whether f, where it is finite at the place, has one value there: deep probes from either side approach each other. A jump with a
/// kink may look like a power of a low order.
bool power_core::come_together() const {
    constexpr double closer_by = 0.9, roundings = 64;
    if (model_.order() <= 0 || deep_.size() < 3) return true;
    const std::size_t n = deep_.size();
    const double first = std::abs(deep_[1].y - deep_[0].y), last = std::abs(deep_[n - 1].y - deep_[n - 2].y);
    return last <= std::max(closer_by * first, roundings * within_.accuracy * std::abs(deep_[n - 1].y));
}

bool power_core::ladder::agrees_to(double part) const {
    constexpr double least_variation = 1e-3;
    return miss <= part * std::max(variation(), least_variation * outermost);
}

std::optional<power_core::ladder> power_core::look_at(std::span<const sample> probed, double D) const {
    ladder seen{.least = std::numeric_limits<double>::infinity(), .largest = -std::numeric_limits<double>::infinity()};
    for (const auto& [x, y] : probed) {
        if (!std::isfinite(y)) return {};
        seen.miss = std::max(seen.miss, std::abs(y - model_(x)));
        seen.least = std::min(seen.least, y);
        seen.largest = std::max(seen.largest, y);
        if (std::abs(x - model_.place()) > D / 2) seen.outermost = std::max(seen.outermost, std::abs(y));
    }
    return seen;
}

bool power_core::take_ladder(std::span<const sample> probed) {
    const bool first = ladders_ == 0;
    const double D = next_half_width(), s = model_.place();
    const auto seen = look_at(probed, D);
    if (!seen) return false;
    if (first && !seen->agrees_to(confirmed_power)) return false;

    add(probed);
    const auto w = power_window::around(samples_, s, D * rungs.back(), of_each_side());
    if (!w) return false;
    const double limit = D / 8 / w->unit;
    power_model::place_and_order from = model_.found();
    from.s = 0;
    const power_model polished = power_model::polished(*w, from, -limit, limit, steps);
    const power_model before = std::exchange(model_, polished.or_logarithm(*w, -limit, limit, steps));
    if (!(model_.place() > within_.a && model_.place() < within_.b)) return false;
    half_width_ = D;
    if (!settle(*seen, before, *w)) return false;
    ++ladders_;
    if (!deep_.empty()) doubt();
    if (!first) stage_ = deep_.empty() ? stage::deep : stage::verified;
    return std::isfinite(integral_);
}

/// The integral of the model, and how far it is believed, by the model before and a ladder that has tried it. False: the ladders do
/// not come to an end.
bool power_core::settle(const ladder& seen, const power_model& before, const power_window& w) {
    const double from = begin(), to = end(), steepness = std::max(1.0, 1 / (1 + model_.order()));
    integral_ = model_.integral(from, to);
    const double change = std::abs(integral_ - before.integral(from, to));
    const double of_fewer = std::abs(integral_ - model_.reduced(w).integral(from, to));
    // Two close places look like one at first. One that follows may only have been lucky: the place is another component's.
    constexpr double rounding = 1e4 * epsilon;
    const bool has_grown = ladders_ == 1 && change > change_ && change > rounding * steepness * std::abs(integral_);
    if (has_grown && !follows_) return false;

    const double explained = 64 * within_.accuracy * std::max(std::abs(seen.least), std::abs(seen.largest));
    const double miss = std::max(0.0, seen.miss - explained) / std::max(seen.variation(), tiny);
    // Forecasts become better with the place, the integral of a steep power with the order.
    const double least_rate = std::min(1.0, best_rate * steepness * steepness);
    const double rate = ladders_ == 0 ? std::max(first_rate, least_rate)
                        : miss > 0    ? std::clamp(miss / std::max(miss_, tiny), least_rate, 1.0)
                                      : least_rate;
    constexpr double of_grown = 4;
    const double believed = has_grown ? of_grown : ladders_ >= 2 ? std::max(rate, rate_) : rate;
    // The order is known to some hundred roundings of the values; the integral is off by as many times 1 / (1 + q). Measured.
    constexpr double deviations = 3, roundings = 512;
    const double of_place = model_.deviation() * std::abs(model_(to) - model_(from));
    // Where x is rounded after u, its values are off the model by that, too; by three tenths of it or less. Measured.
    constexpr double of_spacing = 0.3;
    const double of_x = of_spacing * within_.spacing / (half_width_ * rungs.back());
    const double of_order = (roundings * epsilon + of_x) * steepness * std::abs(integral_);
    error_ = believed * change + 0.3 * of_fewer + deviations * of_place + of_order;
    change_ = change;
    miss_ = miss;
    rate_ = rate;
    return true;
}

/// The distance from the place of the nearest value on the side of a probe that is farther away than the probe.
double power_core::reach_of(const sample& probe) const {
    const double s = model_.place(), d = std::abs(probe.x - s);
    double reach = half_width_;
    for (const std::span<const sample> list : {std::span(samples_), std::span(deep_)}) {
        for (const sample& p : list) {
            const bool is_farther = (p.x < s) == (probe.x < s) && std::abs(p.x - s) > d;
            if (is_farther) reach = std::min(reach, std::abs(p.x - s));
        }
    }
    return reach;
}

/// What the deep probes are off the model, over the part of the core that each stands for: they are on either side in turn. From
/// one to the next a difference may grow: that of two kinks from one in their middle.
void power_core::doubt() {
    constexpr double grown = 10;
    const double s = model_.place();
    double largest = 0;
    for (const sample& p : samples_) {
        if (std::abs(p.x - s) <= 2 * half_width_) largest = std::max(largest, std::abs(p.y));
    }
    deep_doubt_ = doubt_of_jump();
    for (const sample& p : deep_) {
        const double d = std::abs(p.x - s);
        if (!(d < half_width_ / 8)) continue;
        const double y = model_(p.x);
        // The distance times the slope of f there.
        const double change = std::abs(model_(s + 1.01 * (p.x - s)) - model_(s + 0.99 * (p.x - s))) / 0.02;
        const double noise = change * 4 * resolution() / d + 16 * within_.accuracy * (largest + std::abs(y));
        const double off = std::isfinite(p.y) ? std::abs(p.y - y) : std::numeric_limits<double>::infinity();
        if (off > noise) deep_doubt_ += grown * off * reach_of(p);
    }
}

/// What a jump next to the place may cost, anywhere between the innermost values: sides that differ by powers of a low order, or by
/// the coefficients of a logarithm, look as if they jumped at the place itself.
double power_core::doubt_of_jump() const {
    constexpr double low = 0.1, hardly_any = 1e-6;
    if (!(std::abs(model_.order()) < low)) return 0;
    const double s = model_.place();
    double left = half_width_, right = half_width_;
    for (const std::span<const sample> list : {std::span(samples_), std::span(deep_)}) {
        for (const sample& p : list) {
            double& innermost = p.x < s ? left : right;
            innermost = std::min(innermost, std::abs(p.x - s));
        }
    }
    const double innermost = std::max(left, right), before = model_(s - innermost), behind = model_(s + innermost);
    const double jump = std::abs(behind - before);
    return jump > hardly_any * std::max(std::abs(before), std::abs(behind)) ? innermost * jump : 0;
}

}  // namespace taskquad::regions::segments
