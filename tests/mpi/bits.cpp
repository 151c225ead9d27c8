#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <complex>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <vector>

#include <Eigen/Core>
#include <taskquad/mpi.hpp>
#include <taskquad/taskquad.hpp>
#include <taskquad/vectorized.hpp>

#include "laws/problems.hpp"
#include "mpi/ranks.hpp"
#include "support/bits.hpp"

namespace mpi = taskquad::mpi;

namespace {

/// Every rank has the bits of an integration in its own process.
template <class F, class Domain = taskquad::domain>
void check_form(F&& f, const Domain& where, taskquad::options o = {}) {
    o.keep_partition = true;
    o.concurrency = 2;
    const auto expected = taskquad::integrate(f, where, o);
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, where, o);
    CHECK(same_bits(r, expected));
    CHECK(r.converged());
}

}  // namespace

TEST_CASE("100 random problems have the bits of one process, at every rank") {
    for (int seed = 0; seed < 100; ++seed) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 1;
        const auto expected = taskquad::integrate(p.f, {0.0, 1.0}, p.options);
        p.options.concurrency = 1 + seed % 3;
        if (seed % 4 > 0) p.options.speculation = 0.5 * (seed % 4 - 1);
        mpi::distribution d{.rank_0_evaluates = seed % 5 > 0};
        if (seed % 3 > 0) d.queued = static_cast<std::size_t>(seed % 7);
        const auto r = mpi::integrate(MPI_COMM_WORLD, with_random_delays(p.f), {0.0, 1.0}, p.options, d);
        CHECK(same_bits(r, expected));
    }
}

TEST_CASE("every abscissa is evaluated once, by one rank") {
    std::atomic<long> calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return std::sqrt(std::abs(x - 0.3));
    };
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 2, .speculation = 0.0});
    CHECK(r.converged());
    CHECK(sum_over_ranks(calls) == static_cast<long>(r.calls));
    CHECK(r.calls == r.evaluations);
    CHECK(r.concurrency == 2 * all_ranks());
}

TEST_CASE("all ranks evaluate, rank 0 unless it is told not to") {
    for (const bool rank_0_evaluates : {true, false}) {
        CAPTURE(rank_0_evaluates);
        std::atomic<long> calls = 0;
        const auto f = [&](double x) {
            ++calls;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return std::cos(40 * x);
        };
        (void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.relative_tolerance = 1e-12, .concurrency = 1},
                             {.rank_0_evaluates = rank_0_evaluates});
        CHECK((calls > 0) == (my_rank() > 0 || rank_0_evaluates || all_ranks() == 1));
    }
}

TEST_CASE("f may have any form") {
    check_form([](double x) { return std::exp(x); }, {0.0, 1.0});
    check_form(taskquad::with_distances([](double, double from_a, double) { return 1 / std::sqrt(from_a); }), {1.0, 2.0});
    check_form([](taskquad::argument at) { return std::log(at.from_a); }, {1.0, 3.0});
    check_form([](double x, const std::stop_token&) { return std::cos(x); }, {0.0, 1.0});
    check_form([](double x, const std::stop_token&) { return std::optional(std::cos(x)); }, {0.0, 1.0});
    check_form(taskquad::serial([](double x) { return std::sin(x); }), {0.0, 1.0});
    check_form(taskquad::vectorized([](const auto& x) { return x.exp(); }), {0.0, 1.0});
    check_form(taskquad::batch(
                   [](std::span<const double> x, std::span<double> y) {
                       for (std::size_t i = 0; i < x.size(); ++i) y[i] = 1 / (x[i] * x[i] + 1e-3);
                   },
                   {.max_batch = 7}),
               {0.0, 1.0});
    check_form(taskquad::batch([](std::span<const double> x, std::span<double> y) {
                   for (std::size_t i = 0; i < x.size(); ++i) y[i] = 1 / (x[i] * x[i] + 1e-3);
               }),
               {0.0, 1.0});
    check_form(taskquad::async([](double x, taskquad::completion<double> done) { done(std::exp(-x * x)); }, {.max_in_flight = 5}),
               {0.0, 1.0});
    check_form(taskquad::async<std::vector<double>>(
                   [](double x, taskquad::completion<std::vector<double>> done) {
                       done({x, std::sqrt(x)});
                   },
                   {.max_in_flight = 5}),
               {0.0, 1.0});
    check_form([](double x) { return 1 / (1 + x * x); }, {-std::numeric_limits<double>::infinity(), 3.0});
}

