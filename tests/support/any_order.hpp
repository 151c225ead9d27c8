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

/// How many values an engine was told, and how many more it had given out when it was done.
struct evaluations_of_engine {
    std::size_t told = 0, left = 0;
};

/// `f`: of a point; a number, or a list of components. So many values are outstanding at a time, as far as that many are wanted.
template <class F>
evaluations_of_engine tell_in_any_order(taskquad::decisions::engine& e, std::size_t outstanding, std::uint64_t seed, F&& f) {
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
        const auto y = f(e.at(flight.back()));
        if constexpr (std::same_as<decltype(y), const double>) {
            e.tell(flight.back(), y);
        } else {
            e.tell(flight.back(), std::span(y));
        }
        flight.pop_back();
        ++told;
    }
    return {told, flight.size()};
}
