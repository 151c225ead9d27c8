/// A slow, obvious, serial dimension-adaptive sparse grid, with which every other is compared.
///
/// T. Gerstner, M. Griebel, Dimension-adaptive tensor-product quadrature, Computing 71 (2003), 65-87,
/// doi:10.1007/s00607-003-0015-5: the item with the largest contribution is refined, until those that stand add up to less than the
/// tolerance. Then, and that is ours, the integral is only believed if it has not drifted over the last two thirds of the
/// evaluations, and if the polynomial predicts f at the probes. Else the grid takes another look: it refines a whole batch of items
/// at once.
#pragma once

#include <functional>
#include <limits>
#include <map>

#include <taskquad/status.hpp>
#include <taskquad/tolerance.hpp>

#include "decisions/outlook.hpp"
#include "reference/sparse_grid_items.hpp"

namespace reference {

class sparse_grid {
public:
    using vector = sparse_grid_items::vector;
    using number = sparse_grid_items::number;
    struct settings {
        taskquad::tolerance tolerance;
        std::uint64_t max_evaluations = 30'000;
        double f_relative_accuracy = 0;
        bool probes = true;
        bool doubts = false;  ///< nobody has said that f is for a sparse grid: it looks more closely, and gives up
        taskquad::norm norm = taskquad::norm();
    };
    struct outcome {
        vector value;
        double error;
        taskquad::status status;
        std::uint64_t evaluations, looks;
    };

    /// The expectation of f is wanted under the densities of the families.
    sparse_grid(sparse_grid_items::function f, std::vector<const taskquad::rules::nested_family*> axes, const settings& s)
        : settings_(s), items_(std::move(f), std::move(axes), s.norm) {}

    outcome operator()() {
        begin();
        while (true) {
            if (items_.non_finite()) return ended(taskquad::status::non_finite);
            const double goal = most_that_may_be_left();
            const bool is_small = items_.error() <= goal;
            if (is_small && is_believed(goal)) {
                if (settings_.doubts && items_.wants_more_probes(goal)) {
                    if (items_.evaluations() + items_.new_probes() > settings_.max_evaluations)
                        return ended(taskquad::status::evaluation_limit);
                    items_.probe();
                    note();
                    outlook_.look(surprise());
                    continue;
                }
                if (sees_nothing() && !(settings_.tolerance.absolute > 0)) return ended(taskquad::status::all_zero);
                return ended(error() <= target() ? taskquad::status::converged : taskquad::status::roundoff);
            }
            if (items_.standing().empty()) return ended(taskquad::status::roundoff);
            if (settings_.doubts && outlook_.is_hopeless()) return ended(taskquad::status::too_slow);
            if (!(is_small ? look(goal) : items_.refine(largest(), settings_.max_evaluations))) {
                return ended(taskquad::status::evaluation_limit);
            }
            note();
        }
    }

private:
    struct state {
        std::uint64_t evaluations;
        vector value;
    };

    /// All items up to a total level of 2, and the probes.
    void begin() {
        if (settings_.probes) items_.probe();
        items_.begin();
        constexpr auto any = std::numeric_limits<std::uint64_t>::max();
        items_.refine(0, any);
        for (const number i : items_.standing()) items_.refine(i, any);
        note();
    }
    void note() {
        if (!states_.empty() && states_.back().evaluations == items_.evaluations()) states_.pop_back();
        states_.push_back({items_.evaluations(), items_.value()});
        const double goal = most_that_may_be_left();
        const bool contradicted = items_.has_more_probes() && items_.error() <= goal && !agrees(goal);
        outlook_.note({items_.evaluations(), items_.error(), target(), surprise(), sees_nothing(), contradicted});
    }

    [[nodiscard]] double target() const { return settings_.tolerance.target(items_.norm(items_.value())); }
    [[nodiscard]] double noise() const { return items_.noise(settings_.f_relative_accuracy); }
    /// Neither noise nor what is stuck can be refined away. Where they do not allow for the tolerance, about as much may be left of
    /// all else.
    [[nodiscard]] double most_that_may_be_left() const {
        const double n = noise(), stuck = items_.stuck(), allowed = target() - n;
        return allowed >= std::max(stuck, n / 2) ? allowed : std::max(2 * stuck, n / 2);
    }

