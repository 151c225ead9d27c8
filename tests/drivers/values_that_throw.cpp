/// What the traits of a user's values throw, or the maker of an integrand for each worker, reaches the caller.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/grain.hpp"
#include "support/tripwire.hpp"
#include "support/watchdog.hpp"

using namespace tripwires;
using namespace std::chrono_literals;

namespace {

struct pair_of {
    double a, b;
};

}  // namespace

template <>
struct taskquad::value_traits<pair_of> {
    using element = double;
    static constexpr bool fixed = false;
    static value_shape shape_of(const pair_of& /*v*/) {
        wire.pass(place::shape_of);
        return {2, 1};
    }
    static void write(const pair_of& v, double* to) {
        wire.pass(place::write);
        to[0] = v.a;
        to[1] = v.b;
    }
    static pair_of read(const double* from, const value_shape& /*s*/) {
        wire.pass(place::read);
        return {from[0], from[1]};
    }
};

namespace {

pair_of a_pair(double x) { return {std::exp(x), root(x)}; }

constexpr std::array traits{place::shape_of, place::write, place::read};

options with_traits() {
    options o = all_needed;
    o.absolute_tolerance = 1e-3;
    return o;
}

}  // namespace

TEST_CASE("what the traits of a user's values throw reaches the caller") {
    const watchdog dog(200s);
    const auto in_batches = batch<pair_of>(
        [](std::span<const double> x, std::span<pair_of> y) { std::ranges::transform(x, y.begin(), a_pair); }, {.max_batch = 8});
    for (const place p : traits) {
        CAPTURE(static_cast<int>(p));
        for (const auto& objects : drivers(a_pair, with_traits())) CHECK(at_every_moment(p, objects) > 0);
        for (const auto& objects : drivers(in_batches, with_traits())) CHECK(at_every_moment(p, objects) > 0);
        session_at_every_moment(p, a_pair, with_traits());
    }
}

TEST_CASE("what the traits of a value throw that comes later reaches the caller of integrate, who does not wait for ever") {
    const watchdog dog(200s);
    for (const bool at_once : {true, false}) {
        for (const place p : traits) {
            CAPTURE(static_cast<int>(p));
            CHECK(at_every_moment(p, asynchronous_driver(a_pair, with_traits(), at_once)) > 0);
        }
    }
}

TEST_CASE("what the traits throw when a value is put into the cache, or read from it, changes nothing there") {
    integrator quad(a_pair, with_traits());
    quad.cache().insert(0.0, a_pair(0));
    for (const place p : {place::shape_of, place::write}) {
        wire.set(p, 1);
        CHECK_THROWS_AS(quad.cache().insert(0.5, a_pair(0.5)), tripped);
    }
    wire.set(place::read, 1);
    CHECK_THROWS_AS(static_cast<void>(quad.cache().values()), tripped);
    wire.set(place::nowhere, 0);
    CHECK(quad.cache().size() == 1);
    CHECK(quad.cache().insert(0.5, a_pair(0.5)));
    const auto r = quad(where);
    CHECK(r.reused == 2);
    CHECK(same(signature_of(r), signature_of(integrate(a_pair, where, with_traits()))));
}

TEST_CASE("what the maker of a per-worker integrand throws reaches the caller") {
    const watchdog dog(200s);
    const auto objects = [](int n, grain::cost g) -> maker {
        return [=]() -> call {
            const auto make = [] {
                wire.pass(place::make);
                return root;
            };
            options o = all_needed;
            o.concurrency = n;
            o.cost_of_f = g;
            auto quad = std::make_shared<integrator<decltype(per_worker(make))>>(per_worker(make), o);
            return [=] { return signature_of(integrate(per_worker(make), where, o)), signature_of((*quad)(where)); };
        };
    };
    for (const int n : {1, 2, 8}) {
        for (const auto g : {grain::points, grain::segments}) CHECK(at_every_moment(place::make, objects(n, g)) > 0);
    }
}
