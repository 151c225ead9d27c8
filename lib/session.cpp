#include <taskquad/session.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <taskquad/integrator.hpp>

#include "abscissa.hpp"
#include "engine.hpp"
#include "failure.hpp"
#include "lanes.hpp"
#include "text.hpp"
#include "watch.hpp"

namespace taskquad {

using detail::point_id;

struct session<double>::state {
    state(const domain& where, const options& o)
        : first(where.points().front()),
          last(where.points().back()),
          concurrency(o.concurrency),
          non_finite_fails(o.failures.non_finite),
          watch(o),
          // Nothing to integrate: an engine needs a segment.
          engine(first < last ? std::optional<detail::engine>(std::in_place, where, o, o.concurrency == 0 ? 2 : o.concurrency)
                              : std::nullopt) {}

    struct flight {
        int lane;
        bool speculative;
        std::chrono::duration<double> begin;
    };

    std::optional<point_id> find(double x) const { return engine ? engine->find(detail::without_signed_zero(x)) : std::nullopt; }

    /// The point at x, which must have been asked for.
    point_id asked(double x, const char* what) const {
        const auto p = find(x);
        if (!p || !engine->point(*p).given) {
            throw std::invalid_argument(std::string("taskquad: session: ") + what + " at x = " + detail::text(x) +
                                        ", which was not asked for");
        }
        return *p;
    }

    /// An evaluation has come to an end, if it was one that was asked for.
    void ended(point_id p, double value, const std::exception_ptr& failure) {
        const auto found = flights.find(p);
        if (found == flights.end()) return;
        const flight& f = found->second;
        const evaluation e{engine->x(p), value, failure, engine->failures(p) + 1, f.speculative, f.lane, f.begin, watch.elapsed()};
        lanes.give_back(f.lane);
        flights.erase(found);
        watch.evaluated(e);
    }

    void look() {
        if (!engine) return;
        watch.look(*engine, told, flights.size());
        if (engine->done() && !std::exchange(shown, true)) watch.end(result());
    }

    taskquad::result<> result() const {
        taskquad::result<> r{.status = status::converged};
        if (engine) r = engine->outcome();
        r.calls = told;
        r.speculative = told - r.evaluations;
        r.concurrency = engine ? engine->workers() : 1;
        r.elapsed = watch.elapsed();
        return r;
    }

    double first, last;
    int concurrency;
    bool non_finite_fails;
    detail::watch watch;
    std::optional<detail::engine> engine;
    std::unordered_map<point_id, flight> flights;
    detail::lanes lanes;
    std::uint64_t told = 0;
    bool shown = false;
};

session<double>::session(const domain& where, const options& o) {
    detail::check(o);
    state_ = std::make_unique<state>(where, o);
}
session<double>::session(session&& other) noexcept = default;
session<double>& session<double>::operator=(session&& other) noexcept = default;
session<double>::~session() = default;

std::vector<double> session<double>::ask(std::size_t n) {
    state& s = *state_;
    std::vector<double> xs;
    s.look();
    if (!s.engine) return xs;
    if (s.concurrency == 0) {
        const auto most = static_cast<std::size_t>(std::numeric_limits<int>::max());
        s.engine->expect(std::max(s.engine->workers(), static_cast<int>(std::min(s.flights.size() + n, most))));
    }
    while (xs.size() < n) {
        auto p = s.engine->next();
        const bool speculative = !p;
        if (!p) p = s.engine->guess();
        if (!p) break;
        s.flights[*p] = {s.lanes.take(), speculative, s.watch.elapsed()};
        xs.push_back(s.engine->x(*p));
    }
    return xs;
}

void session<double>::tell(double x, double value) {
    state& s = *state_;
    if (!(s.first <= x && x <= s.last)) {
        throw std::invalid_argument("taskquad: session: told f(x) at x = " + detail::text(x) + ", which is not in [" +
                                    detail::text(s.first) + ", " + detail::text(s.last) + "]");
    }
    if (!s.engine) return;
    const point_id p = s.engine->at(detail::without_signed_zero(x));
    if (const auto& point = s.engine->point(p); point.known) {
        if (std::bit_cast<std::uint64_t>(point.value) == std::bit_cast<std::uint64_t>(value) ||
            (std::isnan(point.value) && std::isnan(value))) {
            return;
        }
        throw std::invalid_argument("taskquad: session: told f(x) = " + detail::text(value) + " at x = " + detail::text(x) +
                                    ", but " + detail::text(point.value) + " before");
    }
    if (s.non_finite_fails && !std::isfinite(value)) {
        const auto e = detail::non_finite_failure(x, value);
        s.ended(p, value, e);
        s.engine->fail(p, e);
    } else {
        ++s.told;
        s.ended(p, value, nullptr);
        s.engine->tell(p, value);
    }
    s.look();
}

void session<double>::fail(double x, std::exception_ptr e) {
    state& s = *state_;
    const point_id p = s.asked(x, "failure");
    if (!s.flights.contains(p)) return;  // told meanwhile by somebody else, or failed before
    s.ended(p, std::numeric_limits<double>::quiet_NaN(), e);
    s.engine->fail(p, std::move(e));
    s.look();
}

void session<double>::withdraw(double x) {
    state& s = *state_;
    const point_id p = s.asked(x, "withdrawal");
    const auto found = s.flights.find(p);
    if (found == s.flights.end()) return;
    s.lanes.give_back(found->second.lane);
    s.flights.erase(found);
    s.engine->withdraw(p);
}

bool session<double>::done() {
    state_->look();
    return !state_->engine || state_->engine->done();
}

result<> session<double>::result() const { return state_->result(); }

}  // namespace taskquad
