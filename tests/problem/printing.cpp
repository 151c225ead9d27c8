#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <complex>
#include <sstream>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

using namespace taskquad;

namespace {

template <class T>
std::string printed(const T& what) {
    std::ostringstream out;
    out << what;
#ifdef __cpp_lib_format
    CHECK(std::format("{}", what) == out.str());
#endif
    return out.str();
}

}  // namespace

TEST_CASE("a status prints the sentence that it stands for") {
    for (const status s : {status::converged, status::deadline, status::too_slow}) CHECK(printed(s) == to_string(s));
}

TEST_CASE("a result prints value, error, evaluations and status") {
    // Fourteen digits of the value: Abramowitz and Stegun 7.1.
    const auto r = integrate([](double x) { return std::exp(-x * x); }, {0.0, 1.0});
    const std::string line = printed(r);
    CHECK(line.starts_with("0.74682413281242"));
    CHECK(line.ends_with(" from 21 evaluations, converged: the estimated error is within the tolerance"));
    CHECK(line.find(" +- 8.3e-16 from") != std::string::npos);
    CHECK(std::stod(line) == r.value);
}

TEST_CASE("numbers of several components print as lists, complex ones as pairs") {
    const auto text = [](const auto& value) {
        result<std::remove_cvref_t<decltype(value)>> r;
        r.value = value;
        r.error = 0.25;
        r.status = status::stopped;
        r.evaluations = 3;
        const std::string line = printed(r);
        CHECK(line.ends_with(" +- 2.5e-01 from 3 evaluations, " + std::string(to_string(status::stopped))));
        return line.substr(0, line.find(" +-"));
    };
    CHECK(text(0.5) == "0.5");
    CHECK(text(0.5F) == "0.5");
    CHECK(text(std::complex<double>(1, -2)) == "(1,-2)");
    CHECK(text(std::array<double, 1>{3}) == "(3)");
    CHECK(text(std::vector<double>{1, 2.5}) == "(1, 2.5)");
    CHECK(text(std::vector<std::complex<double>>{{1, 2}, {3, 4}}) == "((1,2), (3,4))");
    CHECK(text(std::vector<double>(1000, 1.0)) == "(1, 1, 1, 1, 1, 1, 1, 1, ... of 1000)");
    CHECK(text(std::vector<double>()) == "()");
}

TEST_CASE("a result prints where f was in trouble") {
    const result<> failed{{.error = 1, .status = status::failed, .failed_at = 0.25}, 2};
    CHECK(printed(failed).ends_with(" (failed_at is 0.25)"));
    const result<> infinite{{.error = INFINITY, .status = status::non_finite, .non_finite_at = 0.125}, NAN};
    CHECK(printed(infinite).starts_with("nan +- inf from 0 evaluations, non-finite: "));
    CHECK(printed(infinite).ends_with(" (non_finite_at is 0.125)"));
}
