#include <taskquad/session.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>
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

namespace taskquad::detail {

struct flat_session::state {
    state(const domain& where, const options& o, std::size_t n, bool is_complex)
        : first(where.points().front()),
          last(where.points().back()),
          concurrency(o.concurrency),
          non_finite_fails(o.failures.non_finite),
          watch(o),
          // Nothing to integrate: an engine needs a segment.
          engine(first < last ? std::optional<detail::engine>(std::in_place, where, o, o.concurrency == 0 ? 2 : o.concurrency)
                              : std::nullopt),
          complex(is_complex) {
        if (n > 0) size_values(n);
    }

    void size_values(std::size_t n) {
        if (components == 0 && engine) engine->has_components(n, complex);
        components = n;
    }

    struct flight {
        int lane;
        bool speculative;
        std::chrono::duration<double> begin;
    };

    std::optional<point_id> find(double x) const { return engine ? engine->find(without_signed_zero(x)) : std::nullopt; }

    /// The point at x, which must have been asked for.
    point_id asked(double x, const char* what) const {
        const auto p = find(x);
        if (!p || !engine->point(*p).given) {
            throw std::invalid_argument(std::string("taskquad: session: ") + what + " at x = " + text(x) +
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
        if (engine->done() && !std::exchange(shown, true)) watch.end(flat());
    }

    taskquad::result<> flat() const {
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
    bool complex;
    std::size_t components = 0;            ///< of a value; 0: not known yet
    std::deque<std::vector<double>> kept;  ///< the values of several components
};

flat_session::flat_session(const domain& where, const options& o, std::size_t components, bool complex) {
    check(o);
    state_ = std::make_unique<state>(where, o, components, complex);
}
flat_session::flat_session(flat_session&& other) noexcept = default;
flat_session& flat_session::operator=(flat_session&& other) noexcept = default;
flat_session::~flat_session() = default;

std::vector<double> flat_session::ask(std::size_t n) {
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

void flat_session::tell(double x, std::span<const double> components) {
    state& s = *state_;
    if (!(s.first <= x && x <= s.last)) {
        throw std::invalid_argument("taskquad: session: told f(x) at x = " + text(x) + ", which is not in [" + text(s.first) +
                                    ", " + text(s.last) + "]");
    }
    if (!s.engine) return;
    s.size_values(components.size());
    const point_id p = s.engine->make(without_signed_zero(x));
    if (s.engine->point(p).known) {
        const auto same = [](double y, double z) {
            return std::bit_cast<std::uint64_t>(y) == std::bit_cast<std::uint64_t>(z) || (std::isnan(y) && std::isnan(z));
        };
        const auto before = s.engine->value(p);
        const auto other = std::ranges::mismatch(before, components, same);
        if (other.in1 == before.end()) return;
        throw std::invalid_argument("taskquad: session: told f(x) = " + text(*other.in2) + " at x = " + text(x) + ", but " +
                                    text(*other.in1) + " before");
    }
    const auto bad = std::ranges::find_if(components, [](double y) { return !std::isfinite(y); });
    if (s.non_finite_fails && bad != components.end()) {
        const auto e = non_finite_failure(x, *bad);
        s.ended(p, *bad, e);
        s.engine->fail(p, e);
    } else {
        ++s.told;
        sample_view value(components);
        if (components.size() > 1)
            value = sample_view(std::span<const double>(s.kept.emplace_back(components.begin(), components.end())));
        s.ended(p, s.engine->size_of(value), nullptr);
        s.engine->tell(p, value);
    }
    s.look();
}

void flat_session::fail(double x, std::exception_ptr e) {
    state& s = *state_;
    const point_id p = s.asked(x, "failure");
    if (!s.flights.contains(p)) return;  // told meanwhile by somebody else, or failed before
    s.ended(p, std::numeric_limits<double>::quiet_NaN(), e);
    s.engine->fail(p, std::move(e));
    s.look();
}

void flat_session::withdraw(double x) {
    state& s = *state_;
    const point_id p = s.asked(x, "withdrawal");
    const auto found = s.flights.find(p);
    if (found == s.flights.end()) return;
    s.lanes.give_back(found->second.lane);
    s.flights.erase(found);
    s.engine->withdraw(p);
}

bool flat_session::done() {
    state_->look();
    return !state_->engine || state_->engine->done();
}

outcome flat_session::result() const {
    outcome all{state_->flat(), {}, {}};
    if (state_->components == 1) return all;
    if (state_->engine) {
        all.components = state_->engine->components();
        if (!all.flat.partition.empty()) all.components_of_pieces = state_->engine->components_of_pieces();
    } else {
        all.components.assign(state_->components, 0.0);
    }
    return all;
}

}  // namespace taskquad::detail
