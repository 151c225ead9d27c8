/// The evaluations that are on a thread's stack: f(x) that called `integrate`, which evaluates f(y), and so on.
///
/// None of these evaluations can end before those above it on the stack have ended. So the chain tells which claims an integration
/// would wait for in vain, and which evaluations a thread may begin: only those that belong to the one it is in the middle of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include <taskquad/detail/point_view.hpp>

namespace taskquad::tasks {

class nested_call;

/// Where on its stack a thread begins something.
struct whereabouts {
    const nested_call* within = nullptr;  ///< the innermost evaluation that the thread is making, if any
    /// Whether f itself begins it. If not, a task does that the thread took up while f waited: a task of f's own, or, where f
    /// entered an arena in which others work, of somebody else's.
    bool directly = false;

    /// Of the calling thread.
    static whereabouts here() noexcept;
    /// Whether one of the evaluations computes f(`at`) for the cache at the address `values`.
    [[nodiscard]] bool computes(const void* values, const detail::point_view& at) const noexcept;
    /// Whether one of them does, and calls of f alone have led from there to here: f(x) asks for f(x).
    [[nodiscard]] bool is_circle(const void* values, const detail::point_view& at) const noexcept;
    /// How many of the evaluations are for the cache at the address `values`.
    [[nodiscard]] std::size_t depth(const void* values) const noexcept;
    /// Whether the calling thread may begin an evaluation for whoever began here: it is in the middle of none, or of one of these
    /// evaluations, which waits for what begins here.
    [[nodiscard]] bool welcomes_this_thread() const noexcept;
};

/// A call of f in progress. It lives on the stack of the thread that makes the call, and is the thread's current one meanwhile.
class nested_call {
public:
    /// A call at the arguments `at`, by an integration that shares the cache at the address `values`.
    nested_call(const void* values, std::span<const detail::point_view> at, const whereabouts& outer);
    /// A call by any other integration.
    explicit nested_call(const whereabouts& outer);
    nested_call(const nested_call&) = delete;
    nested_call& operator=(const nested_call&) = delete;
    ~nested_call();

private:
    friend struct whereabouts;
    [[nodiscard]] bool is_at(const void* values, const detail::point_view& at) const noexcept {
        return values == values_ && std::find(at_.begin(), at_.end(), at) != at_.end();
    }

    const void* values_ = nullptr;
    std::span<const detail::point_view> at_;
    whereabouts outer_;          // where the integration that makes this call began
    const nested_call* before_;  // the thread's current call before this one
    const void* context_;        // oneTBB's context in which f is called
};

}  // namespace taskquad::tasks
