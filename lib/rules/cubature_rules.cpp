// Which fully symmetric rules there are.
#include <cmath>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "rules/found_generators.hpp"
#include "rules/fully_symmetric.hpp"

namespace taskquad::rules {

namespace {

fully_symmetric degree_7(std::size_t d) {
    const long double l2 = std::sqrt(9 / 70.0L), l3 = std::sqrt(9 / 10.0L), l5 = std::sqrt(9 / 19.0L);
    return {7, {{d, {}}, {d, {l2}}, {d, {l3}}, {d, {l3, l3}}, {d, std::vector(d, l5)}}, 1, 2};
}

/// With A = a^2 free, g and b follow from the moments of two and more axes. a = .97 makes the sum of the weights' magnitudes nearly
/// the least; below .94 it is of no use. c and e, which the degree does not need, give more points on the axes.
fully_symmetric degree_9(std::size_t d) {
    const long double a = 0.97L, c = 0.7L, e = 0.9L, A = a * a;
    const long double g2 = 1 / (3 - 4 / (5 * A));
    const long double r22 = 1 / 9.0L - 1 / (81 * g2 * g2), r42 = 1 / 15.0L - 1 / (81 * g2);
    const long double b = std::sqrt(A - (4 / 525.0L) / (A * r22 - r42)), g = std::sqrt(g2);
    return {9,
            {{d, {}}, {d, {a}}, {d, {b}}, {d, {c}}, {d, {e}}, {d, {a, a}}, {d, {a, b}}, {d, {a, a, a}}, {d, std::vector(d, g)}},
            2,
            1};
}

fully_symmetric make(int degree, std::size_t d) {
    if (d >= 2 && d <= most_dimensions) {
        if (degree == 7) return degree_7(d);
        if (degree == 9 && d >= 3) return degree_9(d);
        if (degree == 11 && d == 3) return {11, orbits_of_89_points(), 2, 1};
        if (degree == 13 && d == 2) return {13, orbits_of_45_points(), 1, 2};
    }
    throw std::invalid_argument("taskquad: there is no cubature rule of degree " + std::to_string(degree) + " in " +
                                std::to_string(d) + " dimensions");
}

}  // namespace

std::shared_ptr<const fully_symmetric> cubature_rule(int degree, std::size_t dimension) {
    static std::mutex mutex;
    static std::map<std::pair<int, std::size_t>, std::shared_ptr<const fully_symmetric>> kept;
    const std::lock_guard lock(mutex);
    const auto found = kept.find({degree, dimension});
    if (found != kept.end()) return found->second;
    auto made = std::make_shared<const fully_symmetric>(make(degree, dimension));
    constexpr std::size_t large = 10'000;
    if (made->count() <= large) kept.emplace(std::pair(degree, dimension), made);
    return made;
}

}  // namespace taskquad::rules
