/// Integrations over boxes by the engine alone and by tasks, to be compared with those of the reference.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "drivers/drivers.hpp"
#include "reference/boxes.hpp"
#include "regions/boxes/box_kind.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"
#include "support/families.hpp"

/// What is to be integrated, and how.
struct box_task {
    std::vector<std::vector<double>> breaks;
    reference::boxes::integrand f;
    int degree;
    taskquad::options o;

    [[nodiscard]] std::shared_ptr<const taskquad::rules::fully_symmetric> rule() const {
        return taskquad::rules::cubature_rule(degree, breaks.size());
    }
    [[nodiscard]] std::unique_ptr<taskquad::regions::kind> kind() const {
        return std::make_unique<taskquad::regions::boxes::box_kind>(breaks, rule(), o);
    }
    [[nodiscard]] reference::boxes by_reference() const {
        return {*rule(), f, breaks, o.tolerance(), o.max_evaluations, o.f_relative_accuracy, o.norm};
    }
};

/// What an integration has come to, box by box in the order of the tree.
struct box_outcome {
    struct leaf {
        std::vector<double> lower, upper, integral;
        double error;
        bool operator==(const leaf& other) const {
            return lower == other.lower && upper == other.upper && same_bits(error, other.error) &&
                   same_numbers(integral, other.integral);
        }
    };
    taskquad::status status{};
    std::vector<double> integral;
    double error = 0;
    std::uint64_t evaluations = 0, calls = 0;
    std::vector<leaf> leaves;

    explicit box_outcome(taskquad::decisions::engine& e) {
        const auto r = e.outcome();
        status = r.status;
        error = r.error;
        evaluations = r.evaluations;
        integral = e.components();
        const auto pieces = e.components_of_pieces();
        const auto& m = static_cast<const taskquad::regions::boxes::box_kind&>(e.state().kind()).sides();
        for (const auto s : e.state().leaves()) {
            const auto& region = e.state()[s];
            leaf l{{}, {}, {}, region.error};
            for (std::size_t a = 0; a < m.dimension(); ++a) {
                l.lower.push_back(m.lower(region.own, a));
                l.upper.push_back(m.upper(region.own, a));
            }
            const auto at = pieces.begin() + static_cast<std::ptrdiff_t>(leaves.size() * integral.size());
            l.integral.assign(at, at + static_cast<std::ptrdiff_t>(integral.size()));
            leaves.push_back(l);
        }
    }
    explicit box_outcome(const reference::boxes& b)
        : status(b.status), integral(b.integral()), error(b.error()), evaluations(b.evaluations), calls(b.evaluations) {
        for (const auto* l : b.leaves()) leaves.push_back({l->lower, l->upper, l->integral, l->error});
    }
    /// Counts of calls may differ.
    bool operator==(const box_outcome& other) const {
        return status == other.status && same_numbers(integral, other.integral) && same_bits(error, other.error) &&
               evaluations == other.evaluations && leaves == other.leaves;
    }

private:
    static bool same_numbers(const std::vector<double>& u, const std::vector<double>& v) {
        bool same = u.size() == v.size();
        for (std::size_t i = 0; same && i < u.size(); ++i) same = same_bits(u[i], v[i]);
        return same;
    }
};

/// By the engine alone, with so many values outstanding that arrive in any order.
inline box_outcome by_engine(const box_task& t, std::size_t outstanding, std::uint64_t seed = 1) {
    taskquad::decisions::engine e(t.kind(), t.o, static_cast<int>(outstanding));
    std::set<std::vector<double>> seen;
    bool once = true;
    const auto f = [&](const taskquad::detail::point_view& at) {
        once = seen.insert({at.coordinates, at.coordinates + at.count}).second && once;
        return t.f({at.coordinates, at.count});
    };
    tell_in_any_order(e, outstanding, seed, f);
    CHECK(once);
    box_outcome r(e);
    r.calls = seen.size();
    return r;
}

/// By tasks, with a function of real numbers.
inline box_outcome by_tasks(const box_task& t) {
    std::mutex mutex;
    std::set<std::vector<double>> seen;
    auto f = [&](std::span<const double> at) {
        const double y = t.f(at).front();
        const std::lock_guard lock(mutex);
        seen.emplace(at.begin(), at.end());
        return y;
    };
    const auto view = taskquad::detail::integrand_view::of_coordinates(f, nullptr);
    taskquad::drivers::integration all([&](const taskquad::options&) { return t.kind(); }, t.o);
    const auto flat = taskquad::drivers::run_tasks(all, view, t.o, nullptr).flat;
    CHECK(flat.calls == seen.size());
    box_outcome r(all.engine());
    r.calls = flat.calls;
    return r;
}
