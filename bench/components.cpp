// How many evaluations do inner places take where f has several components? Beside the hardest component alone, the sum of all, and
// without locating. Counts, not seconds: the same on every machine. usage: bench_components [draws, 2000] [seed] [tolerance];
// prints Markdown, with how many are wrong though converged, and not converged
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "support/several_places.hpp"

namespace {

using taskquad::inner_places;
using taskquad::integrate;

double tolerance = 1e-9;

taskquad::options with(inner_places places) { return {.relative_tolerance = tolerance, .concurrency = 1, .inner_places = places}; }

struct tally {
    double logarithms = 0;
    int wrong = 0, open = 0, draws = 0;
    void add(std::uint64_t evaluations, bool converged, double off, double norm) {
        logarithms += std::log(static_cast<double>(evaluations));
        open += !converged;
        wrong += converged && !(off <= tolerance * norm);
        ++draws;
    }
    void print() const {
        std::printf(" %.0f / %.2f / %.1f |", std::exp(logarithms / draws), 100.0 * wrong / draws, 100.0 * open / draws);
    }
};

void add(tally& to, const places::several& f, bool is_complex, inner_places which) {
    if (!is_complex) {
        const auto r = integrate(f, {0.0, 1.0}, with(which));
        return to.add(r.evaluations, r.converged(), f.off(r.value), f.norm());
    }
    const auto g = [&](double x) { return std::complex<double>(f.of[0].f(x), f.of[1].f(x)); };
    const auto r = integrate(g, {0.0, 1.0}, with(which));
    to.add(r.evaluations, r.converged(), f.off({r.value.real(), r.value.imag()}), f.norm());
}

/// Whether no more of the located ones are wrong than of real f.
bool row(const char* name, places::mix m, bool is_complex, int draws, std::uint64_t seed) {
    tally located, hardest, sum, bisected;
    for (int i = 0; i < draws; ++i) {
        const auto f = places::drawn(m, seed + static_cast<std::uint64_t>(i), is_complex ? 2 : 0);
        add(located, f, is_complex, inner_places::located);
        add(bisected, f, is_complex, inner_places::bisected);
        const auto alone = [](const family_member& one) { return integrate(one.f, {0.0, 1.0}, with(inner_places::located)); };
        const auto off = [](const auto& r, const family_member& one) { return static_cast<double>(std::abs(r.value - one.exact)); };
        auto worst = alone(f.of.front());
        double of_worst = off(worst, f.of.front()), exact = std::abs(static_cast<double>(f.of.front().exact));
        for (const family_member& one : f.of) {
            const auto r = alone(one);
            if (r.evaluations <= worst.evaluations) continue;
            worst = r;
            of_worst = off(r, one);
            exact = std::abs(static_cast<double>(one.exact));
        }
        hardest.add(worst.evaluations, worst.converged(), of_worst, exact);
        const family_member all = f.sum();
        const auto r = alone(all);
        sum.add(r.evaluations, r.converged(), off(r, all), std::abs(static_cast<double>(all.exact)));
    }
    std::printf("| %s |", name);
    for (const tally* t : {&located, &hardest, &sum, &bisected}) t->print();
    std::printf("\n");
    std::fflush(stdout);
    constexpr double most = 1e-3;
    return located.wrong <= most * draws;
}

}  // namespace

int main(int argc, char** argv) {
    const int draws = argc > 1 ? std::atoi(argv[1]) : 2000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 424242;
    if (argc > 3) tolerance = std::atof(argv[3]);
    std::printf("| %g | located | the hardest component alone | their sum, a real f | bisected |\n|---|--:|--:|--:|--:|\n",
                tolerance);
    using enum places::mix;
    bool right = row("at one place", at_one_place, false, draws, seed);
    right = row("at one place, complex", at_one_place, true, draws, seed) && right;
    right = row("one component, the others smooth", one_of_them, false, draws, seed) && right;
    right = row("each at a place of its own", each_elsewhere, false, draws, seed) && right;
    return right ? 0 : 1;
}
