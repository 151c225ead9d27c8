#include <taskquad/rule.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "abscissa.hpp"
#include "text.hpp"

namespace taskquad {

namespace {

void refuse(const std::string& what) { throw std::invalid_argument("taskquad: rule: " + what); }

void check_abscissae(const std::vector<double>& abscissae) {
    if (abscissae.empty()) refuse("it has no abscissae");
    double last = -INFINITY;
    for (const double t : abscissae) {
        if (!(t >= -1 && t <= 1)) refuse("abscissa " + detail::text(t) + " is outside [-1, 1]");
        if (t <= last) refuse("abscissa " + detail::text(t) + " does not exceed the one before, " + detail::text(last));
        last = t;
    }
}

/// Only where the bits are sure to agree is an abscissa taken over: at the dyadic ones, which come from repeated halving.
std::vector<std::size_t> inherited_by_halves(const std::vector<double>& t) {
    std::vector<std::size_t> list;
    const std::size_t n = t.size();
    for (const double half : {-1.0, 1.0}) {
        for (const double at : t) {
            const double in_whole = (at + half) / 2;
            const auto found = std::ranges::lower_bound(t, in_whole);
            if (detail::is_dyadic(at) && detail::is_dyadic(in_whole) && found != t.end() && *found == in_whole) {
                list.push_back(static_cast<std::size_t>(found - t.begin()));
            } else if (half == 1 && at == -1 && t.back() == 1) {
                list.push_back(2 * n - 1);  // the left half ends where the right one begins
            } else {
                list.push_back(rule::fresh);
            }
        }
    }
    if (std::ranges::all_of(list, [](std::size_t i) { return i == rule::fresh; })) list.clear();
    return list;
}

/// See rule::separation. Each abscissa of an ancestor lies in one descendant of each depth, or between two: only there it has to be
/// compared.
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
        for (const bool to_the_left : {true, false}) {  // from where two halves meet, each of them
            bool taken_over = true;
            long double at = above;
            for (int depth = 1; depth <= rule::remembered; ++depth) {
                at = at < 0 || (at == 0 && to_the_left) ? 2 * at + 1 : 2 * at - 1;
                const long double distance = nearest(at);
                if (distance == 0) {
                    // The right half of two may have it from the left one.
                    if (!taken_over || !detail::is_dyadic(static_cast<double>(at))) return 0;
                } else {
                    taken_over = false;
                    least = std::min(least, distance);
                }
            }
        }
    }
    return static_cast<double>(least);
}

}  // namespace

rule::rule(const std::shared_ptr<interface>& r) : rule_(r) {
    const int levels = rule_->levels();
    if (levels < 1) refuse("it has " + std::to_string(levels) + " levels, must be >= 1");
    for (const bool initial : {true, false}) {
        const int first = rule_->first_level(initial);
        if (first < 0 || first >= levels) refuse("its first level is " + std::to_string(first) + ", must be one of its levels");
    }
    std::vector<std::vector<double>> abscissae;
    for (int level = 0; level < levels; ++level) {
        abscissae.push_back(rule_->abscissae(level));
        check_abscissae(abscissae.back());
        const std::vector<double> ones(abscissae.back().size(), 1.0);
        const double two = rule_->apply(ones, 1.0, level).integral;
        if (!(std::abs(two - 2) <= 1e-12)) {
            refuse("it integrates 1 over [-1, 1] to " + detail::text(two) + ", must be 2 within 1e-12");
        }
    }
    r->separation = levels == 1 ? separation_of(abscissae.front()) : 0;
    std::vector<double> values(abscissae.front().size(), 1.0);
    for (double& y : values) {
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            y = bad;
            r->shows_non_finite = r->shows_non_finite && !std::isfinite(rule_->apply(values, 1.0, 0).magnitude);
        }
        y = 1;
    }
    const auto of_halves = static_cast<std::size_t>(rule_->first_level(false));
    r->inherited = inherited_by_halves(abscissae[of_halves]);
    r->abscissae_of = std::move(abscissae);
}

}  // namespace taskquad
