/// The competitor: serial adaptive quadrature as one would write it, QUADPACK's QAG in twenty lines with the same rule. A heap by
/// error, no cache, no threads.
#pragma once

#include <cmath>
#include <functional>
#include <queue>
#include <taskquad/rule.hpp>
#include <vector>

namespace serial {

struct outcome {
    double value, error;
    std::uint64_t evaluations;
};

template <class F>
outcome integrate(F&& f, double a, double b, const taskquad::rule& rule, double relative_tolerance) {
    struct leaf {
        double a, b, integral, error;
        bool operator<(const leaf& other) const { return error < other.error; }
    };
    std::vector<double> values(rule.abscissae().size());
    const auto estimate = [&](double l, double r) {
        const double m = (l + r) / 2, h = (r - l) / 2;
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = f(m + h * rule.abscissae()[i]);
        const auto e = rule(values, h);
        return leaf{l, r, e.integral, e.error};
    };
    std::priority_queue<leaf> leaves;
    leaves.push(estimate(a, b));
    outcome sum{leaves.top().integral, leaves.top().error, values.size()};
    while (sum.error > relative_tolerance * std::abs(sum.value)) {
        const leaf worst = leaves.top();
        leaves.pop();
        const double m = (worst.a + worst.b) / 2;
        for (const leaf& half : {estimate(worst.a, m), estimate(m, worst.b)}) {
            leaves.push(half);
            sum.value += half.integral;
            sum.error += half.error;
            sum.evaluations += values.size();
        }
        sum.value -= worst.integral;
        sum.error -= worst.error;
    }
    return sum;
}

}  // namespace serial
