/// The values that a sum has had: how far it has drifted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace taskquad::decisions {

class value_history {
public:
    /// Notes the value after so many evaluations; a later one after as many replaces it.
    void note(std::uint64_t evaluations, std::span<const double> value) {
        if (!states_.empty() && states_.back().evaluations == evaluations) states_.pop_back();
        states_.push_back({evaluations, {value.begin(), value.end()}});
    }
    /// The largest change to a value from any state of the last two thirds of so many evaluations.
    template <class Size>
    [[nodiscard]] double drift(std::span<const double> value, std::uint64_t evaluations, Size size) const {
        double most = 0;
        for (std::size_t i = states_.size(); i-- > 0;) {
            most = std::max(most, size(change(value, states_[i])));
            if (3 * states_[i].evaluations <= evaluations) break;
        }
        return most;
    }
    /// The evaluations of the last state that differs from a value by more than so much; 0 where none does.
    template <class Size>
    [[nodiscard]] std::uint64_t last_off(std::span<const double> value, double by, Size size) const {
        for (std::size_t i = states_.size(); i-- > 0;) {
            if (size(change(value, states_[i])) > by) return states_[i].evaluations;
        }
        return 0;
    }

private:
    struct state {
        std::uint64_t evaluations;
        std::vector<double> value;
    };
    [[nodiscard]] std::span<const double> change(std::span<const double> value, const state& then) const {
        change_.resize(value.size());
        for (std::size_t c = 0; c < value.size(); ++c) change_[c] = value[c] - then.value[c];
        return change_;
    }

    std::vector<state> states_;
    mutable std::vector<double> change_;  ///< scratch
};

}  // namespace taskquad::decisions
