#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <set>
#include <sstream>
#include <stdexcept>
#include <stop_token>
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

/// The middle of [0, 1], at which every rule looks.
constexpr double middle = 0.5;

}  // namespace

TEST_CASE("what f throws reaches every rank, and says where it was thrown") {
    const auto f = [](double x) {
        if (x == middle) throw std::runtime_error("the matrix is singular");
        return x;
    };
    for (const bool rank_0_evaluates : {true, false}) {
        try {
            (void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 1}, {.rank_0_evaluates = rank_0_evaluates});
            FAIL("nothing was thrown");
        } catch (const mpi::remote_error& e) {
            CHECK(e.text() == "the matrix is singular");
            CHECK(e.x() == middle);
            CHECK(e.rank() >= (rank_0_evaluates || all_ranks() == 1 ? 0 : 1));
            CHECK(e.rank() < all_ranks());
            CHECK_FALSE(e.host().empty());
            CHECK(std::string(e.what()) == "taskquad: mpi: f(x) at x = 0.5 has failed at rank " + std::to_string(e.rank()) +
                                               " on " + e.host() + ": the matrix is singular");
        }
    }
}

TEST_CASE("a failure may be the status of the result, at every rank") {
    const auto f = [](double x) {
        if (x == middle) throw 42;
        return x;
    };
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 2, .failures = {.rethrow = false}});
    CHECK(r.status == taskquad::status::failed);
    CHECK(r.failed_at == middle);
    CHECK_THROWS_WITH_AS(std::rethrow_exception(r.failure), doctest::Contains("no std::exception"), mpi::remote_error);
}

TEST_CASE("what fails at first is evaluated again, as the policy says") {
    std::atomic<long> failures = 0;
    const auto f = [&](double x) {
        if (my_rank() % 2 == 0 && failures++ == 0) throw std::runtime_error("no licence");
        return std::exp(x);
    };
    const taskquad::options o{.concurrency = 1, .failures = {.retries = all_ranks()}, .keep_partition = true};
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o);
    CHECK(same_bits(r, taskquad::integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, o)));
}

TEST_CASE("values of another size than those before are a failure") {
    const auto f = [](double x) { return std::vector<double>(x == middle ? 3 : 2, x); };
    CHECK_THROWS_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 1}), std::exception);
}

TEST_CASE("a stop that is requested at any rank stops all") {
    for (int who = 0; who < all_ranks(); ++who) {
        CAPTURE(who);
        std::stop_source stop;
        std::atomic<long> calls = 0;
        const auto f = [&](double x) {
            if (++calls == 5 && my_rank() == who) stop.request_stop();
            std::this_thread::sleep_for(1ms);
            return 1 / std::sqrt(std::abs(x - 0.3));
        };
        const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0},
                                      {.relative_tolerance = 1e-13, .concurrency = 1, .stop = stop.get_token()});
        CHECK(r.status == taskquad::status::stopped);
    }
}

TEST_CASE("the time limit ends all ranks, and an f that looks at its token ends early everywhere") {
    std::atomic<long> ended_early = 0;
    const auto f = [&](double x, const std::stop_token& stop) {
        for (int i = 0; i < 30'000 && !stop.stop_requested(); ++i) std::this_thread::sleep_for(1ms);
        if (stop.stop_requested()) ++ended_early;
        return x;
    };
    const auto begin = std::chrono::steady_clock::now();
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.concurrency = 1, .time_limit = 300ms});
    CHECK(r.status == taskquad::status::deadline);
    CHECK(std::chrono::steady_clock::now() - begin < 25s);
    CHECK(sum_over_ranks(ended_early) == all_ranks());
}

TEST_CASE("wrong arguments are refused at every rank before f is called") {
    const auto f = [](double) -> double { throw std::logic_error("f was called"); };
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.relative_tolerance = -1}),
                         doctest::Contains("relative_tolerance"), std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.max_evaluations = 3}),
                         doctest::Contains("max_evaluations"), std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {}, {.overdue = -1s}), doctest::Contains("overdue"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {}, {.lost_after = 0.5s}),
                         doctest::Contains("lost_after"), std::invalid_argument);
    CHECK_THROWS_AS((void)mpi::integrate(MPI_COMM_NULL, f, {0.0, 1.0}), std::invalid_argument);
}

TEST_CASE("another thread than MPI's main thread is refused") {
    std::string why;
    std::thread([&] {
        try {
            (void)mpi::integrate(MPI_COMM_SELF, with_a_kink, {0.0, 1.0});
        } catch (const std::runtime_error& e) {
            why = e.what();
        }
    }).join();
    CHECK(why == "taskquad: mpi: this is not the thread that has initialised MPI");
}

