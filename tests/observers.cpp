#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>

using namespace taskquad;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

const domain half_circle{0.0, std::numbers::pi};

}  // namespace

TEST_CASE("a trace holds every evaluation and every split, and is balanced JSON") {
    for (const int n : {1, 8}) {
        trace t;
        const auto r = integrate([](double x) { return x == 0 ? std::nan("") : std::sin(x) / x; }, {-1.0, 1.0, 2.0},
                                 {.rule = gauss_kronrod(7), .concurrency = n, .observer = &t});
        std::ostringstream out;
        t.write(out);
        const std::string json = out.str();
        CHECK(t.evaluations().size() == r.calls);
        CHECK(count(json, R"("ph":"X")") == r.calls);
        CHECK(count(json, R"("ph":"i")") == r.segments - 2);
        CHECK(count(json, "{") == count(json, "}"));
        CHECK(count(json, "[") == count(json, "]"));
        CHECK(count(json, "nan") == count(json, "\"nan\""));
        CHECK(json.starts_with("{\"displayTimeUnit\""));
    }
    const trace t;
    CHECK_THROWS_WITH_AS(t.write("/no/such/folder/run.json"), "taskquad: cannot write /no/such/folder/run.json",
                         std::runtime_error);
}

TEST_CASE("the table of a partition adds up to the result") {
    const auto r = integrate([](double x) { return std::exp(x); }, {1.0, 0.3, 0.0}, {.rule = simpson(), .keep_partition = true});
    std::ostringstream out;
    write_csv(out, r.partition);
    std::istringstream in(out.str());
    std::string line;
    std::getline(in, line);
    CHECK(line == "a,b,integral,error");
    double sum = 0, at = 1;
    std::size_t lines = 0;
    while (std::getline(in, line)) {
        double a = 0, b = 0, integral = 0, error = 0;
        REQUIRE(std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf", &a, &b, &integral, &error) == 4);
        CHECK(a == at);
        at = b;
        sum += integral;
        ++lines;
    }
    CHECK(at == 0);
    CHECK(lines == r.segments);
    CHECK(sum == doctest::Approx(r.value).epsilon(1e-14));
    CHECK_THROWS_AS(write_csv("/no/such/folder/x.csv", r.partition), std::runtime_error);
}

TEST_CASE("the line of progress is silent where there is no terminal, and says what is to be said") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    {
        progress_line line("test", file);
        line.on_progress({1, 1e-3, 1e-8, 42, 3, 64, 7, std::chrono::seconds(5), std::chrono::seconds(75)});
        line.on_end({});
    }
    CHECK(std::ftell(file) == 0);
    std::fclose(file);
    const progress p{1, 1e-3, 1e-8, 42, 3, 64, 7, std::chrono::seconds(5), std::chrono::seconds(75)};
    CHECK(progress_line::text("test", p) ==
          "test: 42 evaluations, 64 in flight, error 1.0e-03 of 1.0e-08, 5.0 s, about 1:15 min left");
    progress unknown = p;
    unknown.remaining = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    unknown.elapsed = std::chrono::hours(30);
    CHECK(progress_line::text("test", unknown).ends_with("30:00 h, about ? left"));
    CHECK(progress_line::text(std::string(200, 'x'), p).size() == 120);
}
