#include <taskquad/rule.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

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

/// See rule::separation. Each abscissa of an ancestor lies in one descendant of each depth: only there it has to be compared.
double separation_of(const std::vector<double>& t) {
    long double least = 2;
    for (std::size_t i = 0; i + 1 < t.size(); ++i) least = std::min<long double>(least, t[i + 1] - t[i]);
    if (t.front() == -1 || t.back() == 1) return 0;  // the halves share their ends
    for (int depth = 1; depth <= rule::remembered; ++depth) {
        const long double half = std::ldexp(1.0L, -depth);
        for (const long double above : t) {
            // The descendant in which the abscissa lies, and where it lies there.
            const long double centre = (2 * std::floor((above + 1) / (2 * half)) + 1) * half - 1, at = (above - centre) / half;
            const auto next = std::ranges::lower_bound(t, at);
            if (next != t.end()) least = std::min<long double>(least, *next - at);
            if (next != t.begin()) least = std::min<long double>(least, at - *(next - 1));
        }
    }
    return static_cast<double>(least);
}

}  // namespace

rule::rule(std::shared_ptr<const interface> r) : rule_(std::move(r)) {
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
    separation_ = levels == 1 ? separation_of(abscissae.front()) : 0;
    abscissae_ = std::make_shared<const std::vector<std::vector<double>>>(std::move(abscissae));
}

}  // namespace taskquad
