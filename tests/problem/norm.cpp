#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <vector>

using namespace taskquad;

namespace {

using pair = std::array<double, 2>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const auto f = [](double x) { return pair{std::exp(x), std::sqrt(x)}; };

norm of(double given) {
    return norm([given](std::span<const double>) { return given; });
}

/// Whoever evaluates f, the norm is found out, and the values that were paid for stay.
void refused(const norm& n, const std::string& gives) {
    const std::string message = "taskquad: options: norm gives " + gives + " for the components (";
    const auto says_so = [&](auto&& call) {
        try {
            call();
        } catch (const std::invalid_argument& e) {
            const std::string said = e.what();
            CHECK(said.starts_with(message));
            CHECK(said.ends_with("), must be >= 0"));
            return;
        }
        FAIL("no exception");
    };
    for (const int concurrency : {1, 8}) {
        const options o{.concurrency = concurrency, .norm = n};
        says_so([&] { return integrate(f, {0.0, 1.0}, o); });
        says_so([&] { return integrate(async<pair>([](double x, completion<pair> done) { done(f(x)); }), {0.0, 1.0}, o); });
        const auto many = [](std::span<const double> x, std::span<pair> y) {
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
        };
        says_so([&] { return integrate(batch<pair>(many), {0.0, 1.0}, o); });
        integrator quad(f, o);
        says_so([&] { return quad({0.0, 1.0}); });
        CHECK(quad.cache().size() == 21);
    }
    session<pair> s({0.0, 1.0}, {.norm = n});
    says_so([&] {
        while (!s.done()) {
            for (const double x : s.ask(64)) s.tell(x, f(x));
        }
    });
    // A number has a norm, too, if it is a function of the user's.
    says_so([&] { return integrate([](double x) { return x; }, {0.0, 1.0}, {.norm = n}); });
}

}  // namespace

TEST_CASE("a norm that gives something negative or NaN is an error that says so") {
    refused(of(-1), "-1");
    refused(of(not_a_number), "nan");
}

TEST_CASE("the norm of components that are not finite may be NaN, since there is no integral") {
    const norm weighted([](std::span<const double> y) { return std::abs(y[0]) + 0 * std::abs(y[1]); });
    const auto r = integrate([](double x) { return pair{x, x < 0.5 ? not_a_number : INFINITY}; }, {0.0, 1.0}, {.norm = weighted});
    CHECK(r.status == status::non_finite);
}

TEST_CASE("the message about a norm shows the first of many components") {
    const norm n([](std::span<const double> y) { return -y[0]; });
    CHECK_THROWS_WITH_AS((void)n(std::vector<double>{1, 2}, false),
                         "taskquad: options: norm gives -1 for the components (1, 2), must be >= 0", std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)n(std::vector<double>(9, 0.5), false),
                         "taskquad: options: norm gives -0.5 for the components (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...), "
                         "must be >= 0",
                         std::invalid_argument);
}
