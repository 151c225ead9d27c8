/// Integrands that may not be called from two threads at a time.
///
///     taskquad::integrate(taskquad::serial(f), {0.0, 1.0});
///     taskquad::integrate(taskquad::per_worker([&] { return solver(mesh); }), {0.0, 1.0});
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace taskquad {

/// What `serial` makes.
template <class F>
class serialized {
public:
    explicit serialized(F f) : shared_(std::make_shared<state>(std::move(f))) {}
    static constexpr bool one_at_a_time = true;

    template <class... Arguments>
    requires std::invocable<F&, Arguments...>
    decltype(auto) operator()(Arguments&&... arguments) const {
        const std::lock_guard lock(shared_->mutex);
        return std::invoke(shared_->f, std::forward<Arguments>(arguments)...);
    }

private:
    struct state {
        explicit state(F g) : f(std::move(g)) {}
        F f;
        std::mutex mutex;
    };
    std::shared_ptr<state> shared_;
};

/// An f that is not thread-safe: no two calls overlap. An integration calls it on its own thread, as with concurrency 1;
/// integrations that run at the same time wait for each other, a call at a time. f is f(x), or with a stop token, or with
/// distances; it must not integrate itself.
template <class F>
serialized<std::decay_t<F>> serial(F&& f) {
    return serialized<std::decay_t<F>>(std::forward<F>(f));
}

/// What `per_worker` makes.
template <class Make>
class made_per_worker {
    using instance = std::invoke_result_t<Make&>;

public:
    explicit made_per_worker(Make make) : shared_(std::make_shared<state>(std::move(make))) {}

    template <class... Arguments>
    requires std::invocable<instance&, Arguments...>
    auto operator()(Arguments&&... arguments) const {
        lease mine(*shared_);
        return std::invoke(*mine.f, std::forward<Arguments>(arguments)...);
    }

    /// How many there are now.
    [[nodiscard]] std::size_t instances() const {
        const std::lock_guard lock(shared_->mutex);
        return shared_->made;
    }

private:
    struct state {
        explicit state(Make m) : make(std::move(m)) {}
        Make make;
        std::mutex mutex;
        std::vector<std::unique_ptr<instance>> idle;
        std::size_t made = 0;
    };
    /// An instance for as long as a call lasts.
    struct lease {
        explicit lease(state& s) : of(s) {
            const std::lock_guard lock(of.mutex);
            if (of.idle.empty()) {
                f = std::make_unique<instance>(of.make());
                ++of.made;
            } else {
                f = std::move(of.idle.back());
                of.idle.pop_back();
            }
        }
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;
        ~lease() {
            const std::lock_guard lock(of.mutex);
            of.idle.push_back(std::move(f));
        }
        state& of;
        std::unique_ptr<instance> f;
    };
    std::shared_ptr<state> shared_;
};

/// An integrand with state of its own, one for each call in flight: `make()` gives an f(x), or one with a stop token or distances,
/// which is then used by one thread at a time. No more are made than calls overlap; `make` is called under a lock. The values of
/// all of them must be the same.
template <class Make>
requires std::invocable < std::decay_t<Make>
& > made_per_worker<std::decay_t<Make>> per_worker(Make&& make) {
    return made_per_worker<std::decay_t<Make>>(std::forward<Make>(make));
}

}  // namespace taskquad
