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
///
/// A rule may have levels, each with the abscissae of the one below and more: then these two members take the number of the level
/// as their last argument, and there are `int levels() const` and `int first_level(bool initial) const`, the level at which an
/// initial segment, or a half, begins. Where an estimate says `raise`, the segment goes on to its next level instead of being
/// bisected. And a rule may ask for double-exponential panels where the error concentrates at an end of a piece of the domain, by
/// `taskquad::end_trigger end_panels() const`.
///
/// A rule of one level may integrate f times a weight that it knows: then there are `double weight(double x) const`, at most 1 in
/// size, and `taskquad::estimate<> weighted(std::span<const double> f, double h, double centre) const`, the estimate of the
/// integral of f(x) weight(x) over a segment. What is not integrated by the rule itself, panels and infinite ranges, takes the
/// product.
///
/// A rule of one level may do both halves of a segment in one go, f's values at those of the left one first: then there is
/// `void halves(std::span<const double> f, std::span<const double, 2> h, std::span<taskquad::estimate<>, 2> out) const`, which must
/// have the bits of two estimates.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
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
    bool raise = false;    ///< the next level of the rule, if there is one, promises more than a bisection
};

/// When a segment at an end of a piece becomes a double-exponential panel: after so many bisections in a row in which the half at
/// the end had more than so many times the error of the other half, and more than this share of the whole's.
struct end_trigger {
    int bisections;       ///< >= 1
    double over_sibling;  ///< > 0
    double share;         ///< > 0
};

namespace detail {

template <class R>
concept rule_of_one_level = requires(const R& r, std::span<const double> values, double h) {
    { r.abscissae() } -> std::convertible_to<std::vector<double>>;
    { r(values, h) } -> std::convertible_to<estimate<>>;
};

template <class R>
concept rule_with_levels = requires(const R& r, std::span<const double> values, double h, int level, bool initial) {
    { r.levels() } -> std::convertible_to<int>;
    { r.first_level(initial) } -> std::convertible_to<int>;
    { r.abscissae(level) } -> std::convertible_to<std::vector<double>>;
    { r(values, h, level) } -> std::convertible_to<estimate<>>;
};

template <class R>
concept rule_with_end_panels = requires(const R& r) {
    { r.end_panels() } -> std::convertible_to<end_trigger>;
};

template <class R>
concept rule_with_weight = rule_of_one_level<R> && requires(const R& r, std::span<const double> values, double h, double x) {
    { r.weight(x) } -> std::convertible_to<double>;
    { r.weighted(values, h, x) } -> std::convertible_to<estimate<>>;
};

template <class R>
concept rule_of_halves = rule_of_one_level<R> &&
    requires(const R& r, std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) {
    r.halves(values, h, out);
};

}  // namespace detail

/// What the library asks of a rule. In this order: `rule` itself is none, which must be found out before its copying is looked at.
template <class R>
concept quadrature_rule = (detail::rule_of_one_level<R> || detail::rule_with_levels<R>)&&std::copy_constructible<R>;

/// Any rule, as a value; cheap to copy, immutable, safe to use from several threads if the rule inside is.
class rule {
public:
    /// Takes a rule of any type.
    /// Throws std::invalid_argument, naming what is wrong, where there is no level, a first level is none of them, the abscissae of
    /// a level are not strictly increasing within [-1, 1], or it does not integrate the constant 1 to 2 within 1e-12.
    template <quadrature_rule R>
    explicit(false) rule(R r) : rule(std::shared_ptr<interface>(std::make_shared<model<R>>(std::move(r)))) {}

    /// How many levels there are, >= 1; they are numbered from 0.
    [[nodiscard]] int levels() const noexcept { return static_cast<int>(rule_->abscissae_of.size()); }
    /// The level at which an initial segment, or a half of one, begins.
    [[nodiscard]] int first_level(bool initial = true) const { return rule_->first_level(initial); }
    /// The abscissae of a level on [-1, 1], increasing.
    [[nodiscard]] std::span<const double> abscissae(int level = 0) const {
        return rule_->abscissae_of[static_cast<std::size_t>(level)];
    }

    /// The smallest distance, on its [-1, 1], between two abscissae of a segment, or one of them and an end at which it does not
    /// lie, or one of a segment from which it has come by at most `remembered` bisections, unless it has been taken over from
    /// there. 0: not known, of a rule with levels, or one that meets an abscissa again that the segments between have not.
    [[nodiscard]] double separation() const noexcept { return rule_->separation; }
    /// What the halves take over, both at the level at which halves begin: for each abscissa of the left half, then of the right
    /// one, the number of the same abscissa in the whole, or n + i where the right half has that of number i in the left one; or
    /// `fresh`. Empty: nothing.
    [[nodiscard]] std::span<const std::size_t> inherited() const noexcept { return rule_->inherited; }
    static constexpr std::size_t fresh = static_cast<std::size_t>(-1);
    /// Whether a value that is not finite, at whichever abscissa of level 0, always makes the magnitude of an estimate so.
    [[nodiscard]] bool shows_non_finite() const noexcept { return rule_->shows_non_finite; }
    static constexpr int remembered = 24;

