#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>

#include <taskquad/journal.hpp>
#include <taskquad/mpi.hpp>
#include <taskquad/taskquad.hpp>

#include "mpi/ranks.hpp"
#include "support/bits.hpp"

namespace mpi = taskquad::mpi;

TEST_CASE("an integrator keeps the values of all ranks") {
    std::atomic<long> calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return std::sqrt(x) * std::cos(9 * x);
    };
    const taskquad::options o{.concurrency = 2, .keep_partition = true};
    mpi::integrator integrate(MPI_COMM_WORLD, f, o);
    const auto first = integrate({0.0, 1.0});
    CHECK(same_bits(first, taskquad::integrate(f, {0.0, 1.0}, o)));
    if (my_rank() == 0) CHECK(integrate.cache().size() == first.calls);

    calls = 0;
    const auto again = integrate({0.0, 1.0});
    CHECK(same_bits(again, first));
    CHECK(again.calls == 0);
    CHECK(sum_over_ranks(calls) == 0);

    const auto better = integrate({0.0, 1.0}, taskquad::tolerance{.relative = 1e-12});
    CHECK(better.reused > 0);
    CHECK(better.calls < better.evaluations);
    CHECK(sum_over_ranks(calls) == static_cast<long>(better.calls));
}

TEST_CASE("a journal at rank 0 goes on with what all ranks have evaluated") {
    const auto file = std::filesystem::temp_directory_path() / ("taskquad_mpi_" + std::to_string(all_ranks()) + ".db");
    const auto f = [](double x) { return std::abs(x - 0.3); };
    taskquad::options o{.max_evaluations = 300, .concurrency = 1, .keep_partition = true, .verify = 0};
    if (my_rank() == 0) std::filesystem::remove(file);
    std::uint64_t calls = 0;
    for (const std::uint64_t budget : {300U, 10'000U}) {
        std::optional<taskquad::journal> values;
        if (my_rank() == 0) o.journal = &values.emplace(file.string());
        o.max_evaluations = budget;
        const auto r = mpi::integrate(MPI_COMM_WORLD, f, {0.0, 1.0}, o);
        CHECK(r.reused == calls);
        calls += r.calls;
        o.journal = nullptr;
        if (budget > 300) CHECK(same_bits(r, taskquad::integrate(f, {0.0, 1.0}, o)));
    }
    if (my_rank() == 0) std::filesystem::remove(file);
}
