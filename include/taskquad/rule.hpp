/// Rules: from the values of f at a few abscissae of a segment to an estimate of its integral and of the error.
///
/// A rule is a value. It lives on [-1, 1]; a segment [a, b] uses the abscissa t at x = (a + b) / 2 + t * (b - a) / 2. Ends, centre
/// and the dyadic points between (t = -1/2, 1/4, ...) come out with the very bits that the halves of the segment will ask for, so
/// whatever a rule shares with its halves or neighbours is evaluated once: nothing has to be declared for that.
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
///
/// It may have more:
///   double guard() const, >= 0    A second opinion, for rules of few abscissae: the error of a half is no less than `guard` times
///                                 the amount by which the integral of the whole differs from the sum of both halves, unless
///                                 rounding explains that difference; and no initial segment is believed before it has been
///                                 refined. Two generations have to agree, where one may be right by chance.
///   end_trigger end_panels() const    Asks for double-exponential panels where the error concentrates at an end of a piece of the
///                                 domain.
///   int levels() const, int first_level(bool initial) const    Levels, each with the abscissae of the one below and more; the
///                                 level at which an initial segment, or a half, begins. The two members of every rule then take
///                                 the number of the level as their last argument. Where an estimate says `raise`, the segment goes
///                                 on to its next level instead of being bisected.
///   double weight(double x) const, estimate<> weighted(std::span<const double> f, double h, double centre) const
///                                 Of a rule of one level: f is integrated times a weight that the rule knows, at most 1 in size;
///                                 `weighted` estimates the integral of f(x) weight(x) over a segment. What is not integrated by
///                                 the rule itself, panels and infinite ranges, takes the product.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <taskquad/detail/rule_model.hpp>
#include <taskquad/estimate.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

/// What the library asks of a rule. In this order: `rule` itself is none, which must be found out before its copying is looked at.
template <class R>
concept quadrature_rule = (detail::rule_of_one_level<R> || detail::rule_with_levels<R>)&&std::copy_constructible<R>;

/// Any rule, as a value; cheap to copy, immutable, safe to use from several threads if the rule inside is.
class rule {
public:
    /// Takes a rule of any type.
    /// Throws std::invalid_argument, naming what is wrong, where there is no level, a first level is none of them, the abscissae of
    /// a level are not strictly increasing within [-1, 1], it does not integrate the constant 1 to 2 within 1e-12, or its guard is
    /// negative or not finite.
    template <quadrature_rule R>
    explicit(false) rule(R r)
        : rule(std::shared_ptr<detail::rule_model>(std::make_shared<detail::model_of_rule<R>>(std::move(r)))) {}

    /// How many levels there are, >= 1; they are numbered from 0.
    [[nodiscard]] int levels() const noexcept { return static_cast<int>(model_->abscissae_of.size()); }
    /// The level at which an initial segment, or a half of one, begins.
    [[nodiscard]] int first_level(bool initial = true) const { return model_->first_level(initial); }
    /// The abscissae of a level on [-1, 1], increasing.
    [[nodiscard]] std::span<const double> abscissae(int level = 0) const {
        return model_->abscissae_of[static_cast<std::size_t>(level)];
    }
    /// The estimate of the integral over a segment of half width h > 0 from the values of f at the abscissae of a level, in order.
    estimate<> operator()(std::span<const double> values, double h, int level = 0) const { return model_->apply(values, h, level); }

    /// Whether f is integrated times a weight, the weight, and the estimate with it over a segment with this centre.
    [[nodiscard]] bool has_weight() const noexcept { return model_->has_weight; }
    [[nodiscard]] double weight(double x) const { return model_->weight(x); }
    [[nodiscard]] estimate<> weighted(std::span<const double> values, double h, double centre) const {
        return model_->weighted(values, h, centre);
    }
    /// When a double-exponential panel takes over at an end; none: never.
    [[nodiscard]] const std::optional<end_trigger>& end_panels() const noexcept { return model_->end_panels; }
    /// The factor of the second opinion; 0: wholes are not compared with their halves.
    [[nodiscard]] double guard() const noexcept { return model_->guard; }

private:
    TASKQUAD_EXPORT explicit rule(const std::shared_ptr<detail::rule_model>& m);
    /// Refers to a rule that is never destroyed, so that copies are not counted. All options begin with the default rule, and to
    /// count its copies would take a tenth of the time of the smallest problem.
    explicit rule(const rule* for_ever) : model_(std::shared_ptr<const detail::rule_model>(), for_ever->model_.get()) {}
    friend TASKQUAD_EXPORT rule gauss_kronrod(int n);
    friend const detail::rule_model& detail::model_of(const rule& r) noexcept;

    std::shared_ptr<const detail::rule_model> model_;
};

inline const detail::rule_model& detail::model_of(const rule& r) noexcept { return *r.model_; }

}  // namespace taskquad
