// What does it cost not to know whether f is for boxes or for a sparse grid? Evaluations of automatic(), of adaptive_boxes() and of
// sparse_grid() on models and on random integrands, smooth and rough; and of automatic() over the better of the two in hindsight.
// Counts, not seconds: the same on every machine. Ends with 1 where a claim about a model is wrong or missing. usage:
// bench_cubature [draws of each random family, 3] [seed]; prints Markdown
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "support/box_families.hpp"
#include "support/models.hpp"

namespace {

using point = std::span<const double>;
using integrand = std::function<double(point)>;

struct problem {
    std::string name;
    std::size_t dimensions;
    integrand f;
    double exact = std::numeric_limits<double>::quiet_NaN();  ///< where it is known
};

taskquad::result<> by(taskquad::cubature c, const problem& p, double tolerance) {
    const taskquad::box cube(std::vector<taskquad::domain>(p.dimensions, taskquad::domain{0.0, 1.0}));
    constexpr std::uint64_t most = 300'000, most_of_sparse_grid = 30'000;
    return taskquad::integrate(p.f, cube,
                               {.relative_tolerance = tolerance,
                                .cubature = c,
                                .max_evaluations = c == taskquad::sparse_grid() ? most_of_sparse_grid : most,
                                .concurrency = 1});
}

/// Of one set of problems.
struct summary {
    double logarithms = 0, worst = 1;
    int compared = 0, lost = 0, wrong = 0;

    /// Where the exact integral is not known, a claim is taken to be right if another one agrees, or there is none.
    void add(const problem& p, double tolerance, bool prints = true) {
        const std::array all{by(taskquad::automatic(), p, tolerance), by(taskquad::adaptive_boxes(), p, tolerance),
                             by(taskquad::sparse_grid(), p, tolerance)};
        const auto is_right = [&](const taskquad::result<>& r) {
            if (!r.converged()) return false;
            const auto near = [&](double exact) { return std::abs(r.value - exact) <= 2 * tolerance * std::abs(exact); };
            if (!std::isnan(p.exact)) return std::abs(r.value - p.exact) <= tolerance * std::abs(p.exact);
            return std::ranges::all_of(all, [&](const auto& other) { return !other.converged() || near(other.value); });
        };
        double best = std::numeric_limits<double>::infinity();
        for (const auto& r : {all[1], all[2]}) {
            if (is_right(r)) best = std::min(best, static_cast<double>(r.evaluations));
        }
        const bool right = is_right(all[0]);
        if (all[0].converged() && !right) ++wrong;
        const double cost = static_cast<double>(all[0].evaluations) / best;
        if (right && std::isfinite(best)) {
            logarithms += std::log(cost);
            worst = std::max(worst, cost);
            ++compared;
        } else if (std::isfinite(best)) {
            ++lost;
        }
        if (!prints) return;
        std::printf("| %s, %zu | %.0e |", p.name.c_str(), p.dimensions, tolerance);
        for (const auto& r : all)
            std::printf(" %s%llu |",
                        is_right(r)     ? ""
                        : r.converged() ? "wrong "
                                        : "- ",
                        static_cast<unsigned long long>(r.evaluations));
        std::printf(" %s |\n", std::string(to_string(all[0].cubature)).c_str());
    }
    void print(const char* name) const {
        std::printf("| %s | %d | %.3f | %.1f | %d | %d |\n", name, compared, std::exp(logarithms / std::max(compared, 1)), worst,
                    lost, wrong);
    }
};

std::vector<problem> all_models() {
    std::vector<problem> list;
    for (const auto& m : {models::ishigami(), models::otl_circuit(), models::borehole(), models::wing_weight(),
                          models::lotka_volterra(), models::oscillator(), models::robertson(), models::affine_diffusion()}) {
        list.push_back({m.name, m.dimensions, m.f, m.mean});
    }
    return list;
}

/// Kinks across the axes, mostly near a corner: what a sparse grid says of them may be right although it has not met them.
const std::string kinks = "family 4";

/// The families of the tests; from number 4 on they have kinks, jumps or singular places.
std::vector<problem> random_problems(bool rough, int draws, std::uint64_t seed) {
    constexpr int first_rough = 4;
    std::vector<problem> list;
    for (std::size_t d = 2; d <= 5; ++d) {
        for (int family = rough ? first_rough : 0; family < (rough ? box_families : first_rough); ++family) {
            for (int draw = 0; draw < draws; ++draw) {
                random_numbers random(seed + static_cast<std::uint64_t>(100 * family + draw) + 1000 * d);
                list.push_back({"family " + std::to_string(family), d, random_box_integrand(family, d, random)});
            }
        }
    }
    return list;
}

}  // namespace

int main(int argc, char** argv) {
    const int draws = argc > 1 ? std::atoi(argv[1]) : 3;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    std::printf("| problem, dimensions | tolerance | automatic | boxes | sparse grid | rests on |\n|---|---|---|---|---|---|\n");
    summary smooth, mild, rough, rough_but_kinks;
    for (const auto& p : all_models()) {
        for (const double tolerance : {1e-3, 1e-5, 1e-7}) smooth.add(p, tolerance);
    }
    for (const auto& p : random_problems(false, draws, seed)) {
        for (const double tolerance : {1e-3, 1e-5}) mild.add(p, tolerance);
    }
    for (const auto& p : random_problems(true, draws, seed)) {
        for (const double tolerance : {1e-2, 1e-3}) {
            rough.add(p, tolerance);
            if (p.name != kinks) rough_but_kinks.add(p, tolerance, false);
        }
    }
    std::printf("\n| set | solved | automatic over the better one | worst | lost | wrong |\n|---|---|---|---|---|---|\n");
    smooth.print("models");
    mild.print("smooth families");
    rough.print("rough families");
    rough_but_kinks.print("rough families, but for kinks");
    return smooth.wrong > 0 || smooth.lost > 0 ? 1 : 0;
}
