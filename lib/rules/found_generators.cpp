#include "rules/found_generators.hpp"

#include <Eigen/QR>
#include <algorithm>

namespace taskquad::rules {

std::vector<orbit> orbits_of_45_points() {
    constexpr std::size_t d = 2;
    return {
        {d, {}},
        {d, {0.6377190284692359851L}},
        {d, {0.9907799824483627184L}},
        {d, {0.754035174255089205L}},
        {d, {0.923745695883618379L, 0.923745695883618379L}},
        {d, {0.5819542633284305379L, 0.5819542633284305379L}},
        {d, {0.3571650730027965055L, 0.3571650730027965055L}},
        {d, {0.7282375156345139013L, 0.7282375156345139013L}},
        {d, {0.8695393878659240599L, 0.3319086375937702035L}},
        {d, {0.9729080765455396589L, 0.6530630657458294217L}},
    };
}

std::vector<orbit> orbits_of_89_points() {
    constexpr std::size_t d = 3;
    return {
        {d, {}},
        {d, {0.9791029196752490076L}},
        {d, {0.707989611156440862L}},
        {d, {0.8140551363531592215L, 0.8140551363531592215L}},
        {d, {0.444031586692236515L, 0.444031586692236515L, 0.444031586692236515L}},
        {d, {0.7295654235054367605L, 0.7295654235054367605L, 0.7295654235054367605L}},
        {d, {0.3557000619222692979L, 0.3557000619222692979L, 0.9597369992941242152L}},
        {d, {0.9640551015620136656L, 0.9640551015620136656L, 0.6039117377517061831L}},
    };
}

namespace {

using matrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
using vector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

/// A generator of equal entries is one unknown.
std::vector<long double> unknowns(const orbit& o) {
    std::vector<long double> x(o.generator().begin(), o.generator().end());
    x.erase(std::unique(x.begin(), x.end()), x.end());
    return x;
}

orbit with(const orbit& o, const std::vector<long double>& x) {
    std::vector<long double> g;
    std::size_t k = 0;
    for (std::size_t i = 0; i < o.generator().size(); ++i) {
        if (i > 0 && o.generator()[i] != o.generator()[i - 1]) ++k;
        g.push_back(x[k]);
    }
    return {o.dimension(), g};
}

}  // namespace

/// The derivatives are differences over 2e-7, right to ten digits; a step from generators that are right to 1e-9 needs no more.
std::vector<orbit> polished(const std::vector<orbit>& orbits, const std::vector<long double>& weights, int degree) {
    const auto monomials = even_monomials(orbits.front().dimension(), degree);
    std::vector<std::vector<long double>> x;
    std::size_t count = orbits.size();
    for (const orbit& o : orbits) count += x.emplace_back(unknowns(o)).size();
    const auto rows = static_cast<Eigen::Index>(monomials.size());
    matrix J(rows, static_cast<Eigen::Index>(count));
    vector missing(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto& e = monomials[static_cast<std::size_t>(i)];
        Eigen::Index column = 0;
        missing(i) = mean_over_cube(e);
        for (std::size_t j = 0; j < orbits.size(); ++j) {
            J(i, column++) = orbits[j].mean(e);
            const long double of_orbit = weights[j] * static_cast<long double>(orbits[j].size());
            missing(i) -= of_orbit * orbits[j].mean(e);
            for (std::size_t k = 0; k < x[j].size(); ++k) {
                constexpr long double h = 1e-7L;
                auto above = x[j], below = x[j];
                above[k] += h;
                below[k] -= h;
                J(i, column++) = of_orbit * (with(orbits[j], above).mean(e) - with(orbits[j], below).mean(e)) / (2 * h);
            }
        }
    }
    const vector step = J.completeOrthogonalDecomposition().solve(missing);
    std::vector<orbit> list;
    Eigen::Index column = 0;
    for (std::size_t j = 0; j < orbits.size(); ++j) {
        ++column;  // the weight, which follows from the generators
        for (long double& entry : x[j]) entry += step(column++);
        list.push_back(with(orbits[j], x[j]));
    }
    return list;
}

}  // namespace taskquad::rules
