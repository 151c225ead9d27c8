/// The steps of an integration that its observer has seen, by what they are: for a session whose engine is replaced by another,
/// which takes the same steps once more, estimates perhaps in another order.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "decisions/engine.hpp"

namespace taskquad::drivers {

class shown_steps {
public:
    /// Whether the observer has not seen a step of this engine; notes that it has.
    bool add(const decisions::engine::shown_step& step) {
        if (step.what == decisions::approximation::step::kind::split) return splits_.add(engine_);
        return estimates_[{step.first.a, step.first.b}].add(engine_);
    }

    /// The next steps are those of another engine.
    void begin_again() noexcept { ++engine_; }

private:
    /// Of splits, which come in the order of the serial algorithm, and of estimates of the same segment, at one level after
    /// the other, a number is enough.
    struct count {
        std::uint64_t seen = 0, of_engine = 0, engine = 0;
        bool add(std::uint64_t now) {
            if (std::exchange(engine, now) != now) of_engine = 0;
            if (++of_engine <= seen) return false;
            seen = of_engine;
            return true;
        }
    };
    std::uint64_t engine_ = 0;  ///< a number for it
    count splits_;
    std::map<std::pair<double, double>, count> estimates_;  ///< by begin and end
};

}  // namespace taskquad::drivers
