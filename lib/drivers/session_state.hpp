/// What a session consists of: the engine, what is being evaluated, and what its observer is still to see.
///
/// Whatever throws leaves it in order. The observer comes last, when everything else is done. An engine that memory or a function
/// of the user's has failed half way through a decision is replaced by another one, which is told what that one knew.
#pragma once

#include <taskquad/session.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <taskquad/evaluation_log.hpp>
#include <taskquad/options.hpp>

#include "drivers/integration.hpp"
#include "values/recorder.hpp"

namespace taskquad::detail {

struct flat_session::state {
    /// A null maker: there is nothing to integrate, and no engine, which needs a region.
    state(const drivers::integration::maker_of_regions& m, options chosen, const evaluation_log::kind_of_f& f)
        : o(std::move(chosen)), all(m, o), kind(f), dynamic(f.components == 0), log(o.journal, dynamic ? shape : nullptr) {
        log.begin(f, nullptr);
        if (m) all.begin(o.concurrency == 0 ? 2 : o.concurrency);
    }

    [[nodiscard]] decisions::engine& engine() const { return all.engine(); }

    /// Where an exception, of memory that was exhausted or of a rule or norm of the user's, has left the engine half way through a
    /// decision, another one takes its place.
    void recover() {
        if (!broken) return;
        decisions::engine& fresh = all.begin(engine().workers());
        for (const auto& [p, f] : flights) fresh.give(p);
        broken = false;
    }

    struct flight {
        int row = -1;
        bool speculative = false;
        std::chrono::duration<double> begin = {};
        std::chrono::duration<double> given = {};  ///< for the last time, to whomever
    };

    [[nodiscard]] bool in_flight(values::point_id p) const { return flights.contains(p); }

    /// The coordinates of up to n points, all of one point after another.
    std::vector<double> ask(std::size_t n) {
        std::vector<double> list;
        recover();
        look();
        if (!all.has_begun()) return list;
        if (o.concurrency == 0) {
            const auto most = static_cast<std::size_t>(std::numeric_limits<int>::max());
            engine().expect(std::max(engine().workers(), static_cast<int>(std::min(flights.size() + n, most))));
        }
        broken = true;  // until it is certain that what the engine gives reaches the caller
        std::vector<values::point_id> taken;
        try {
            while (taken.size() < n) {
                auto p = engine().next();
                const bool speculative = !p;
                if (!p) p = engine().guess();
                if (!p) break;
                if (is_known(*p)) continue;
                const auto at = engine().at(*p);
                list.insert(list.end(), at.coordinates, at.coordinates + at.count);
                taken.push_back(*p);
                flight& f = flights[*p];
                f = {rows.take(), speculative, all.watch.elapsed()};
                f.given = f.begin;
            }
        } catch (...) {
            for (const values::point_id p : taken) land(p);
            throw;
        }
        broken = false;
        return list;
    }

    /// The coordinates of the points that were given out more than that ago, the longest first. They are given out now, to others.
    std::vector<double> overdue(std::chrono::duration<double> after) {
        std::vector<double> list;
        recover();
        look();
        if (!all.has_begun() || engine().done()) return list;
        const auto now = all.watch.elapsed();
        std::vector<std::pair<values::point_id, flight*>> late;
        for (auto& [p, f] : flights) {
            if (now - f.given > after) late.emplace_back(p, &f);
        }
        // Those that were overdue together before have been given out together.
        std::ranges::sort(late, {}, [](const auto& l) { return std::tuple(l.second->given, l.second->begin, l.first); });
        for (const auto& l : late) {
            const auto at = engine().at(l.first);
            list.insert(list.end(), at.coordinates, at.coordinates + at.count);
        }
        for (const auto& l : late) l.second->given = now;
        return list;
    }

    /// Whether the log has a value at a point, which the engine is told then.
    bool is_known(values::point_id p) {
        const auto value = o.journal == nullptr ? std::nullopt : o.journal->values()->find(engine().at(p));
        if (!value) return false;
        engine().tell(p, *value);
        ++all.reused;
        log.learn_shape(kind);
        return true;
    }