    /// The estimate of the integral over a segment of half width h > 0 from the values of f at the abscissae of a level, in order.
    estimate<> operator()(std::span<const double> values, double h, int level = 0) const { return rule_->apply(values, h, level); }

    /// The same for both halves of a segment, whose values stand one after the other, at the first level.
    void halves(std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) const {
        rule_->halves(values, h, out);
    }

    /// Whether f is integrated times a weight, that weight, and the estimate with it, over a segment with this centre.
    [[nodiscard]] bool has_weight() const noexcept { return rule_->has_weight; }
    [[nodiscard]] double weight(double x) const { return rule_->weight(x); }
    [[nodiscard]] estimate<> weighted(std::span<const double> values, double h, double centre) const {
        return rule_->weighted(values, h, centre);
    }

    /// When a double-exponential panel takes over at an end; none: never.
    [[nodiscard]] const std::optional<end_trigger>& end_panels() const noexcept { return rule_->end_panels; }

private:
    struct interface {
        interface(bool weighted, const std::optional<end_trigger>& panels) : has_weight(weighted), end_panels(panels) {}
        interface(const interface&) = delete;
        interface& operator=(const interface&) = delete;
        virtual ~interface() = default;
        [[nodiscard]] virtual int levels() const = 0;
        [[nodiscard]] virtual int first_level(bool initial) const = 0;
        [[nodiscard]] virtual std::vector<double> abscissae(int level) const = 0;
        [[nodiscard]] virtual estimate<> apply(std::span<const double> values, double h, int level) const = 0;
        virtual void halves(std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) const = 0;
        [[nodiscard]] virtual double weight(double x) const = 0;
        [[nodiscard]] virtual estimate<> weighted(std::span<const double> values, double h, double centre) const = 0;

        // What is found out about it when the rule is made: here, so that a copy of the rule is one of a pointer.
        const bool has_weight;
        const std::optional<end_trigger> end_panels;
        std::vector<std::vector<double>> abscissae_of;  ///< each level
        std::vector<std::size_t> inherited;
        double separation = 0;
        bool shows_non_finite = true;
    };

    template <class R>
    struct model final : interface {
        explicit model(R r) : interface(detail::rule_with_weight<R>, panels_of(r)), rule(std::move(r)) {}
        static constexpr bool levelled = detail::rule_with_levels<R>;
        [[nodiscard]] int levels() const override {
            if constexpr (levelled) return rule.levels();
            return 1;
        }
        [[nodiscard]] int first_level([[maybe_unused]] bool initial) const override {
            if constexpr (levelled) return rule.first_level(initial);
            return 0;
        }
        [[nodiscard]] std::vector<double> abscissae([[maybe_unused]] int level) const override {
            if constexpr (levelled) {
                return rule.abscissae(level);
            } else {
                return rule.abscissae();
            }
        }
        [[nodiscard]] estimate<> apply(std::span<const double> values, double h, [[maybe_unused]] int level) const override {
            if constexpr (levelled) {
                return rule(values, h, level);
            } else {
                return rule(values, h);
            }
        }
        void halves(std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) const override {
            if constexpr (detail::rule_of_halves<R>) {
                rule.halves(values, h, out);
            } else {
                const std::size_t n = values.size() / 2;
                out[0] = apply(values.first(n), h[0], first_level(false));
                out[1] = apply(values.last(n), h[1], first_level(false));
            }
        }
        [[nodiscard]] double weight([[maybe_unused]] double x) const override {
            if constexpr (detail::rule_with_weight<R>) return rule.weight(x);
            return 1;
        }
        [[nodiscard]] estimate<> weighted(std::span<const double> values, double h, [[maybe_unused]] double centre) const override {
            if constexpr (detail::rule_with_weight<R>) return rule.weighted(values, h, centre);
            return apply(values, h, 0);
        }
        static std::optional<end_trigger> panels_of(const R& r) {
            if constexpr (detail::rule_with_end_panels<R>) return r.end_panels();
            return {};
        }
        R rule;
    };

    TASKQUAD_EXPORT explicit rule(const std::shared_ptr<interface>& r);
    /// Refers to a rule that is never destroyed: copies of that are not counted, which for the rule that all options begin with
    /// would be a tenth of what a small problem takes.
    explicit rule(const rule* for_ever) : rule_(std::shared_ptr<const interface>(), for_ever->rule_.get()) {}
    friend TASKQUAD_EXPORT rule gauss_kronrod(int n);

    std::shared_ptr<const interface> rule_;
};

}  // namespace taskquad