    /// The root mean square of what the polynomial is off at the probes, in units of its own uncertainty; 0 where it agrees.
    [[nodiscard]] double surprise() const {
        const auto all = items_.misfit();
        return all.off <= 1e-12 * std::max(items_.norm(items_.value()), all.size) ? 0 : all.off / items_.spread();
    }
    /// The same of the probe at which it is off most.
    [[nodiscard]] double largest_surprise() const {
        const auto all = items_.misfit();
        return all.most <= 1e-12 * std::max(items_.norm(items_.value()), all.size) ? 0 : all.most / items_.spread();
    }
    [[nodiscard]] bool sees_nothing() const { return items_.norm(items_.value()) == 0 && items_.misfit().off == 0; }
    [[nodiscard]] bool agrees(double goal) const {
        const double s = surprise(), t = largest_surprise();
        if (items_.has_more_probes()) {
            if (!(t <= 2 || (t <= 5 && items_.error() * t <= goal))) return false;
            const auto all = items_.misfit();
            if (all.of_mean <= 3 * goal && all.mean > goal + all.of_mean) return false;
        }
        return s <= 1 || (s <= 3 && items_.error() * s <= goal);
    }
    [[nodiscard]] bool is_believed(double goal) const {
        if (sees_nothing() && items_.evaluations() < 1024 * items_.dimensions()) return false;
        const bool leaves_room = items_.evaluations() <= settings_.max_evaluations / 2;
        if (settings_.doubts && leaves_room && outlook_.is_slow()) return false;
        return agrees(goal) && items_.error() + drift() <= goal && holding_back(goal).empty();
    }
    /// Items whose small errors keep others out that are probably larger.
    [[nodiscard]] std::vector<number> holding_back(double goal) const {
        auto list = items_.standing();
        std::map<number, double> back;
        for (const number i : list) back[i] = items_.holds_back(i);
        double all = 0;
        for (const number i : list) all += back[i];
        std::vector<number> holders;
        if (!(all > goal)) return holders;
        std::ranges::stable_sort(list, std::greater(), [&](number i) { return back[i]; });
        for (const number i : list) {
            if (!(2 * all > goal)) break;
            holders.push_back(i);
            all -= back[i];
        }
        return holders;
    }
    [[nodiscard]] double error() const {
        const double s = surprise();
        const double doubt = s <= 3 ? s * items_.error() : items_.misfit().off;
        return std::max(items_.error() + drift(), doubt) + noise();
    }

    [[nodiscard]] double change_since(const state& then) const {
        vector change = items_.value();
        for (std::size_t c = 0; c < change.size(); ++c) change[c] -= then.value[c];
        return items_.norm(change);
    }
    /// The largest change from any state of the last two thirds of the evaluations.
    [[nodiscard]] double drift() const {
        double most = 0;
        for (auto then = states_.rbegin(); then != states_.rend(); ++then) {
            most = std::max(most, change_since(*then));
            if (3 * then->evaluations <= items_.evaluations()) break;
        }
        return most;
    }

    [[nodiscard]] number largest() const {
        const auto list = items_.standing();
        return *std::ranges::min_element(list, [this](number i, number k) { return items_.outranks(i, k); });
    }

    /// Refines a batch of the items that stand now. Where the probes disagree, there is something that no large item leads to:
    /// those of the smallest total level first, until there are a quarter more evaluations. Where the value has drifted: the
    /// largest first, until the last state that was off by more than may be left would be out of sight, or there are twice as many.
    /// Where items keep larger ones out: those.
    bool look(double goal) {
        ++looks_;
        const auto n = static_cast<double>(items_.evaluations());
        auto batch = items_.standing();
        double wanted = 1.25 * n;
        if (!agrees(goal)) {
            std::ranges::stable_sort(batch, {}, [this](number i) { return items_.total(i); });
        } else if (auto holders = holding_back(goal); !holders.empty() && items_.error() + drift() <= goal) {
            batch = std::move(holders);
            wanted = std::numeric_limits<double>::infinity();
        } else {
            double last = 0;
            for (const state& s : states_) {
                if (change_since(s) > goal) last = static_cast<double>(s.evaluations);
            }
            wanted = std::max(1.1 * n, std::min(3 * last, 2 * n));
            std::ranges::sort(batch, [this](number i, number k) { return items_.outranks(i, k); });
        }
        for (const number i : batch) {
            if (!items_.refine(i, settings_.max_evaluations)) return false;
            if (static_cast<double>(items_.evaluations()) >= wanted) break;
        }
        return true;
    }

    outcome ended(taskquad::status s) const { return {items_.value(), error(), s, items_.evaluations(), looks_}; }

    settings settings_;
    sparse_grid_items items_;
    std::vector<state> states_;
    taskquad::decisions::outlook outlook_;
    std::uint64_t looks_ = 0;
};

}  // namespace reference
