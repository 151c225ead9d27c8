#include "values/store.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "values/claims.hpp"

using namespace taskquad::values;

namespace {

/// Two integrations that share their values, and an abscissa.
struct two_integrations {
    std::shared_ptr<store> values = std::make_shared<store>();
    claims a{values, false, false, {}}, b{values, false, false, {}};
    const double x = 0.5;
    const taskquad::detail::point_view at{&x, 1};
    errand& of_a = a.make(0, at, false);
    errand& of_b = b.make(0, at, false);
};

constexpr std::array three{3.0};

}  // namespace

TEST_CASE("an abscissa is claimed by one, and whoever waits for it is told the value") {
    two_integrations t;
    CHECK(t.a.make_claim(t.of_a) == claims::claim::claimant);
    CHECK(t.b.make_claim(t.of_b) == claims::claim::waits);
    CHECK(t.b.inbox().waiting() == 1);
    t.a.value(t.of_a, three);
    CHECK(t.of_a.what == errand::end::called);
    errands arrived;
    REQUIRE(t.b.inbox().take(arrived));
    CHECK(arrived.take() == &t.of_b);
    CHECK(t.of_b.what == errand::end::delivered);
    CHECK(t.of_b.value.components().front() == 3);
    CHECK(t.b.inbox().waiting() == 0);
}

TEST_CASE("whoever waits is told that a claim was given up, and may claim it") {
    two_integrations t;
    CHECK(t.a.make_claim(t.of_a) == claims::claim::claimant);
    CHECK(t.b.make_claim(t.of_b) == claims::claim::waits);
    t.a.failure(t.of_a, std::make_exception_ptr(std::runtime_error("broken")));
    errands arrived;
    REQUIRE(t.b.inbox().take(arrived));
    CHECK(arrived.take()->what == errand::end::dropped);
    CHECK(t.b.make_claim(t.of_b) == claims::claim::claimant);
}

TEST_CASE("an integration that ends leaves nothing behind in what it waited for") {
    two_integrations t;
    CHECK(t.a.make_claim(t.of_a) == claims::claim::claimant);
    for (int i = 0; i < 3; ++i) {
        CHECK(t.b.make_claim(t.of_b) == claims::claim::waits);
        CHECK(t.values->leave(t.of_b));
        CHECK(t.b.inbox().waiting() == 0);
        CHECK_FALSE(t.values->leave(t.of_b));
    }
    t.a.value(t.of_a, three);
    errands arrived;
    CHECK_FALSE(t.b.inbox().take(arrived));
}

TEST_CASE("who insists evaluates what another has claimed; the value is kept once, whoever comes first") {
    for (const bool fails : {false, true}) {
        two_integrations t;
        CHECK(t.a.make_claim(t.of_a) == claims::claim::claimant);
        t.of_b.insists = true;
        CHECK(t.b.make_claim(t.of_b) == claims::claim::claimant);
        if (fails) {
            // It was not the claimant: the claim stands.
            t.b.failure(t.of_b, std::make_exception_ptr(std::runtime_error("broken")));
            t.of_b.insists = false;
            CHECK(t.b.make_claim(t.of_b) == claims::claim::waits);
            CHECK(t.values->leave(t.of_b));
        } else {
            t.b.value(t.of_b, three);
        }
        t.a.value(t.of_a, three);
        CHECK(t.of_a.what == errand::end::called);
        CHECK(t.values->size() == 1);
        CHECK(t.values->values().size() == 1);
    }
}
