#include "memory_limit.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <new>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "child.hpp"
#include "warm_up.hpp"

namespace {

std::vector<double> twenty_thousand(double x) {
    std::vector<double> y(20'000);
    const double one = std::exp(x) + std::sqrt(x);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = one * static_cast<double>(1 + i % 5);
    return y;
}

/// Bytes of memory that this process has mapped.
rlim_t mapped() {
    unsigned long pages = 0;
    if (std::FILE* const statm = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(statm, "%lu", &pages) != 1) pages = 0;
        std::fclose(statm);
    }
    return rlim_t{pages} * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// The stack grows within the limit, too, and a stack that cannot is a crash: so it grows before.
void touch_stack() {
    std::array<volatile char, 1 << 18> deep;
    for (std::size_t i = 0; i < deep.size(); i += 1024) deep[i] = 1;
}

/// oneTBB says so where it cannot make a thread; it wakes more of them than there are slots, those of the warming up are not
/// enough.
bool is_of_pthread_create(const std::exception& e) { return std::strstr(e.what(), "pthread_create") != nullptr; }

/// Calls of one integrator until memory is short, and some more; then, with memory again, the same calls are right.
ending within(rlim_t more, int concurrency, report& r) {
    warm_up();
    touch_stack();
    taskquad::integrator quad(twenty_thousand,
                              {.relative_tolerance = 1e-4, .rule = taskquad::simpson(), .concurrency = concurrency});
    const auto call = [&](int i) { return quad({0.0, 1.0 + i / 4.0}); };
    r.phase = "the calls within a limit";
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    const rlimit narrow{mapped() + more, limit.rlim_max};
    setrlimit(RLIMIT_AS, &narrow);
    bool threw = false, oneTBB = false;
    for (int i = 0; i < 4; ++i) {
        try {
            static_cast<void>(call(i));
        } catch (const std::bad_alloc&) {
            threw = true;
        } catch (const std::runtime_error& e) {
            if (!is_of_pthread_create(e)) throw;
            oneTBB = true;
            std::snprintf(r.what, sizeof r.what, "%s", e.what());
        }
    }
    setrlimit(RLIMIT_AS, &limit);
    r.phase = "the calls with memory again";
    for (int i = 0; i < 4; ++i) {
        const auto again = call(i);
        const auto right =
            taskquad::integrate(twenty_thousand, {0.0, 1.0 + i / 4.0},
                                {.relative_tolerance = 1e-4, .rule = taskquad::simpson(), .concurrency = concurrency});
        if (again.value != right.value || again.error != right.error) throw std::runtime_error("the result is another");
    }
    return oneTBB ? ending::oneTBB : threw ? ending::exception : ending::right;
}

}  // namespace

bool memory_limits() {
    constexpr std::array concurrencies{1, 2, 8};
    constexpr std::array<rlim_t, 11> megabytes{0, 1, 2, 4, 8, 12, 16, 24, 32, 64, 128};
    constexpr long n = concurrencies.size() * megabytes.size();
    const auto concurrency_of = [&](long k) { return concurrencies[static_cast<std::size_t>(k - 1) / megabytes.size()]; };
    const auto megabytes_of = [&](long k) { return megabytes[static_cast<std::size_t>(k - 1) % megabytes.size()]; };
    std::array<int, endings> count{};
    one_after_another(
        n, [&](long k, report& r) { return within(megabytes_of(k) << 20, concurrency_of(k), r); },
        [&](long k, const child& c) {
            ++count[static_cast<std::size_t>(c.how())];
            if (c.how() <= ending::oneTBB) return;
            std::printf("    %s in %s, %s: concurrency %d, %d MB\n", name_of(c.how()), c.said().phase, c.said().what,
                        concurrency_of(k), static_cast<int>(megabytes_of(k)));
        });
    const auto of = [&](ending e) { return count[static_cast<std::size_t>(e)]; };
    std::printf("%-20s %5ld runs: %5d right, %4d bad_alloc, %d oneTBB's own; %d wrong, %d hang, %d terminate, %d crash\n", "limits",
                n, of(ending::right), of(ending::exception), of(ending::oneTBB), of(ending::wrong), of(ending::hang),
                of(ending::terminated), of(ending::crash));
    return of(ending::wrong) + of(ending::hang) + of(ending::terminated) + of(ending::crash) == 0;
}
