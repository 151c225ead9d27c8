// What differs between ranks, or comes late, and must not keep any of them waiting.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <taskquad/mpi.hpp>
#include <taskquad/taskquad.hpp>

#include "mpi/ranks.hpp"
#include "support/bits.hpp"

namespace mpi = taskquad::mpi;
using namespace std::chrono_literals;

namespace {

double with_a_kink(double x) { return std::abs(x - 0.3); }

constexpr std::size_t without_end = std::numeric_limits<std::size_t>::max();

}  // namespace

TEST_CASE("what is wrong with the arguments of one rank is thrown at all, and the next call is as if it had not been") {
    for (const int who : {0, all_ranks() - 1}) {
        CAPTURE(who);
        taskquad::options o{.concurrency = 1, .keep_partition = true};
        mpi::distribution d;
        const std::string wrong = who == 0 ? "relative_tolerance" : "overdue";
        if (my_rank() == who && who == 0) o.relative_tolerance = -1;
        if (my_rank() == who && who > 0) d.overdue = -1s;
        mpi::integrator integrate(MPI_COMM_WORLD, with_a_kink, o, d);
        if (who == 0 || all_ranks() > 1) {
            CHECK_THROWS_WITH_AS((void)integrate({0.0, 1.0}), doctest::Contains(wrong.c_str()), std::invalid_argument);
        }
        taskquad::options right{.concurrency = 1, .keep_partition = true};
        if (who == 0) {
            CHECK(same_bits(integrate({0.0, 1.0}, right), taskquad::integrate(with_a_kink, {0.0, 1.0}, right)));
        }
    }
    const taskquad::options own{.concurrency = my_rank() == all_ranks() - 1 ? -1 : 1};
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, with_a_kink, {0.0, 1.0}, own), doctest::Contains("concurrency"),
                         std::invalid_argument);
}

TEST_CASE("tolerances of rank 0 count, and what the others say is not even looked at") {
    taskquad::options o{.concurrency = 1, .keep_partition = true};
    if (my_rank() > 0) o.relative_tolerance = -1;
    const auto r = mpi::integrate(MPI_COMM_WORLD, with_a_kink, {0.0, 1.0}, o);
    CHECK(same_bits(r, taskquad::integrate(with_a_kink, {0.0, 1.0}, {.concurrency = 1, .keep_partition = true})));
}

TEST_CASE("a rank that calls later than lost_after is awaited") {
    for (const int who : {0, all_ranks() - 1}) {
        CAPTURE(who);
        mpi::integrator integrate(MPI_COMM_WORLD, with_a_kink, taskquad::options{.concurrency = 1}, {.lost_after = 1s});
        (void)integrate({0.0, 1.0});
        if (my_rank() == who) std::this_thread::sleep_for(1500ms);
        CHECK(integrate({0.0, 2.0}).converged());
    }
}

TEST_CASE("values of another size at one rank are failures there, and the result is that of rank 0 everywhere") {
    std::atomic<int> calls = 0;
    const auto f = [&](double x) {
        const bool is_odd = my_rank() > 0 && calls++ == 0;
        if (is_odd) std::this_thread::sleep_for(300ms);  // rank 0 knows values of the right size by then
        return std::vector<double>(is_odd ? 3 : 2, x);
    };
    mpi::integrator integrate(MPI_COMM_WORLD, f, taskquad::options{.concurrency = 1, .failures = {.retries = 2 * all_ranks()}});
    for (const double a : {0.0, 1.0}) {
        const auto r = integrate({a, a + 1});
        CHECK(r.converged());
        CHECK(r.value.size() == 2);
    }
}

TEST_CASE("as many as there may be, in flight and queued") {
    const taskquad::options o{.concurrency = 1, .keep_partition = true};
    const auto expected = taskquad::integrate(with_a_kink, {0.0, 1.0}, o);
    CHECK(same_bits(mpi::integrate(MPI_COMM_WORLD, with_a_kink, {0.0, 1.0}, o, {.queued = without_end}), expected));
    const auto f =
        taskquad::async([](double x, taskquad::completion<double> done) { done(with_a_kink(x)); }, {.max_in_flight = without_end});
    taskquad::options certain = o;
    certain.speculation = 0;  // else all that may be in flight is guessed
    CHECK(same_bits(mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, certain, {.queued = 1}), expected));
    CHECK(same_bits(mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, certain), expected));
}

TEST_CASE("what an asynchronous f throws is not taken for a completion that was dropped") {
    const auto f = taskquad::async([](double, taskquad::completion<double>) { throw std::runtime_error("the queue is full"); });
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}), doctest::Contains("the queue is full"),
                         mpi::remote_error);
    const auto dropped = taskquad::async([](double, taskquad::completion<double>) {});
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, dropped, {0.0, 1.0}), doctest::Contains("dropped without a value"),
                         mpi::remote_error);
}

TEST_CASE("values are verified by ranks, as many at a time as each evaluates") {
    std::atomic<int> now = 0, most = 0;
    const auto f = [&](double x) {
        const int n = ++now;
        for (int m = most; n > m && !most.compare_exchange_weak(m, n);) {
        }
        std::this_thread::sleep_for(std::chrono::microseconds(500 + static_cast<int>(x * 1e6) % 4000));
        --now;
        return with_a_kink(x) + std::sqrt(x);
    };
    for (const bool rank_0_evaluates : {true, false}) {
        const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.relative_tolerance = 1e-7, .concurrency = 1, .verify = 21},
                                      {.rank_0_evaluates = rank_0_evaluates});
        CHECK(r.converged());
        CHECK(most <= 1);
        if (!rank_0_evaluates && all_ranks() > 1 && my_rank() == 0) CHECK(most == 0);
        most = 0;
    }
}

TEST_CASE("an f that gives another value each time is found out, though rank 0 does not evaluate it") {
    std::atomic<int> calls = 0;
    const auto f = [&](double x) { return x + ++calls; };
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.max_evaluations = 200, .concurrency = 1, .verify = 3},
                                  {.rank_0_evaluates = false});
    CHECK(r.status == taskquad::status::not_reproducible);
}

TEST_CASE("over a domain of no width a value has its size, though rank 0 does not evaluate f") {
    const auto f = [](double x) { return std::vector<double>(3, x); };
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {1.0, 1.0}, {.concurrency = 1}, {.rank_0_evaluates = false});
    CHECK(r.value == std::vector<double>(3, 0.0));
}

TEST_CASE("an intercommunicator is refused") {
    if (all_ranks() == 1) return;
    MPI_Comm half = MPI_COMM_NULL, both = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, my_rank() % 2, my_rank(), &half);
    MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 1 - my_rank() % 2, 1, &both);
    CHECK_THROWS_WITH_AS((void)mpi::integrate(both, with_a_kink, {0.0, 1.0}), doctest::Contains("intercommunicator"),
                         std::invalid_argument);
    MPI_Comm_free(&both);
    MPI_Comm_free(&half);
}
