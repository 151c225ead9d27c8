/// Rules: from the values of f at a few abscissae of a segment to an estimate of its integral and of the error.
///
/// A rule is a value. It lives on [-1, 1]; a segment [a, b] uses the abscissa t at x = (a + b) / 2 + t * (b - a) / 2.
/// Ends, centre and the dyadic points between (t = -1/2, 1/4, ...) come out with the very bits that the halves of the
/// segment will ask for, so whatever a rule shares with its halves or neighbours is evaluated once: nothing has to be
/// declared for that.
///
/// A user's rule is any copyable type with two members:
///
///     struct boole {
///         std::vector<double> abscissae() const { return {-1.0, -0.5, 0.0, 0.5, 1.0}; }
///         taskquad::estimate<> operator()(std::span<const double> f, double h) const {
///             const double fine = h / 45 * (7 * f[0] + 32 * f[1] + 12 * f[2] + 32 * f[3] + 7 * f[4]);
///             const double coarse = h / 3 * (f[0] + 4 * f[2] + f[4]);
///             return {fine, std::abs(fine - coarse)};
///         }
///     };
#pragma once

#include <concepts>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/export.hpp>

namespace taskquad {

/// What a rule makes of one segment.
template <class Value = double>
struct estimate {
    Value integral{};      ///< of f over the segment
    double error = 0;      ///< estimated |integral - exact|, >= 0; infinity: no estimate can be given
    double magnitude = 0;  ///< integral of |f|, the scale of rounding errors; 0: width times mean |f| is taken
};

/// What the library asks of a rule.
template <class R>
concept quadrature_rule = requires(const R& r, std::span<const double> values, double h) {
    { r.abscissae() } -> std::convertible_to<std::vector<double>>;
    { r(values, h) } -> std::convertible_to<estimate<>>;
}
&&std::copy_constructible<R>;

/// Any rule, as a value; cheap to copy, immutable, safe to use from several threads if the rule inside is.
class rule {
public:
    /// Takes a rule of any type.
    /// Throws std::invalid_argument, naming what is wrong, where the abscissae are not strictly increasing within
    /// [-1, 1], or the constant 1 is not integrated to 2 within 1e-12.
    template <quadrature_rule R>
    explicit(false) rule(R r) : rule(std::make_shared<const model<R>>(std::move(r))) {}

    /// The abscissae on [-1, 1], increasing.
    [[nodiscard]] std::span<const double> abscissae() const noexcept { return abscissae_; }

    /// The estimate of the integral over a segment of half width h > 0 from the values of f at its abscissae, in order.
    estimate<> operator()(std::span<const double> values, double h) const { return rule_->apply(values, h); }

private:
    struct interface {
        interface() = default;
        interface(const interface&) = delete;
        interface& operator=(const interface&) = delete;
        virtual ~interface() = default;
        [[nodiscard]] virtual std::vector<double> abscissae() const = 0;
        [[nodiscard]] virtual estimate<> apply(std::span<const double> values, double h) const = 0;
    };

    template <class R>
    struct model final : interface {
        explicit model(R r) : rule(std::move(r)) {}
        [[nodiscard]] std::vector<double> abscissae() const override { return rule.abscissae(); }
        [[nodiscard]] estimate<> apply(std::span<const double> values, double h) const override { return rule(values, h); }
        R rule;
    };

    TASKQUAD_EXPORT explicit rule(std::shared_ptr<const interface> r);

    std::shared_ptr<const interface> rule_;
    std::span<const double> abscissae_;
    std::shared_ptr<const std::vector<double>> storage_;
};

}  // namespace taskquad
