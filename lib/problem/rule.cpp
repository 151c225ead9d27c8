#include <taskquad/rule.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "machine/dyadic.hpp"
#include "problem/messages.hpp"

namespace taskquad {

namespace {

void refuse(const std::string& what) { throw std::invalid_argument("taskquad: rule: " + what); }

void check_abscissae(const std::vector<double>& abscissae) {
    if (abscissae.empty()) refuse("it has no abscissae");
    double last = -INFINITY;
    for (const double t : abscissae) {
        if (!(t >= -1 && t <= 1)) refuse("abscissa " + problem::text(t) + " is outside [-1, 1]");
        if (t <= last) refuse("abscissa " + problem::text(t) + " does not exceed the one before, " + problem::text(last));
        last = t;
    }
}

/// See detail::rule_model::inherited. An abscissa is taken over only where its bits are sure to agree: where it is dyadic.
std::vector<std::size_t> inherited_by_halves(const std::vector<double>& t) {
    std::vector<std::size_t> list;
    const std::size_t n = t.size();
    for (const double half : {-1.0, 1.0}) {
        for (const double at : t) {
            const double in_whole = (at + half) / 2;
            const auto found = std::ranges::lower_bound(t, in_whole);
            if (machine::is_dyadic(at) && machine::is_dyadic(in_whole) && found != t.end() && *found == in_whole) {
                list.push_back(static_cast<std::size_t>(found - t.begin()));
            } else if (half == 1 && at == -1 && t.back() == 1) {
                list.push_back(2 * n - 1);  // the left half ends where the right one begins
            } else {
                list.push_back(detail::rule_model::fresh);
            }
        }
    }
    if (std::ranges::all_of(list, [](std::size_t i) { return i == detail::rule_model::fresh; })) list.clear();
    return list;
}

/// See detail::rule_model::separation. An abscissa of an ancestor lies in one descendant of each depth, or between two, and is
/// compared with the abscissae of these descendants only.
double separation_of(const std::vector<double>& t) {
    long double least = 2;
    if (t.front() > -1) least = std::min<long double>(least, 1 + t.front());
    if (t.back() < 1) least = std::min<long double>(least, 1 - t.back());
    for (std::size_t i = 0; i + 1 < t.size(); ++i) least = std::min<long double>(least, t[i + 1] - t[i]);
    const auto nearest = [&](long double at) {
        const auto next = std::ranges::lower_bound(t, at);
        long double distance = 2;
        if (next != t.end()) distance = std::min<long double>(distance, *next - at);
        if (next != t.begin()) distance = std::min<long double>(distance, at - *(next - 1));
        return distance;
    };
    for (const double above : t) {
        for (const bool to_the_left : {true, false}) {  // which half to follow where two meet
            bool taken_over = true;
            long double at = above;
            for (int depth = 1; depth <= detail::rule_model::remembered; ++depth) {
                at = at < 0 || (at == 0 && to_the_left) ? 2 * at + 1 : 2 * at - 1;
                const long double distance = nearest(at);
                if (distance == 0) {
                    // The right half may have taken the abscissa over from the left half.
                    if (!taken_over || !machine::is_dyadic(static_cast<double>(at))) return 0;
                } else {
                    taken_over = false;
                    least = std::min(least, distance);
                }
            }
        }
    }
    return static_cast<double>(least);
}

/// The degree up to which the estimates of the powers of t on [-1, 1] are exact.
template <class Estimate>
int degree_of(const std::vector<double>& t, Estimate integral_of) {
    constexpr int highest = 31;
    std::vector<double> powers(t.size(), 1.0);
    for (int degree = 0; degree < highest; ++degree) {
        for (std::size_t i = 0; i < t.size(); ++i) powers[i] *= t[i];
        const double exact = degree % 2 == 0 ? 0.0 : 2.0 / (degree + 2);
        if (!(std::abs(integral_of(powers) - exact) <= 1e-13)) return degree;
    }
    return highest;
}

}  // namespace

rule::rule(const std::shared_ptr<detail::rule_model>& m) : model_(m) {
    const int levels = model_->levels();
    if (levels < 1) refuse("it has " + std::to_string(levels) + " levels, must be >= 1");
    for (const bool initial : {true, false}) {
        const int first = model_->first_level(initial);
        if (first < 0 || first >= levels) refuse("its first level is " + std::to_string(first) + ", must be one of its levels");
    }
    std::vector<std::vector<double>> abscissae;
    for (int level = 0; level < levels; ++level) {
        abscissae.push_back(model_->abscissae(level));
        check_abscissae(abscissae.back());
        const std::vector<double> ones(abscissae.back().size(), 1.0);
        const double two = model_->apply(ones, 1.0, level).integral;
        if (!(std::abs(two - 2) <= 1e-12)) {
            refuse("it integrates 1 over [-1, 1] to " + problem::text(two) + ", must be 2 within 1e-12");
        }
    }
    if (!(model_->guard >= 0 && std::isfinite(model_->guard))) {
        refuse("its guard is " + problem::text(model_->guard) + ", must be finite and >= 0");
    }
    m->separation = levels == 1 ? separation_of(abscissae.front()) : 0;
    std::vector<double> values(abscissae.front().size(), 1.0);
    for (double& y : values) {
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            y = bad;
            m->shows_non_finite = m->shows_non_finite && !std::isfinite(model_->apply(values, 1.0, 0).magnitude);
        }
        y = 1;
    }
    const auto of_halves = static_cast<std::size_t>(model_->first_level(false));
    m->inherited = inherited_by_halves(abscissae[of_halves]);
    m->degree = degree_of(abscissae[of_halves], [&](const std::vector<double>& y) {
        return model_->apply(y, 1.0, static_cast<int>(of_halves)).integral;
    });
    m->abscissae_of = std::move(abscissae);
}

}  // namespace taskquad
