/// A session whose engine is replaced now and then, as where memory was exhausted half way through a decision.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "drivers/session_state.hpp"
#include "support/families.hpp"

/// Up to n points at a time are asked for, and told in any order; each is asked for once. `f`: of coordinates; a list of
/// components. `break_at`: the numbers of the values after which the engine is replaced. Returns how many points have been asked
/// for.
template <class F>
std::size_t tell_and_break(taskquad::detail::flat_session::state& s, std::size_t n, std::uint64_t seed,
                           const std::set<std::size_t>& break_at, F&& f) {
    const std::size_t dimension = s.engine().state().kind().coordinates();
    random_numbers random(seed);
    std::vector<std::vector<double>> flight;
    std::set<std::vector<double>> asked;
    bool once = true, all_in_flight = true;
    for (std::size_t told = 0; !s.engine().done(); ++told) {
        const auto coordinates = s.ask(n - flight.size());
        for (std::size_t i = 0; i < coordinates.size(); i += dimension) {
            flight.emplace_back(&coordinates[i], &coordinates[i] + dimension);
            once = asked.insert(flight.back()).second && once;
        }
        if (flight.empty()) FAIL("nothing is wanted before the end");
        std::swap(flight[static_cast<std::size_t>(random.below(static_cast<int>(flight.size())))], flight.back());
        s.keep(s.engine().make(flight.back().data()), f(std::span<const double>(flight.back())), {});
        s.broken = break_at.contains(told);
        s.recover();
        flight.pop_back();
        all_in_flight = all_in_flight && s.flights.size() == flight.size();
    }
    CHECK(once);
    CHECK(all_in_flight);
    return asked.size();
}