TEST_CASE("an evaluation that hangs is overdue, and another rank answers") {
    if (all_ranks() == 1) return;
    std::atomic<bool> hangs = true;
    const auto f = [&](double x) {
        // The first rank that gets this x is in for a long time.
        static std::atomic<int> slow = 0;
        if (my_rank() == all_ranks() - 1 && slow++ == 0) {
            for (int i = 0; i < 200 && hangs; ++i) std::this_thread::sleep_for(10ms);
        }
        return with_a_kink(x);
    };
    const taskquad::options o{.concurrency = 1, .keep_partition = true};
    const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o, {.overdue = 50ms});
    CHECK(same_bits(r, taskquad::integrate(with_a_kink, {0.0, 1.0}, o)));
}

TEST_CASE("the observer at rank 0 sees all ranks, and the trace shows them") {
    struct watcher : taskquad::observer {
        taskquad::trace trace;
        int most_ranks = 0, most_busy = 0;
        taskquad::verdict on_evaluation(const taskquad::evaluation& e) override { return trace.on_evaluation(e); }
        taskquad::verdict on_progress(const taskquad::progress& p) override {
            most_ranks = std::max(most_ranks, p.ranks);
            most_busy = std::max(most_busy, p.ranks_busy);
            return taskquad::verdict::proceed;
        }
        [[nodiscard]] std::chrono::milliseconds progress_interval() const override { return 0ms; }
    } seen;
    const auto f = [](double x) {
        std::this_thread::sleep_for(2ms);
        return std::cos(50 * x);
    };
    const auto r =
        mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, {.relative_tolerance = 1e-12, .concurrency = 1, .observer = &seen});
    if (my_rank() > 0) {
        CHECK(seen.trace.evaluations().empty());
        return;
    }
    CHECK(seen.trace.evaluations().size() <= r.calls);
    CHECK(seen.trace.evaluations().size() >= r.evaluations);
    std::vector<int> of_rank(static_cast<std::size_t>(all_ranks()));
    for (const auto& e : seen.trace.evaluations()) {
        REQUIRE(e.rank < all_ranks());
        ++of_rank[static_cast<std::size_t>(e.rank)];
        CHECK(e.worker == 0);
        CHECK((e.end - e.begin) >= 2ms);
    }
    for (const int count : of_rank) CHECK(count > 0);
    CHECK(seen.most_ranks == all_ranks());
    CHECK(seen.most_busy > 0);
    CHECK(seen.most_busy <= all_ranks());
    std::ostringstream out;
    seen.trace.write(out);
    CHECK((out.str().find(R"("name":"rank 1")") != std::string::npos) == (all_ranks() > 1));
}

TEST_CASE("the observer is told the rank whatever f takes: distances, or the coordinates of a box") {
    const auto ranks_seen = [](const auto& f, const auto& where) {
        taskquad::trace seen;
        (void)mpi::integrate(MPI_COMM_WORLD, f, where, {.relative_tolerance = 1e-10, .concurrency = 1, .observer = &seen});
        std::set<int> ranks;
        for (const auto& e : seen.evaluations()) ranks.insert(e.rank);
        return ranks;
    };
    const auto along = [](taskquad::argument a) {
        std::this_thread::sleep_for(2ms);
        return std::sqrt(a.from_a) + std::cos(50 * a.x);
    };
    const auto over = [](double x, double y) {
        std::this_thread::sleep_for(2ms);
        return std::cos(9 * x + y);
    };
    for (const auto& ranks :
         {ranks_seen(along, taskquad::domain{0.0, 1.0}), ranks_seen(over, taskquad::box{{0.0, 1.0}, {0.0, 1.0}})}) {
        CHECK(ranks.size() == (my_rank() == 0 ? static_cast<std::size_t>(all_ranks()) : 0));
    }
}

TEST_CASE("a verdict of the observer, and what it throws, end all ranks") {
    struct impatient : taskquad::observer {
        bool throws = false;
        taskquad::verdict on_evaluation(const taskquad::evaluation&) override {
            if (throws) throw std::domain_error("enough");
            return taskquad::verdict::stop;
        }
    } seen;
    CHECK(mpi::integrate(MPI_COMM_WORLD, with_a_kink, {0.0, 1.0}, {.concurrency = 1, .observer = &seen}).status ==
          taskquad::status::stopped);
    seen.throws = true;
    const auto integrate = [&] {
        (void)mpi::integrate(MPI_COMM_WORLD, with_a_kink, {0.0, 1.0}, {.concurrency = 1, .observer = &seen});
    };
    if (my_rank() == 0) {
        CHECK_THROWS_AS(integrate(), std::domain_error);
    } else {
        CHECK_THROWS_WITH_AS(integrate(), doctest::Contains("enough"), mpi::remote_error);
    }
}
