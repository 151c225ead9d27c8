/// A user's objects by every driver, one call of whose callbacks throws.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/grain.hpp"

namespace tripwires {

using namespace taskquad;

struct tripped {};

/// Every callback passes here; the k-th call of one of them throws.
class tripwire {
public:
    enum class place {
        nowhere,
        on_evaluation,
        on_estimate,
        on_split,
        on_progress,
        on_end,
        progress_interval,
        norm,
        rule,
        halves,
        weight,
        weighted,
        first_level,
        shape_of,
        write,
        read,
        make,
    };
    void set(place p, int k) {
        left_ = k;
        has_tripped_ = false;
        at_ = p;
    }
    void pass(place p) {
        if (p != at_ || --left_ != 0) return;
        has_tripped_ = true;
        throw tripped{};
    }
    [[nodiscard]] bool has_tripped() const { return has_tripped_; }

private:
    std::atomic<place> at_ = place::nowhere;
    std::atomic<int> left_ = 0;
    std::atomic<bool> has_tripped_ = false;
};

inline tripwire wire;
using place = tripwire::place;

/// Everything that must have the same bits.
using signature = std::vector<double>;
/// A user's objects, and a call that can be repeated on them.
using call = std::function<signature()>;
using maker = std::function<call()>;

template <class V>
signature signature_of(const result<V>& r) {
    signature s(value_traits<V>::shape_of(r.value).size());
    value_traits<V>::write(r.value, s.data());
    s.insert(s.end(), {r.error, static_cast<double>(r.evaluations), static_cast<double>(r.segments), r.converged() ? 1.0 : 0.0});
    return s;
}

inline bool same(const signature& a, const signature& b) {
    return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
}

/// Trips at the first, the second, ... call of a callback, up to the last. Returns about how many there were.
inline int at_every_moment(place p, const maker& objects) {
    wire.set(place::nowhere, 0);
    const signature right = objects()();
    for (int k = 1;; k += to_next_moment) {
        CAPTURE(k);
        const call integral = objects();
        wire.set(p, k);
        bool reached = false;
        signature first;
        try {
            first = integral();
        } catch (const tripped&) {
            reached = true;
        }
        const bool thrown = wire.has_tripped();
        wire.set(place::nowhere, 0);
        CHECK(reached == thrown);
        if (!reached && !thrown) CHECK(same(first, right));
        CHECK(same(integral(), right));
        if (!thrown) return k - 1;
    }
}

inline const domain where{0.0, 1.0};

inline double smooth(double x) { return std::exp(x); }
inline double root(double x) { return std::exp(x) + std::sqrt(x); }

/// Without evaluations on suspicion, whose failures end nothing.
inline const options all_needed{.absolute_tolerance = 1e-4, .relative_tolerance = 0, .rule = simpson(), .speculation = 0};

/// A plain or a batch f by each driver.
template <class F>
std::vector<maker> drivers(F f, options o) {
    std::vector<maker> all;
    for (const int n : {1, 2, 8}) {
        o.concurrency = n;
        for (const auto g : {grain::points, grain::segments}) {
            o.cost_of_f = g;
            all.push_back([=] { return [=] { return signature_of(integrate(f, where, o)); }; });
        }
        all.push_back([=]() -> call {
            auto quad = std::make_shared<integrator<F>>(f, o);
            return [quad] { return signature_of((*quad)(where)); };
        });
    }
    return all;
}

/// What completes evaluations: at once, or on threads of their own, which are joined before the call returns.
template <class V>
class completers {
public:
    explicit completers(V (*f)(double), bool at_once) : f_(f), at_once_(at_once) {}
    void operator()(double x, completion<V> done) {
        if (at_once_) return done(f_(x));
        threads_.emplace_back([this, x, d = std::move(done)]() mutable {
            try {
                d(f_(x));
            } catch (const tripped&) {  // may, but need not, be thrown at it as well
            }
        });
    }
    void join() { threads_.clear(); }

private:
    V (*f_)(double);
    bool at_once_;
    std::vector<std::jthread> threads_;
};

template <class V>
maker asynchronous_driver(V (*f)(double), const options& o, bool at_once) {
    return [=]() -> call {
        auto by = std::make_shared<completers<V>>(f, at_once);
        const auto begins = async<V>([by](double x, completion<V> done) { (*by)(x, std::move(done)); }, {.max_in_flight = 8});
        auto quad = std::make_shared<integrator<std::decay_t<decltype(begins)>>>(begins, o);
        return [=] {
            const std::shared_ptr<void> joined(nullptr, [by](void*) { by->join(); });
            return signature_of((*quad)(where));
        };
    };
}

/// The same operation once more where its callback has thrown: a session goes on, or has ended; it is never stuck.
template <class F>
auto persistently(F&& f) {
    try {
        return f();
    } catch (const tripped&) {
        return f();
    }
}

enum class outcome { right, ended, wrong, stuck };

template <class V>
outcome of_session(V (*f)(double), const options& o, const signature& right) {
    auto s = persistently([&] { return session<V>(where, o); });
    while (!persistently([&] { return s.done(); })) {
        const auto wanted = persistently([&] { return s.ask(4); });
        if (wanted.empty() && !persistently([&] { return s.done(); })) return outcome::stuck;
        for (const double x : wanted) {
            const V y = f(x);
            persistently([&] { s.tell(x, y); });
        }
    }
    const auto r = persistently([&] { return s.result(); });
    if (!r.converged()) return r.status == status::failed || r.status == status::stopped ? outcome::ended : outcome::wrong;
    return same(persistently([&] { return signature_of(r); }), right) ? outcome::right : outcome::wrong;
}

template <class V>
int session_at_every_moment(place p, V (*f)(double), const options& o) {
    wire.set(place::nowhere, 0);
    const signature right = signature_of(integrate(f, where, o));
    for (int k = 1;; k += to_next_moment) {
        CAPTURE(k);
        wire.set(p, k);
        const outcome how = of_session(f, o, right);
        const bool thrown = wire.has_tripped();
        wire.set(place::nowhere, 0);
        CHECK(how != outcome::stuck);
        CHECK(how != outcome::wrong);
        if (!thrown) {
            CHECK(how == outcome::right);
            return k - 1;
        }
    }
}

}  // namespace tripwires
