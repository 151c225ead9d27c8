/// Claimed abscissae, and what becomes of them: the value is published in the store, or the claim is released; and word of it goes
/// to the inbox of the integration. Outlives the integration where a value is still owed to it.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "inbox.hpp"
#include "nested_call.hpp"
#include "store.hpp"

namespace taskquad::detail {

/// An abscissa whose value is wanted.
struct wanted {
    point_id point;
    argument at;
    bool speculative;
};

class claims {
public:
    claims(std::shared_ptr<store> values, bool non_finite_fails)
        : values_(std::move(values)), non_finite_fails_(non_finite_fails) {}

    /// Claims a point. None: it is the caller's, who must call one of the others. Else that is what became of it.
    std::optional<arrival> claim(const wanted& w) noexcept;

    /// f(x) has a value.
    arrival value(const wanted& w, std::span<const double> components) noexcept;
    /// f has thrown.
    arrival failure(const wanted& w, std::exception_ptr e) noexcept;
    /// There is no value to be used: `cancelled` or `abandoned`.
    arrival nothing(const wanted& w, arrival::kind why) noexcept;

    [[nodiscard]] store& values() const noexcept { return *values_; }
    [[nodiscard]] taskquad::detail::inbox& inbox() const noexcept { return *inbox_; }
    [[nodiscard]] const nested_call* within() const noexcept { return within_; }

private:
    const std::shared_ptr<store> values_;
    const std::shared_ptr<detail::inbox> inbox_ = std::make_shared<detail::inbox>();
    const nested_call* const within_ = nested_call::current();
    const bool non_finite_fails_;
};

}  // namespace taskquad::detail
