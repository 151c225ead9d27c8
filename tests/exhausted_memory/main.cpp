// Every allocation fails in turn. In each of the scenarios the first, the second, ... and the last allocation fails once, each in a
// process of its own; what then comes out must be the right result, or std::bad_alloc, and the same call on the same objects once
// more must have the right bits.
//
// usage: taskquad_exhausted_memory                 all of them, and the limits of memory
//        taskquad_exhausted_memory scenario        one
//        taskquad_exhausted_memory scenario k      one allocation, with the stack of where it failed
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>

#include "child.hpp"
#include "memory_limit.hpp"
#include "scenario.hpp"
#include "warm_up.hpp"

namespace {

bool same(const bits& a, const bits& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// In the child.
ending with_failure(const scenario& s, long k, report& r) {
    warm_up();
    r.phase = "the call in which an allocation fails";
    bits first;
    bool threw = false;
    const auto objects = s.make();
    injection::arm(k);
    try {
        first = (*objects)();
    } catch (const std::bad_alloc&) {
        threw = true;
    }
    r.allocations = injection::disarm();
    if (threw && !injection::struck()) throw std::runtime_error("bad_alloc although nothing had failed");
    r.phase = "the call after that";
    const bits second = (*objects)();
    r.phase = "a look at the objects";
    objects->check();
    // Only now, so that whatever the library makes once was made while allocations failed.
    r.phase = "the same with other objects";
    const bits right = (*s.make())();
    if (!threw && !same(first, right)) throw std::runtime_error("the result in spite of the failure is another");
    if (!same(second, right)) throw std::runtime_error("the result of the call after that is another");
    return threw ? ending::exception : ending::right;
}

struct counts {
    std::array<int, endings> of{};
    int shown = 0;
    [[nodiscard]] int operator[](ending e) const { return of[static_cast<std::size_t>(e)]; }
    [[nodiscard]] int bad() const {
        return (*this)[ending::wrong] + (*this)[ending::hang] + (*this)[ending::terminated] + (*this)[ending::crash];
    }
};

void note(const scenario& s, long k, const child& process, counts& c) {
    const ending e = process.how();
    ++c.of[static_cast<std::size_t>(e)];
    if (e <= ending::oneTBB || ++c.shown > 4) return;
    std::printf("    %s in %s%s%s: taskquad_exhausted_memory %s %ld\n", name_of(e), process.said().phase,
                process.said().what[0] != '\0' ? ", " : "", process.said().what, s.name.data(), k);
}

void wait_for(child& c) {
    while (!c.ended()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

/// The allocations of a run in which nothing fails; with several threads that varies a little.
long allocations_of(const scenario& s) {
    long most = 0;
    for (int i = 0; i < 2; ++i) {
        child c([&](report& r) { return with_failure(s, 0, r); });
        wait_for(c);
        if (c.how() != ending::right) {
            std::printf("    %s in %s, %s, where nothing fails: %s\n", name_of(c.how()), c.said().phase, c.said().what,
                        s.name.data());
            return -1;
        }
        most = std::max(most, c.said().allocations);
    }
    return most;
}

/// False where anything is not as it should be.
bool all_failures(const scenario& s) {
    const auto begin = std::chrono::steady_clock::now();
    const long n = allocations_of(s);
    if (n < 0) return false;
    counts c;
    one_after_another(
        n, [&](long k, report& r) { return with_failure(s, k, r); }, [&](long k, const child& process) { note(s, k, process, c); });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("%-20s %5ld runs: %5d right, %4d bad_alloc, %d oneTBB's own; %d wrong, %d hang, %d terminate, %d crash  (%.1f s)\n",
                s.name.data(), n, c[ending::right], c[ending::exception], c[ending::oneTBB], c[ending::wrong], c[ending::hang],
                c[ending::terminated], c[ending::crash], took.count());
    std::fflush(stdout);
    return c.bad() == 0;
}

/// One, with everything that can be said of it.
bool one_failure(const scenario& s, long k) {
    child c([&](report& r) {
        std::set_terminate([] {
            std::fprintf(stderr, "std::terminate, after the failure of an allocation at\n");
            injection::print_stack();
            std::abort();
        });
        try {
            const ending e = with_failure(s, k, r);
            std::fprintf(stderr, "%ld allocations; where one failed:\n", r.allocations);
            injection::print_stack();
            return e;
        } catch (...) {
            injection::print_stack();
            throw;
        }
    });
    wait_for(c);
    std::printf("%s %ld: %s in %s%s%s\n", s.name.data(), k, name_of(c.how()), c.said().phase, c.said().what[0] != '\0' ? ", " : "",
                c.said().what);
    return c.how() <= ending::oneTBB;
}

}  // namespace

int main(int argc, char** argv) {
    injection::prepare();
    auto all = scenarios_of_integrations();
    std::ranges::move(scenarios_of_owners(), std::back_inserter(all));
    bool good = true, found = false;
    for (const scenario& s : all) {
        if (argc > 1 && s.name != argv[1]) continue;
        found = true;
        good = (argc > 2 ? one_failure(s, std::atol(argv[2])) : all_failures(s)) && good;
    }
    if (argc == 1 || std::string_view(argv[1]) == "limits") {
        found = true;
        good = memory_limits() && good;
    }
    if (!found) std::fprintf(stderr, "no scenario %s\n", argv[1]);
    return good && found ? 0 : 1;
}
