/// A budget has to allow for the first estimates, with which every integration begins.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace taskquad::detail {

/// Throws std::invalid_argument, naming both numbers and who was given the budget, where it is less than the first estimates take.
inline void check_budget(const char* who, std::uint64_t max_evaluations, std::uint64_t first_estimates) {
    if (max_evaluations >= first_estimates) return;
    throw std::invalid_argument(std::string("taskquad: ") + who + ": max_evaluations is " + std::to_string(max_evaluations) +
                                ", must be >= " + std::to_string(first_estimates) +
                                ", which the first estimates over this domain take");
}

}  // namespace taskquad::detail