TEST_CASE("a box has the bits of one process, whatever the number of its axes, and f and its values may have any form") {
    using taskquad::domain;
    const taskquad::options o{.relative_tolerance = 1e-3};
    const auto of_span = [](std::span<const double> x) {
        double sum = 0;
        for (const double c : x) sum += c * c;
        return 1 / (0.1 + sum);
    };
    for (const std::size_t d : {1U, 2U, 4U, 6U}) {
        CAPTURE(d);
        check_form(of_span, taskquad::box(std::vector<domain>(d, domain{0.0, 1.0})), o);
    }
    const taskquad::box rectangle{{1.0, 0.0}, {0.0, 2.0}};
    check_form([](double x, double y) { return std::exp(x * y); }, rectangle, o);
    check_form([](std::array<double, 2> x) { return std::vector<double>{x[0], x[1]}; }, rectangle, o);
    check_form([](const Eigen::VectorXd& x, const std::stop_token&) { return std::optional(std::polar(x[0], x[1])); }, rectangle,
               o);
    check_form(taskquad::batch([](taskquad::points x, std::span<double> y) {
                   for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::exp(x[i][0] * x[i][1]);
               }),
               rectangle, o);
    check_form(taskquad::async([](std::span<const double> x, taskquad::completion<> done) { done(std::exp(x[0] * x[1])); },
                               {.max_in_flight = 5}),
               rectangle, o);
    taskquad::options in_boxes{.keep_partition = true};
    in_boxes.cubature = taskquad::adaptive_boxes();
    check_form(of_span, rectangle, in_boxes);
    const auto r = mpi::integrate(MPI_COMM_WORLD, of_span, rectangle, in_boxes);
    CHECK(r.cells.size() == r.segments);
    CHECK(r.cells.front().upper.size() == 2);
}

TEST_CASE("over a box all ranks know at which point f is not finite, and refuse what has another number of coordinates") {
    const taskquad::box square{{0.0, 1.0}, {0.0, 1.0}};
    const auto r = mpi::integrate(
        MPI_COMM_WORLD, [](double, double y) { return y > 0.5 ? std::nan("") : 1.0; }, square);
    CHECK(r.status == taskquad::status::non_finite);
    REQUIRE(r.place.size() == 2);
    CHECK(r.place[0] == r.non_finite_at);
    CHECK(r.place[1] > 0.5);
    CHECK_THROWS_AS(mpi::integrate(
                        MPI_COMM_WORLD, [](double, double, double) { return 1.0; }, square),
                    std::invalid_argument);
}

TEST_CASE("an integrator over boxes keeps what all ranks have evaluated") {
    mpi::integrator quad(MPI_COMM_WORLD, [](double x, double y) { return std::exp(x * y); });
    const taskquad::box square{{0.0, 1.0}, {0.0, 1.0}};
    const auto r = quad(square);
    const auto again = quad(square);
    CHECK(same_bits(again, r));
    CHECK(again.calls == 0);
    CHECK((quad.cache().size() > 0) == (my_rank() == 0));
}

TEST_CASE("values may have any type") {
    check_form([](double x) { return std::polar(1.0, x); }, {0.0, 1.0});
    check_form([](double x) { return std::array<double, 2>{x, std::sqrt(x)}; }, {0.0, 1.0});
    check_form([](double x) { return std::vector<double>{x, std::sqrt(x), std::exp(x)}; }, {0.0, 1.0});
    check_form([](double x) { return Eigen::Vector3d(x, x * x, std::log1p(x)); }, {0.0, 1.0});
    check_form([](double x) { return Eigen::MatrixXcd(Eigen::MatrixXcd::Constant(2, 3, std::polar(1.0, 30 * x))); }, {0.0, 1.0});
    check_form([](double x) { return std::vector<double>(1000, std::exp(x)); }, {0.0, 1.0});
    check_form([](double x) { return std::exp(static_cast<float>(x)); }, {0.0, 1.0}, {.relative_tolerance = 1e-5});
}

TEST_CASE("over a domain of no width, and of several pieces, from right to left") {
    check_form([](double x) { return std::vector<double>{x, 1}; }, {1.0, 1.0});
    check_form([](double x) { return std::abs(x - 0.3); }, {1.0, 0.3, 0.0});
}

TEST_CASE("an f that is not reproducible is told by rank 0") {
    const auto f = [calls = std::make_shared<std::atomic<int>>(0)](double) { return 1.0 + 0.1 * (++*calls % 7); };
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.max_evaluations = 500, .concurrency = 1, .verify = 10});
    CHECK(r.status == taskquad::status::not_reproducible);
}
