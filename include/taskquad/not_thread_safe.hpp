/// Integrands that may not be called from two threads at a time.
///
///     taskquad::integrate(taskquad::serial(f), {0.0, 1.0});
///     taskquad::integrate(taskquad::per_worker([&] { return solver(mesh); }), {0.0, 1.0});
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <taskquad/detail/serialized.hpp>

namespace taskquad {

/// An f that is not thread-safe: no two calls overlap on different threads. An integration calls it on its own thread, as with
/// concurrency 1; integrations that run at the same time wait for each other, a call at a time. Only where f itself enters an
/// arena of oneTBB's in which other integrations of f run may its own thread enter f again, in the middle of a call, since the
/// thread would wait for ever. f is f(x), or with a stop token, or with distances; it must not integrate itself.
/// Throws std::invalid_argument where f is a null pointer or an empty function object; so does per_worker, of `make` or what it
/// makes.
template <class F>
detail::serialized<std::decay_t<F>> serial(F&& f) {
    return detail::serialized<std::decay_t<F>>(std::forward<F>(f));
}

/// An integrand with state of its own, one for each call in flight: `make()` gives an f(x), or one with a stop token or distances,
/// which is then used by one thread at a time. No more instances are made than calls overlap; `make` is called under a lock. All of
/// them must have the same values.
template <class Make>
requires std::is_invocable_v < std::decay_t<Make>
& > detail::made_per_worker<std::decay_t<Make>> per_worker(Make&& make) {
    return detail::made_per_worker<std::decay_t<Make>>(std::forward<Make>(make));
}

}  // namespace taskquad
