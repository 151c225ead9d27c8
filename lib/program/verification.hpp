/// Runs of f at abscissae whose values are known, to see whether it still gives them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "program/finding.hpp"
#include "program/gate.hpp"

namespace taskquad::program {

struct second_run {
    finding::sample known;
    std::vector<double> now = {};  ///< empty: it has failed, or was never made
    std::string failure = {};

    /// To the last bit; 0 and -0 are the same here, and all NaN.
    [[nodiscard]] bool agrees() const;
    /// The first component that differs.
    [[nodiscard]] std::size_t where() const;
};

/// As many of them as are wanted, spread over all.
[[nodiscard]] std::vector<finding::sample> spread(std::span<const finding::sample> all, std::size_t n);

/// Waits until all have ended. A run that fails is made again, `retries` times.
[[nodiscard]] std::vector<second_run> run_again(gate& through, std::span<const finding::sample> known, int retries);

}  // namespace taskquad::program
