/// The evaluations that are on a thread's stack: f(x) that called `integrate`, which evaluates f(y), and so on.
///
/// By this chain an f that asks, through a nested integration, for the very value that it is computing is found out: it would wait
/// for itself.
#pragma once

#include <algorithm>
#include <span>

#include <taskquad/argument.hpp>

namespace taskquad::detail {

class store;

/// One call of f in progress; lives on the stack of the thread that makes it, and is that thread's current one meanwhile.
class nested_call {
public:
    nested_call(const store& values, std::span<const argument> at, const nested_call* outer);
    nested_call(const nested_call&) = delete;
    nested_call& operator=(const nested_call&) = delete;
    ~nested_call();

    /// The evaluation within which the calling thread is, or null.
    static const nested_call* current() noexcept;

    /// Whether this evaluation, or one around it, is computing f(x) for the cache `values`.
    [[nodiscard]] bool computes(const store& values, const argument& at) const noexcept {
        return (&values == values_ && std::find(at_.begin(), at_.end(), at) != at_.end()) ||
               (outer_ != nullptr && outer_->computes(values, at));
    }

private:
    const store* values_;
    std::span<const argument> at_;
    const nested_call* outer_;   // around the integration that makes this call
    const nested_call* before_;  // what the thread was doing
};

}  // namespace taskquad::detail
