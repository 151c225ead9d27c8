// The code of docs/tutorial.md, in the same order.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

using namespace std::chrono_literals;

static void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("the tutorial is wrong: ") + what);
}

int main() {
    // [first]
    auto f = [](double x) { return std::exp(-x * x); };
    auto r = taskquad::integrate(f, {0.0, 1.0});
    std::printf("%.16f +- %.1e from %d evaluations\n", r.value, r.error, static_cast<int>(r.evaluations));
    // [first]
    require(r.converged() && std::abs(r.value - std::sqrt(std::numbers::pi) / 2 * std::erf(1)) < 1e-15, "first");

    // [options]
    auto fine = taskquad::integrate(f, {0.0, 10.0}, {.relative_tolerance = 1e-12, .max_evaluations = 10'000, .concurrency = 8});
    // [options]
    require(fine.converged(), "options");

    // [breakpoints]
    auto kinked = [](double x) { return std::abs(x - 0.3); };
    auto blind = taskquad::integrate(kinked, {0.0, 1.0});
    auto told = taskquad::integrate(kinked, {0.0, 0.3, 1.0});
    std::printf("%d evaluations, with a breakpoint %d\n", static_cast<int>(blind.evaluations), static_cast<int>(told.evaluations));
    // [breakpoints]
    require(told.evaluations == 42 && blind.evaluations > 200 && std::abs(told.value - 0.29) < 1e-15, "breakpoints");

    // [status]
    auto limited =
        taskquad::integrate([](double x) { return 1 / std::sqrt(std::abs(x - 0.3)); }, {0.0, 1.0}, {.max_evaluations = 500});
    if (!limited.converged()) {
        std::printf("%s\nbest value %g +- %g\n", std::string(to_string(limited.status)).c_str(), limited.value, limited.error);
    }
    // [status]
    require(limited.status == taskquad::status::evaluation_limit &&
                std::abs(limited.value - 2 * (std::sqrt(0.3) + std::sqrt(0.7))) <= limited.error,
            "status");

    // [cache]
    taskquad::integrator quad(f, {.rule = taskquad::simpson()});
    auto coarse = quad({0.0, 1.0}, taskquad::tolerance{.relative = 1e-4});
    auto better = quad({0.0, 1.0}, taskquad::tolerance{.relative = 1e-10});  // evaluates only what is new
    std::printf("%d + %d evaluations\n", static_cast<int>(coarse.calls), static_cast<int>(better.calls));
    // [cache]
    require(better.reused == coarse.evaluations, "cache");

    // [save]
    std::vector<std::pair<double, double>> saved;
    for (auto [x, value] : quad.cache()) saved.emplace_back(x, value);

    taskquad::integrator later(f, {.rule = taskquad::simpson()});
    for (auto [x, value] : saved) later.cache().insert(x, value);
    auto again = later({0.0, 1.0}, taskquad::tolerance{.relative = 1e-10});  // evaluates nothing
    // [save]
    require(again.calls == 0 && again.value == better.value, "save");

    // [stop]
    std::stop_source source;  // source.request_stop() from anywhere ends the run
    auto timed = taskquad::integrate(f, {0.0, 1.0}, {.time_limit = 1h, .stop = source.get_token()});
    // [stop]
    require(timed.converged(), "stop");

    // [again]
    taskquad::integrator patient(f, {.relative_tolerance = 1e-12, .stop = source.get_token()});
    source.request_stop();
    auto nothing_yet = patient({0.0, 1.0});  // stopped
    auto options = patient.options();
    options.stop = {};
    auto all = patient({0.0, 1.0}, options);
    // [again]
    require(nothing_yet.status == taskquad::status::stopped && all.converged(), "again");

    // [partition]
    auto pieces = taskquad::integrate(kinked, {0.0, 1.0}, {.relative_tolerance = 1e-3, .keep_partition = true});
    for (const auto& s : pieces.partition) std::printf("[%.4f, %.4f] %.6f +- %.1e\n", s.a, s.b, s.integral, s.error);
    // [partition]
    require(pieces.partition.size() == pieces.segments, "partition");
}
