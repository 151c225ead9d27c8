/// The time since the beginning of an integration. A reading of the clock takes about 30 ns, as much as a few cheap evaluations of
/// f: so nobody reads it for each of them.
#pragma once

#include <chrono>

namespace taskquad::machine {

class stopwatch {
public:
    using clock = std::chrono::steady_clock;
    using seconds = std::chrono::duration<double>;

    [[nodiscard]] clock::time_point begin() const noexcept { return begin_; }
    [[nodiscard]] seconds elapsed() const { return clock::now() - begin_; }

private:
    clock::time_point begin_ = clock::now();
};

}  // namespace taskquad::machine
