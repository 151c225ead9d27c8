// The integrals of Kahaner and of the QUADPACK book at four tolerances: solved, or answered with a status that is not `converged`.
// docs/reliability.md has the table.
#include <doctest/doctest.h>

#include <cmath>
#include <taskquad/taskquad.hpp>

#include "known_integrals/problems.hpp"

using namespace taskquad;

namespace {

/// How many of 4 tolerances are met.
int solved(const known_integral& k, const rule& r) {
    int n = 0;
    for (const double tolerance : {1e-3, 1e-6, 1e-9, 1e-12}) {
        const auto got = integrate(k.f, k.where, {.relative_tolerance = tolerance, .rule = r, .max_evaluations = 100'000});
        CAPTURE(k.name);
        CAPTURE(tolerance);
        CAPTURE(to_string(got.status));
        CAPTURE(got.error);
        // The formulas themselves are evaluated in double.
        const bool right = std::abs(got.value - k.exact) <= std::max(tolerance, 4e-14) * std::abs(k.exact);
        CHECK((right || !got.converged()));
        n += right && got.converged() ? 1 : 0;
    }
    return n;
}

}  // namespace

TEST_CASE("Kahaner's 21 integrals are solved by the default, and by clenshaw_curtis()") {
    for (const auto& r : {gauss_kronrod(21), clenshaw_curtis()}) {
        for (const auto& k : kahaner()) CHECK(solved(k, r) == 4);
    }
}

TEST_CASE("those of the QUADPACK book are solved, or answered with a status") {
    for (const auto& r : {gauss_kronrod(21), clenshaw_curtis()}) {
        int n = 0, all = 0;
        for (const auto& k : quadpack()) {
            n += solved(k, r);
            all += 4;
        }
        CAPTURE(n);
        CAPTURE(all);
        CHECK(n >= 0.9 * all);
    }
}
