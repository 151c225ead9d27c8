/// Claims abscissae for the errands of one integration, and settles the claims: the value is published in the store, or the claim
/// is released, and the errand says what happened. This object outlives the integration while an evaluation of f owes it a value.
///
/// Nothing may throw between a claim and its settlement. Whatever goes wrong, lack of memory included, makes the errand a failure.
#pragma once

#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "tasks/nested_call.hpp"
#include "values/errand.hpp"
#include "values/inbox.hpp"
#include "values/recorder.hpp"
#include "values/store.hpp"

namespace taskquad::values {

class claims {
public:
    /// `with_distances`: of a point only the first coordinate says where it is.
    claims(std::shared_ptr<store> values, bool non_finite_fails, bool with_distances, values::recorder r)
        : values_(std::move(values)),
          non_finite_fails_(non_finite_fails),
          with_distances_(with_distances),
          recorder_(std::move(r)) {}

    // --- what the agent does
    /// An errand for the value at a point. It is out until it is given back.
    errand& make(point_id p, const detail::point_view& at, bool speculative);
    /// Takes an errand that is no longer out, to be used again.
    void give_back(errand& e) noexcept;
    /// All errands, out or not.
    [[nodiscard]] std::deque<errand>& all() noexcept { return made_; }

    // --- what an evaluation does
    enum class claim : std::uint8_t { claimant, settled, waits };
    /// Claims the abscissa of an errand. `claimant`: the caller must settle the claim. `settled`: the errand says what happened.
    /// `waits`: the errand waits for another integration, and belongs to nobody until it is in the inbox.
    claim make_claim(errand& e) noexcept;

    /// Whether a value is one, and no failure.
    [[nodiscard]] bool is_value(std::span<const double> components) const noexcept;
    /// Settle a claim, of an evaluation that the errand says the time of: f(x) has a value; f has thrown; or there is no value,
    /// since the evaluation was `cancelled` or `abandoned`.
    void value(errand& e, std::span<const double> components) noexcept;
    void failure(errand& e, std::exception_ptr thrown) noexcept;
    void nothing(errand& e, errand::end why) noexcept;

    [[nodiscard]] store& values() const noexcept { return *values_; }
    [[nodiscard]] const values::recorder& recorder() const noexcept { return recorder_; }
    [[nodiscard]] taskquad::values::inbox& inbox() const noexcept { return *inbox_; }
    /// Where the integration was begun.
    [[nodiscard]] const tasks::whereabouts& from() const noexcept { return from_; }

private:
    void release(const errand& e) noexcept;

    const std::shared_ptr<store> values_;
    const std::unique_ptr<values::inbox> inbox_ = std::make_unique<values::inbox>();
    const tasks::whereabouts from_ = tasks::whereabouts::here();
    const bool non_finite_fails_, with_distances_;
    const values::recorder recorder_;
    std::deque<errand> made_;
    errands idle_;
    std::span<double> unused_;  ///< memory of the store, for coordinates
};

}  // namespace taskquad::values
