#include "regions/axes/graded.hpp"

namespace taskquad::regions::axes {

namespace {

/// s^n, and its slope.
struct power_of {
    double value, slope;
    power_of(double s, int n) {
        double one_less = 1;
        for (int i = 1; i < n; ++i) one_less *= s;
        value = one_less * s;
        slope = n * one_less;
    }
};

}  // namespace

std::pair<place, double> graded::at(double t) const {
    if (is_plain()) return {place(t, least_, largest_), 1};
    const place of_t(t, least_, largest_);
    const double width = largest_ - least_, from_lower = of_t.from_lower / width, from_upper = of_t.from_upper / width;
    const bool upper = has_two() ? from_lower > 0.5 : powers_[0] == 1;
    const double part = has_two() ? 2 : 1;
    const power_of p(part * (upper ? from_upper : from_lower), powers_[upper ? 1 : 0]);
    const double away = p.value / part * width;
    if (upper) return {place(largest_ - away, {width - away, away}), p.slope};
    return {place(least_ + away, {away, width - away}), p.slope};
}

double graded::t(double u) const {
    if (is_plain()) return u;
    const double width = largest_ - least_, from_lower = (u - least_) / width;
    const bool upper = has_two() ? from_lower > 0.5 : powers_[0] == 1;
    const double part = has_two() ? 2 : 1;
    const double away = std::pow(part * (upper ? 1 - from_lower : from_lower), 1.0 / powers_[upper ? 1 : 0]) / part * width;
    return upper ? largest_ - away : least_ + away;
}

}  // namespace taskquad::regions::axes
