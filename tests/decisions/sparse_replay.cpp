// Items with several parents, whose errors are drawn by lot: what is certain to be refined is refined.
#include "decisions/sparse_replay.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/lattice/indices.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"

using namespace taskquad;
using regions::region;
using regions::lattice::closed_set;
using regions::lattice::indices;

namespace {

/// Each item has one point, its levels, and the value there is its error. They add nothing to the integral, and the probe agrees.
class items_of_chance final : public regions::items {
public:
    explicit items_of_chance(std::size_t dimensions)
        : all_(std::vector<std::uint8_t>(dimensions, 250)), refined_(all_), required_(all_), imagined_(all_) {}

    std::vector<region> initial() override {
        region probe;
        probe.own = no_item;
        return {probe, item(indices::lowest)};
    }
    [[nodiscard]] std::size_t coordinates() const override { return all_.dimensions(); }
    void points(const region& r, std::vector<double>& list) override {
        for (std::size_t j = 0; j < all_.dimensions(); ++j) list.push_back(r.own == no_item ? -1 : all_[r.own][j]);
    }
    [[nodiscard]] std::size_t points_of_one() const override { return 1; }
    [[nodiscard]] std::span<const std::size_t> shared(const region& /*whole*/, std::span<const region> /*parts*/) const override {
        return {};
    }
    [[nodiscard]] double size_of(std::span<const double> value) const override { return std::abs(value.front()); }
    void assess(region& r, std::span<const double* const> values, std::span<double> integral) override {
        integral.front() = r.integral = 0;
        r.error = *values.front();
    }
    [[nodiscard]] bool waits_for_siblings(const region& /*r*/, const region& /*parent*/) const override { return false; }
    void decide(region& r, const region* /*parent*/, std::span<const region> /*siblings*/) override {
        r.decided = r.divisible = true;
    }
    void successors(const region& /*r*/, std::vector<region>& /*list*/) override {}
    [[nodiscard]] bool may_be_divided(const region& /*r*/) const override { return false; }
    [[nodiscard]] bool has_room(const region& /*r*/) const override { return true; }
    [[nodiscard]] bool is_comparable(const region& /*whole*/, std::span<const region> /*parts*/) const override { return false; }
    [[nodiscard]] segment<> shown(const region& r) const override { return {0, 0, 0, r.error}; }

    [[nodiscard]] region item(number n) const override {
        region r;
        r.own = n;
        for (std::size_t j = 0; j < all_.dimensions(); ++j) r.place[j / 3] = 256 * r.place[j / 3] + all_[n][j];
        return r;
    }
    [[nodiscard]] bool in_pilot(const region& r) const override { return all_.total(r.own) == 0; }
    [[nodiscard]] bool is_last(const region& /*r*/) const override { return false; }
    [[nodiscard]] bool comes_before(const region& r, const region& t) const override { return all_.precedes(r.own, t.own); }
    [[nodiscard]] std::uint64_t fresh(number /*n*/) const override { return 1; }
    void let_in(set s, number n, std::vector<number>& list) override { of(s).admits_with(n, list); }
    void add(set s, number n) override { of(s).add(n); }
    void imagine() override { imagined_ = refined_; }
    [[nodiscard]] double holds_back(number /*n*/, const errors& /*of*/) override { return 0; }
    [[nodiscard]] double predicted(number n, const errors& of) override { return of(all_.below(n, first_axis(n))).value_or(0) / 3; }
    void enter(const region& /*r*/, std::span<const double* const> /*values*/, std::size_t /*components*/) override {}
    void recall(const region& /*r*/, std::span<const double* const> /*values*/, std::size_t /*components*/) override {}
    [[nodiscard]] double spread(const region& /*r*/) const override { return 1; }
    [[nodiscard]] double magnitude() const override { return 0; }
    [[nodiscard]] misfit at_probes() const override { return {1e-20, 1, 1e-20}; }

private:
    static constexpr number no_item = static_cast<number>(-1);
    closed_set& of(set s) { return s == set::refined ? refined_ : s == set::required ? required_ : imagined_; }
    [[nodiscard]] std::size_t first_axis(number n) const {
        std::size_t j = 0;
        while (all_[n][j] == 0) ++j;
        return j;
    }

    indices all_;
    closed_set refined_, required_, imagined_;
};

/// Errors that fall by some factor a level, or rise now and then; some are equal, some are 0.
struct errors_of_chance {
    unsigned seed;
    std::size_t dimensions;
    double decay, spread, target;
    bool ties;

    explicit errors_of_chance(unsigned s) : seed(s) {
        std::mt19937 random(s);
        dimensions = 1 + random() % 5;
        decay = std::uniform_real_distribution(0.05, 1.1)(random);
        spread = std::uniform_real_distribution(0.0, 3.0)(random);
        ties = random() % 3 == 0;
        target = std::exp(-std::uniform_real_distribution(0.0, 6.0)(random));
    }
    double operator()(std::span<const double> levels) const {
        double total = 0;
        std::uint32_t h = seed * 2654435761U;
        for (const double level : levels) {
            total += level;
            h = (h ^ static_cast<unsigned>(level + 2)) * 16777619U + 977;
            h ^= h >> 13;
        }
        std::mt19937 random(h);
        double e = std::pow(decay / std::sqrt(static_cast<double>(dimensions)), total) *
                   std::exp(spread * std::normal_distribution<>()(random));
        if (ties) e = std::exp2(std::floor(std::log2(e)));
        return random() % 10 == 0 ? 0 : e;
    }
};

result<> refined(const errors_of_chance& f, const options& o, std::size_t outstanding) {
    decisions::engine e(std::make_unique<items_of_chance>(f.dimensions), o, static_cast<int>(outstanding));
    const auto evaluations = tell_in_any_order(e, outstanding, f.seed, [&f](const detail::point_view& at) {
        return f({at.coordinates, at.count});
    });
    auto r = e.outcome();
    r.calls = evaluations.told + evaluations.left;
    return r;
}

}  // namespace

TEST_CASE("on a lattice, nothing is wasted: each item that is certain to be refined is refined, in whichever order values come") {
    int ended = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        CAPTURE(seed);
        const errors_of_chance f(seed);
        options o{.absolute_tolerance = f.target, .relative_tolerance = 0, .max_evaluations = 4000, .speculation = 0};
        const auto alone = refined(f, o, 1);
        if (alone.status != status::converged) continue;
        ++ended;
        for (const std::size_t outstanding : {2U, 16U, 1000U}) {
            const auto r = refined(f, o, outstanding);
            CHECK(same_bits(r, alone));
            CHECK(r.calls == r.evaluations);
        }
        o.speculation = 2;
        CHECK(same_bits(refined(f, o, 64), alone));
    }
    CHECK(ended > 500);
}
