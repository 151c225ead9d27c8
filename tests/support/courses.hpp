/// Integrations that take more than one course: boxes go on from a sparse grid, or begin again at a singular face.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <taskquad/box.hpp>
#include <taskquad/options.hpp>
#include <vector>

#include "regions/regions.hpp"

namespace courses {

using integrand = std::function<std::vector<double>(std::span<const double>)>;

/// Over the unit cube.
struct task {
    std::string name;
    std::size_t dimensions;
    integrand f;
    std::vector<double> exact;  ///< where it is known
    taskquad::options o;

    [[nodiscard]] std::unique_ptr<taskquad::regions::kind> kind(const taskquad::options& own) const {
        using namespace taskquad;
        return regions::regions_of(box(std::vector<domain>(dimensions, domain{0.0, 1.0})), own);
    }
};

inline integrand scalar(const std::function<double(std::span<const double>)>& f) {
    return [f](std::span<const double> x) { return std::vector{f(x)}; };
}

inline double sum(std::span<const double> x) {
    double s = 0;
    for (const double c : x) s += c;
    return s;
}

/// That end on boxes: after a slow decay, a value that is not finite, nothing but zeros, with several components, a kink that is
/// first seen by a look.
inline std::vector<task> from_sparse_grid() {
    const auto with = [](double tolerance) {
        return taskquad::options{.relative_tolerance = tolerance, .max_evaluations = 60'000};
    };
    const auto hat = [](double x, double centre) { return std::max(0.0, 0.03 - std::abs(x - centre)); };
    // Of |x + y - c|, c in [1, 2]: the mean of x + y, less c, and twice the mean of what x + y falls short of c.
    const double c = 1.1, kink = 1 - c + (c * c * c - 2 * std::pow(c - 1, 3)) / 3;
    return {{"kink", 2, scalar([=](auto x) { return std::abs(sum(x) - c); }), {kink}, with(1e-4)},
            {"jump",
             3,
             scalar([](auto x) { return x[0] > 0.37 || x[1] > 0.6 ? 0.0 : std::exp(sum(x)); }),
             {std::expm1(0.37) * std::expm1(0.6) * std::expm1(1.0)},
             with(1e-2)},
            {"pole",
             2,
             scalar([](auto x) { return 1 / std::hypot(x[0] - 0.5, x[1] - 0.5); }),
             {4 * std::log(1 + std::numbers::sqrt2)},
             with(1e-3)},
            {"a value that is not finite at an abscissa of the Patterson rule with 15 points",
             2,
             scalar([=](auto x) {
                 const bool is_there = std::abs(x[0] - (1 - 0.621102946737226) / 2) < 1e-12;
                 return is_there ? std::numeric_limits<double>::infinity() : std::abs(sum(x) - c);
             }),
             {kink},
             with(1e-4)},
            {"hat", 2, scalar([=](auto x) { return hat(x[0], 0.33) * hat(x[1], 0.34); }), {std::pow(0.03, 4)}, with(1e-2)},
            {"kink and smooth components",
             2,
             [=](auto x) {
                 return std::vector{std::abs(sum(x) - c), x[0] * x[1], std::exp(x[0])};
             },
             {kink, 0.25, std::expm1(1.0)},
             with(1e-4)},
            // The mean of x + y + z is 1.5; what it falls short of c <= 1 has the mean c^4 / 24.
            {"kink that is first seen by a look",
             3,
             scalar([](auto x) { return std::abs(sum(x) - 0.7); }),
             {0.8 + std::pow(0.7, 4) / 12},
             with(1e-3)}};
}

/// That boxes begin again with: one singular face, two, and after a sparse grid.
inline std::vector<task> with_singular_faces() {
    const auto with = [](taskquad::cubature by) {
        return taskquad::options{.relative_tolerance = 1e-5, .cubature = by, .max_evaluations = 60'000};
    };
    const double of_bell = std::sqrt(std::numbers::pi) / 2 * std::erf(1.0);
    const auto bell = [](double x) { return std::exp(-x * x); };
    const auto one = scalar([=](auto x) { return bell(x[1]) / std::sqrt(x[0]); });
    const auto two = scalar([](auto x) { return std::log(x[1]) / std::sqrt(x[0]); });
    return {{"a root below", 2, one, {2 * of_bell}, with(taskquad::adaptive_boxes())},
            {"a root below, and a logarithm", 2, two, {-2}, with(taskquad::adaptive_boxes())},
            {"a root below, after a sparse grid", 2, two, {-2}, with(taskquad::automatic())}};
}

inline std::vector<task> all() {
    auto list = from_sparse_grid();
    for (auto& t : with_singular_faces()) list.push_back(t);
    return list;
}

}  // namespace courses
