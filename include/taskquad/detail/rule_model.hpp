/// A rule of any type behind one interface, with what the library finds out about the rule when it is made.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/estimate.hpp>

namespace taskquad {

class rule;

namespace rules {
class misfit;
}

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
concept rule_with_guard = requires(const R& r) {
    { r.guard() } -> std::convertible_to<double>;
};

template <class R>
concept rule_with_weight = rule_of_one_level<R> && requires(const R& r, std::span<const double> values, double h, double x) {
    { r.weight(x) } -> std::convertible_to<double>;
    { r.weighted(values, h, x) } -> std::convertible_to<estimate<>>;
};

/// Estimates both halves of a segment in one go, with the bits of two estimates.
template <class R>
concept rule_of_halves = rule_of_one_level<R> &&
    requires(const R& r, std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) {
    r.halves(values, h, out);
};

/// Compares the interpolant through the values of a half with older values: lib/rules/misfit.hpp.
template <class R>
concept rule_with_misfit = requires(const R& r) {
    { r.misfit() } -> std::convertible_to<const rules::misfit*>;
};

/// The type of the rule is erased here. Everything that a call asks often is a member and no function, and stands here, so that a
/// copy of a rule is a copy of one pointer.
class rule_model {
public:
    rule_model(bool weighted, const std::optional<end_trigger>& panels, double guarded_by, const rules::misfit* m)
        : has_weight(weighted), end_panels(panels), guard(guarded_by), misfit(m) {}
    rule_model(const rule_model&) = delete;
    rule_model& operator=(const rule_model&) = delete;
    virtual ~rule_model() = default;

    [[nodiscard]] virtual int levels() const = 0;
    [[nodiscard]] virtual int first_level(bool initial) const = 0;
    [[nodiscard]] virtual std::vector<double> abscissae(int level) const = 0;
    [[nodiscard]] virtual estimate<> apply(std::span<const double> values, double h, int level) const = 0;
    /// Both halves of a segment, the values of the left one first, at the first level of halves.
    virtual void halves(std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) const = 0;
    [[nodiscard]] virtual double weight(double x) const = 0;
    [[nodiscard]] virtual estimate<> weighted(std::span<const double> values, double h, double centre) const = 0;

    const bool has_weight;
    const std::optional<end_trigger> end_panels;
    const double guard;
    const rules::misfit* const misfit;  ///< none: interpolants are not compared with older values

    std::vector<std::vector<double>> abscissae_of;  ///< each level
    /// What halves take over from the whole, all at the level at which halves begin: for each abscissa of the left half, then of
    /// the right one, the number of the same abscissa in the whole; n + i where the right half has the abscissa that is number i in
    /// the left one; `fresh` where f has to be evaluated. Empty: halves take over nothing.
    std::vector<std::size_t> inherited;
    static constexpr std::size_t fresh = static_cast<std::size_t>(-1);
    /// A lower bound, in units of the half width, of the distance of an abscissa of a segment from any other point that the segment
    /// and its nearest `remembered` ancestors evaluate, and from an end at which it does not lie. 0: unknown, of a rule with
    /// levels, or of one that meets an abscissa of an ancestor again which the segments between did not have.
    double separation = 0;
    static constexpr int remembered = 24;
    /// The degree up to which polynomials are integrated exactly at the level at which halves begin, 31 at most.
    int degree = 0;
    /// Whether a value that is not finite, at whichever abscissa of level 0, always makes the magnitude of an estimate not finite.
    bool shows_non_finite = true;
};

template <class R>
class model_of_rule final : public rule_model {
public:
    explicit model_of_rule(R r) : rule_model(rule_with_weight<R>, panels_of(r), guard_of(r), misfit_of(r)), rule_(std::move(r)) {}

    [[nodiscard]] int levels() const override {
        if constexpr (has_levels) return rule_.levels();
        return 1;
    }
    [[nodiscard]] int first_level([[maybe_unused]] bool initial) const override {
        if constexpr (has_levels) return rule_.first_level(initial);
        return 0;
    }
    [[nodiscard]] std::vector<double> abscissae([[maybe_unused]] int level) const override {
        if constexpr (has_levels) {
            return rule_.abscissae(level);
        } else {
            return rule_.abscissae();
        }
    }
    [[nodiscard]] estimate<> apply(std::span<const double> values, double h, [[maybe_unused]] int level) const override {
        if constexpr (has_levels) {
            return rule_(values, h, level);
        } else {
            return rule_(values, h);
        }
    }
    void halves(std::span<const double> values, std::span<const double, 2> h, std::span<estimate<>, 2> out) const override {
        if constexpr (rule_of_halves<R>) {
            rule_.halves(values, h, out);
        } else {
            const std::size_t n = values.size() / 2;
            out[0] = apply(values.first(n), h[0], first_level(false));
            out[1] = apply(values.last(n), h[1], first_level(false));
        }
    }
    [[nodiscard]] double weight([[maybe_unused]] double x) const override {
        if constexpr (rule_with_weight<R>) return rule_.weight(x);
        return 1;
    }
    [[nodiscard]] estimate<> weighted(std::span<const double> values, double h, [[maybe_unused]] double centre) const override {
        if constexpr (rule_with_weight<R>) return rule_.weighted(values, h, centre);
        return apply(values, h, 0);
    }

private:
    static constexpr bool has_levels = rule_with_levels<R>;
    static std::optional<end_trigger> panels_of(const R& r) {
        if constexpr (rule_with_end_panels<R>) return r.end_panels();
        return {};
    }
    static double guard_of([[maybe_unused]] const R& r) {
        if constexpr (rule_with_guard<R>) return r.guard();
        return 0;
    }
    static const rules::misfit* misfit_of([[maybe_unused]] const R& r) {
        if constexpr (rule_with_misfit<R>) return r.misfit();
        return nullptr;
    }
    R rule_;
};

/// What the library asks of a rule beside what everybody may.
const rule_model& model_of(const rule& r) noexcept;

}  // namespace detail
}  // namespace taskquad
