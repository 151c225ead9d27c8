// Where Boost is there: integrals in 50 digits.
#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <limits>
#include <taskquad/integrate_as.hpp>

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
    check(integrate_as<Real>([](const Real&, const Real& a, const Real& b) { return 1 / sqrt(a * b); }, {-1, 1}, o), pi, 2500);
    check(integrate_as<Real>([](const Real& x) { return exp(-x); }, {0, inf}, o), Real(1), 2200);
    check(integrate_as<Real>([](const Real& x) { return 1 / (x * x); }, {1, inf}, o), Real(1), 2200);
    check(integrate_as<Real>([](const Real& x) { return exp(-x * x); }, {-inf, inf}, o), sqrt(pi), 4400);
}

}  // namespace

TEST_CASE("binary numbers of 50 digits are integrated to 45") { integrals_are_right<boost::multiprecision::cpp_bin_float_50>(); }

TEST_CASE("so are decimal ones, whose operators give expressions") {
    integrals_are_right<boost::multiprecision::cpp_dec_float_50>();
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
