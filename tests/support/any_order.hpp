/// The engine alone, told values that arrive in any order.
#pragma once

#include <doctest/doctest.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <taskquad/detail/point_view.hpp>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "support/families.hpp"

/// How many evaluations an engine was told the end of, and how many more it had given out when it was done.
struct evaluations_of_engine {
    std::size_t told = 0, left = 0;
};

/// Evaluations end in any order, until the engine is done; `end` tells it what has become of one. So many are outstanding at a
/// time, as far as that many are wanted.
template <class End>
evaluations_of_engine end_in_any_order(taskquad::decisions::engine& e, std::size_t outstanding, std::uint64_t seed, End&& end) {
    random_numbers random(seed);
    std::vector<taskquad::decisions::point_id> flight;
    std::size_t told = 0;
    while (!e.done()) {
        while (flight.size() < outstanding) {
            auto next = e.next();
            if (!next) next = e.guess();
            if (!next) break;
            flight.push_back(*next);
        }
        if (flight.empty()) FAIL("nothing is wanted before the end");
        std::swap(flight[static_cast<std::size_t>(random.below(static_cast<int>(flight.size())))], flight.back());
        end(flight.back());
        flight.pop_back();
        ++told;
    }
    return {told, flight.size()};
}

/// The same, where all evaluations end with a value. `f`: of a point; a number, or a list of components.
template <class F>
evaluations_of_engine tell_in_any_order(taskquad::decisions::engine& e, std::size_t outstanding, std::uint64_t seed, F&& f) {
    return end_in_any_order(e, outstanding, seed, [&](taskquad::decisions::point_id p) {
        const auto y = f(e.at(p));
        if constexpr (std::same_as<decltype(y), const double>) {
            e.tell(p, y);
        } else {
            e.tell(p, std::span(y));
        }
    });
}
