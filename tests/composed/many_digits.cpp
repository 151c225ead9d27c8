// Where Boost is there: integrals in 50 digits.
#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <limits>
#include <taskquad/integrate_as.hpp>
#include <vector>

using namespace taskquad;

namespace {

/// 45 digits, of what can be computed in 50 in closed form.
template <class Real>
void integrals_are_right() {
    const Real inf = std::numeric_limits<Real>::infinity(), pi = acos(Real(-1));
    const real_options<Real> o{.relative_tolerance = Real("1e-45")};
    const auto check = [](const real_result<Real>& r, const Real& exact, std::uint64_t most) {
        CAPTURE(exact);
        CHECK(r.converged());
        const Real wrong = abs(r.value - exact);
        CHECK(wrong <= r.error);
        CHECK(wrong <= Real("1e-45") * abs(exact));
        CHECK(r.evaluations <= most);
    };
    check(integrate_as<Real>([](const Real& x) { return exp(x); }, {0, 1}, o), exp(Real(1)) - 1, 100);
    check(integrate_as<Real>([](const Real& x) { return 1 / (1 + 25 * x * x); }, {-1, 1}, o), 2 * atan(Real(5)) / 5, 1000);
    check(integrate_as<Real>([](const Real& x) { return sqrt(x); }, {0, 1}, o), Real(2) / 3, 1100);
    check(integrate_as<Real>([](const Real& x) { return pow(x, Real(-9) / 10); }, {0, 1}, o), Real(10), 1100);
    const auto of_distances = taskquad::with_distances([](const Real&, const Real& a, const Real& b) { return 1 / sqrt(a * b); });
    check(integrate_as<Real>(of_distances, {-1, 1}, o), pi, 2500);
    check(integrate_as<Real>([](const Real& x) { return exp(-x); }, {0, inf}, o), Real(1), 2200);
    check(integrate_as<Real>([](const Real& x) { return 1 / (x * x); }, {1, inf}, o), Real(1), 2200);
    check(integrate_as<Real>([](const Real& x) { return exp(-x * x); }, {-inf, inf}, o), sqrt(pi), 4400);
}

/// Formulas that have no value at the ends of their range.
template <class Real>
void what_lies_beyond_is_known() {
    const Real inf = std::numeric_limits<Real>::infinity(), pi = acos(Real(-1));
    const auto check = [](auto f, const std::vector<Real>& domain, const Real& exact) {
        const auto r = integrate_as<Real>(f, domain, {.relative_tolerance = Real("1e-45")});
        CAPTURE(r.error);
        CHECK(r.converged());
        CHECK(abs(r.value - exact) <= r.error);
        CHECK(r.evaluations <= 2500);
    };
    // Below 1e-51, exp(x) is 1. Gamma(s) zeta(s): NIST DLMF 25.5.1.
    const auto planck = [](const Real& x) { return Real(x * x * x / (exp(x) - 1)); };
    check(planck, {0, inf}, pi * pi * pi * pi / 15);
    check([&](const Real& x) { return planck(-x); }, {-inf, 0}, pi * pi * pi * pi / 15);
    check([](const Real& x) { return Real(x / (exp(x) - 1)); }, {0, inf}, pi * pi / 6);
    // exp(x) is infinite from 1e9 on. The derivative of -1 / (1 + e).
    const auto fermi = [](const Real& x) {
        const Real e = exp(x - 3);
        return Real(e / ((1 + e) * (1 + e)));
    };
    check(fermi, {0, inf}, 1 / (1 + exp(Real(-3))));
    CHECK(integrate_as<Real>([](const Real& x) { return Real(1 / (exp(x) - 1)); }, {0, inf}).status == status::divergent);
}

}  // namespace

TEST_CASE("binary numbers of 50 digits are integrated to 45") { integrals_are_right<boost::multiprecision::cpp_bin_float_50>(); }

TEST_CASE("so are decimal ones, whose operators give expressions") {
    integrals_are_right<boost::multiprecision::cpp_dec_float_50>();
}

TEST_CASE("where a formula of 50 digits has no value any more, what lies beyond is known to 45") {
    what_lies_beyond_is_known<boost::multiprecision::cpp_bin_float_50>();
    what_lies_beyond_is_known<boost::multiprecision::cpp_dec_float_50>();
}

TEST_CASE("a rule of 50 digits is exact to 50 digits up to its degree") {
    using real = boost::multiprecision::cpp_bin_float_50;
    for (const int n : {3, 21, 61}) {
        const detail::real_rule<real> rule(n);
        // Laurie 1997: degree 3m + 1 for 2m + 1 nodes, one more for symmetry where that is even.
        for (int degree = 0; degree <= 3 * ((n - 1) / 2) + 1; degree += 2) {
            real sum = 0;
            for (std::size_t i = 0; i < rule.nodes().size(); ++i) sum += rule.weights()[i] * pow(rule.nodes()[i], degree);
            CHECK(abs(sum - real(2) / (degree + 1)) < 1e-48);
        }
    }
}
