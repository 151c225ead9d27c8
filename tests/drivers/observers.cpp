#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
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

namespace {

using namespace std::chrono_literals;

progress some_progress() { return {1, 1e-3, 1e-8, 42, 3, 64, 7, 5s, 75s, 60}; }

/// What was written to a file.
std::string contents(std::FILE* file) {
    std::string all(static_cast<std::size_t>(std::ftell(file)), ' ');
    std::rewind(file);
    REQUIRE(std::fread(all.data(), 1, all.size(), file) == all.size());
    return all;
}

/// A terminal of which this program is both sides.
class terminal {
public:
    terminal() {
        REQUIRE(grantpt(master_) == 0);
        REQUIRE(unlockpt(master_) == 0);
        out_ = std::fopen(ptsname(master_), "w");
        REQUIRE(out_ != nullptr);
    }
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal() {
        std::fclose(out_);
        close(master_);
    }
    void resize(std::uint16_t columns) const {
        const winsize size{24, columns, 0, 0};
        REQUIRE(ioctl(master_, TIOCSWINSZ, &size) == 0);
    }
    [[nodiscard]] std::FILE* stream() const { return out_; }
    /// What has been written since it was asked last.
    [[nodiscard]] std::string shown() const {
        std::string all(4096, ' ');
        const auto n = read(master_, all.data(), all.size());
        REQUIRE(n >= 0);
        return all.substr(0, static_cast<std::size_t>(n));
    }

private:
    int master_ = posix_openpt(O_RDWR | O_NOCTTY);
    std::FILE* out_ = nullptr;
};

}  // namespace

TEST_CASE("the line of progress says values at hand, of those known to be needed, and drops fields from the right") {
    const progress p = some_progress();
    constexpr std::size_t wide = std::string::npos;
    CHECK(progress_line::text("test", p, wide) ==
          "test: 45 of 60 values, 5.0 s, about 1:15 min left, error 1e-03 of 1e-08, 64 in flight");
    CHECK(progress_line::text("test", p, 79) == "test: 45 of 60 values, 5.0 s, about 1:15 min left, error 1e-03 of 1e-08");
    CHECK(progress_line::text("test", p, 25) == "test: 45 of 60 values");
    CHECK(progress_line::text("test", p, 10) == "test");
    CHECK(progress_line::text(std::string(200, 'x'), p, 120).size() == 120);
    // A label of 4 characters and 8 bytes takes 4 places, and is never cut within a character.
    CHECK(progress_line::text("éééé", p, 22) == "éééé: 45 of 60 values");
    CHECK(progress_line::text("éééé", p, 3) == "ééé");
    progress unknown = p;
    unknown.error = std::numeric_limits<double>::infinity();
    unknown.evaluations = 0;
    unknown.speculative = 20;
    unknown.needed = 21;
    unknown.remaining = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    unknown.elapsed = std::chrono::hours(30);
    CHECK(progress_line::text("test", unknown, wide) == "test: 20 of 21 values, 30:00 h, about ? left, 64 in flight");
    unknown.ranks = 8;
    unknown.ranks_busy = 7;
    CHECK(progress_line::text("test", unknown, wide) ==
          "test: 20 of 21 values, 30:00 h, about ? left, 64 in flight, 7 of 8 ranks busy");
}

TEST_CASE("a trace shows each rank as a process of its own, with its workers") {
    trace t;
    t.on_evaluation(
        {.x = 0.25, .value = 1, .failure = {}, .attempt = 1, .speculative = false, .worker = 1, .begin = 0s, .end = 1s});
    t.on_evaluation(
        {.x = 0.5, .value = 2, .failure = {}, .attempt = 1, .speculative = false, .worker = 0, .begin = 0s, .end = 1s, .rank = 3});
    std::ostringstream out;
    t.write(out);
    for (const char* line : {R"("name":"process_name","ph":"M","pid":1,"tid":0,"args":{"name":"rank 0"})",
                             R"("name":"process_name","ph":"M","pid":4,"tid":0,"args":{"name":"rank 3"})",
                             R"("name":"thread_name","ph":"M","pid":1,"tid":1)", R"("ph":"X","pid":4,"tid":0,"ts":0.000)"}) {
        CAPTURE(line);
        CHECK(out.str().find(line) != std::string::npos);
    }
}

TEST_CASE("the line of progress is never wrapped, as wide as the terminal is at that moment, and cleared in the end") {
    const terminal t;
    progress_line line("a label of some length, as of a run among others", t.stream());
    for (const std::uint16_t columns : std::initializer_list<std::uint16_t>{160, 100, 80, 40, 120}) {
        t.resize(columns);
        line.on_progress(some_progress());
        const std::string shown = t.shown(), begin = "\r\033[K";
        REQUIRE(shown.starts_with(begin));
        CHECK(shown.size() - begin.size() < columns);
        CHECK(shown.find('\n') == std::string::npos);
    }
    line.on_end({});
    CHECK(t.shown() == "\r\033[K");
}

TEST_CASE("a line of progress that is there when an exception comes is cleared by the end of the object") {
    const terminal t;
    {
        progress_line line("test", t.stream());
        line.on_progress(some_progress());
        (void)t.shown();
    }
    CHECK(t.shown() == "\r\033[K");
}

TEST_CASE("where there is no terminal, there is a line of progress each half minute, and in the end if there was one before") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    progress_line line("test", file);
    progress p = some_progress();
    line.on_progress(p);
    line.on_end({});
    CHECK(std::ftell(file) == 0);
    for (const int seconds : {1, 29, 30, 31, 59, 61, 100}) {
        p.elapsed = std::chrono::seconds(seconds);
        line.on_progress(p);
    }
    result<> r{};
    r.value = 2;
    r.error = 1e-11;
    r.evaluations = 473;
    r.status = status::converged;
    r.elapsed = 100s;
    line.on_end(r);
    const std::string log = contents(file);
    CHECK(std::ranges::count(log, '\n') == 4);
    CAPTURE(log);
    CHECK(log.ends_with("test: 2 +- 1.0e-11, 473 evaluations, 1:40 min; converged\n"));
    std::fclose(file);
}

TEST_CASE("a summary in one line stays, on request") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    progress_line line("test", file, progress_line::at_end::summary);
    const auto r = integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, {.concurrency = 1, .observer = &line});
    const std::string log = contents(file);
    CHECK(log == progress_line::summary("test", r) + "\n");
    CHECK(log.find("21 evaluations, ") != std::string::npos);
    std::fclose(file);
}
