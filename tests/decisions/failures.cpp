// Failures at points that are looked at ahead of the serial algorithm, or belong to a course that is given up.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "laws/problems.hpp"
#include "machine/hash.hpp"
#include "regions/regions.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/courses.hpp"
#include "support/effort.hpp"

using namespace taskquad;

namespace {

/// Of which points f fails: one in so many.
struct failing {
    std::uint64_t seed, one_in;
    bool operator()(const detail::point_view& at) const {
        std::uint64_t h = machine::hash_of({at.coordinates, at.count}) + seed * 0x9E3779B97F4A7C15U;
        h = (h ^ (h >> 32U)) * 0xBF58476D1CE4E5B9U;
        return (h ^ (h >> 29U)) % one_in == 0;
    }
};

struct outcome {
    result<> r;
    std::vector<double> components;
    bool met = false;  ///< whether a failure was told

    [[nodiscard]] bool is_same(const outcome& other) const {
        bool same = same_bits(r, other.r) && components.size() == other.components.size();
        for (std::size_t i = 0; same && i < components.size(); ++i) same = same_bits(components[i], other.components[i]);
        return same;
    }
};

/// With so many evaluations outstanding, which end in any order.
template <class F>
outcome run(std::unique_ptr<regions::kind> k, const options& o, std::size_t outstanding, const failing& fails, F&& f) {
    decisions::engine e(std::move(k), o, static_cast<int>(outstanding));
    outcome out;
    end_in_any_order(e, outstanding, fails.seed + outstanding, [&](decisions::point_id p) {
        const auto at = e.at(p);
        if (fails(at)) {
            out.met = true;
            return e.fail(p, std::make_exception_ptr(std::runtime_error("f fails")));
        }
        const std::vector<double> y = f(std::span(at.coordinates, at.count));
        e.tell(p, std::span(y));
    });
    out.r = e.outcome();
    out.components = e.components();
    if (out.r.status == status::failed) {
        const double* const x = out.r.place.empty() ? &out.r.failed_at : out.r.place.data();
        const detail::point_view at{x, out.r.place.empty() ? 1 : out.r.place.size()};
        CHECK(fails(at));
    }
    return out;
}

struct tally {
    int failed = 0, in_spite = 0;  ///< runs that failed, and that came to their end in spite of a failure
};

template <class Kind, class F>
void compare(const Kind& kind, options o, const failing& fails, F&& f, tally& t) {
    o.speculation = 0;
    const auto alone = run(kind(o), o, 1, fails, f);
    if (alone.r.status == status::failed) ++t.failed;
    for (const std::size_t outstanding : {8U, 64U}) {
        for (const double speculation : {0.0, 2.0}) {
            CAPTURE(outstanding);
            CAPTURE(speculation);
            o.speculation = speculation;
            const auto r = run(kind(o), o, outstanding, fails, f);
            CHECK(r.is_same(alone));
            if (r.met && r.r.status != status::failed) ++t.in_spite;
        }
    }
}

}  // namespace

TEST_CASE("what a run with failures at random points comes to is the same in whichever order they come: several dimensions") {
    tally t;
    for (const courses::task& c : courses::all()) {
        CAPTURE(c.name);
        for (const int seed : seeds(12)) {
            CAPTURE(seed);
            const failing fails{static_cast<std::uint64_t>(seed), seed % 2 == 0 ? 2000U : 500U};
            compare([&](const options& own) { return c.kind(own); }, c.o, fails, c.f, t);
        }
    }
    if (!full_effort) return;
    CHECK(t.failed > 20);
    CHECK(t.in_spite > 10);
}

TEST_CASE("and in one dimension, whatever the refinement, the tolerance and the budget") {
    tally t;
    for (const int seed : seeds(300)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        const failing fails{static_cast<std::uint64_t>(seed), 300};
        const auto f = [&](std::span<const double> x) { return std::vector{p.f(x.front())}; };
        compare([](const options& own) { return regions::regions_of(domain{0.0, 1.0}, own); }, p.options, fails, f, t);
    }
    if (!full_effort) return;
    CHECK(t.failed > 50);
    CHECK(t.in_spite > 20);
}
