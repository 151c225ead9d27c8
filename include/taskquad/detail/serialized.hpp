/// Integrands that one thread calls at a time (not_thread_safe.hpp).
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/detail/null_function.hpp>

namespace taskquad::detail {

/// Whether no two calls of an F may overlap.
template <class F>
constexpr bool is_one_at_a_time() {
    if constexpr (requires { F::one_at_a_time; }) return F::one_at_a_time;
    return false;
}

/// One f behind a lock.
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
        explicit state(F g) : f(std::move(g)) { refuse_null(f); }
        F f;
        std::recursive_mutex mutex;  // a thread that comes back would wait for itself
    };
    std::shared_ptr<state> shared_;
};

/// As many instances as calls overlap.
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

private:
    struct state {
        explicit state(Make m) : make(std::move(m)) { refuse_null(make, "per_worker: make"); }
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
                of.idle.reserve(of.made + 1);  // giving an instance back must not fail
                f = std::make_unique<instance>(of.make());
                refuse_null(*f);
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

}  // namespace taskquad::detail