    /// Nobody evaluates f at a point any more, if somebody did.
    void land(values::point_id p) noexcept {
        const auto found = flights.find(p);
        if (found == flights.end()) return;
        if (found->second.row >= 0) rows.give_back(found->second.row);
        flights.erase(found);
    }

    /// Notes for the observer that an evaluation ends now, if it was one that was asked for.
    void note(values::point_id p, double value, const std::exception_ptr& failure) {
        const auto found = flights.find(p);
        if (found == flights.end() || !all.watch.observed()) return;
        const flight& f = found->second;
        unshown.push_back({.x = engine().x(p),
                           .value = value,
                           .failure = failure,
                           .attempt = engine().failures(p) + 1,
                           .speculative = f.speculative,
                           .worker = f.row,
                           .begin = f.begin,
                           .end = all.watch.elapsed(),
                           .place = engine().place(p)});
    }

    /// f has a value at a point that had none. Where this throws, the value counts if the engine has come to take it.
    void keep(values::point_id p, std::span<const double> value, const value_shape& size) {
        const std::size_t shown_then = unshown.size();
        const auto take = [&] {
            if (dynamic) shape->agree(size, engine().x(p));
            const auto since_given = took(p);
            land(p);
            if (o.journal == nullptr) return;
            // Where an integration is computing it, too, it may come to nothing there.
            const auto& known = o.journal->values();
            log.will_publish(*known, value.size());
            const bool is_new = known->insert(engine().at(p), value) || !known->find(engine().at(p));
            if (is_new) log.value(engine().at(p), value, since_given);
        };
        try {
            if (all.watch.observed()) note(p, engine().size_of(value), nullptr);
            broken = true;  // until the engine has decided what follows
            engine().tell(p, value);
            broken = false;
        } catch (...) {
            if (engine().point(p).known) {
                take();
            } else {
                forget(shown_then);
            }
            throw;
        }
        take();
    }

    /// f has thrown, or its value counts as a failure. Nothing is changed where this throws.
    void fail(values::point_id p, double value, const std::exception_ptr& e) {
        const std::size_t shown_then = unshown.size();
        note(p, value, e);
        try {
            engine().fail(p, e);
        } catch (...) {
            forget(shown_then);
            throw;
        }
        const auto since_given = took(p);
        land(p);
        log.failure(engine().at(p), e, since_given);
    }

    /// Since a point was given out; nothing where it was not.
    [[nodiscard]] std::chrono::duration<double> took(values::point_id p) const {
        const auto found = flights.find(p);
        return found == flights.end() ? std::chrono::duration<double>(0) : all.watch.elapsed() - found->second.begin;
    }

    /// What was noted since will not have happened.
    void forget(std::size_t noted_then) noexcept {
        while (unshown.size() > noted_then) unshown.pop_back();
    }

    /// Shows the observer what it has not seen. The last that a call does: where the observer throws, all else is in order, and the
    /// next call shows the rest.
    void look() {
        log.check();
        while (!unshown.empty()) {
            const evaluation e = unshown.front();
            unshown.erase(unshown.begin());
            all.watch.evaluated(e);
        }
        if (!all.has_begun()) return;
        all.watch.look(engine(), flights.size());
        if (!engine().done() || ended) return;
        const auto r = so_far();
        ended = true;
        log.flush();
        all.watch.end(r.flat);
    }

    outcome so_far() {
        if (!all.has_begun()) return all.so_far(1);
        all.calls = engine().told() - all.reused;
        return all.so_far(engine().workers());
    }

    options o;
    drivers::integration all;
    bool broken = false;  ///< the engine must be replaced before anything else
    std::unordered_map<values::point_id, flight> flights;
    drivers::row_numbers rows;
    std::vector<evaluation> unshown;  ///< to the observer, so far
    bool ended = false;               ///< and the observer knows
    const evaluation_log::kind_of_f kind;
    bool dynamic;
    std::shared_ptr<common_shape> shape = std::make_shared<common_shape>();  ///< of all values, if `dynamic`
    values::recorder log;
};

}  // namespace taskquad::detail
