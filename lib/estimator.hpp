/// One segment: at which abscissae f is wanted, and what its values there say of the integral and of the error.
///
/// Beside the rule, or panel, stands what no rule can know: the change of variable and its weights; what rounding explains of the
/// error; what x, being rounded, cannot tell near an end; and what lies beyond the outermost abscissae at a singular end or at
/// infinity.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <taskquad/norm.hpp>
#include <taskquad/rule.hpp>

#include "panel.hpp"
#include "piece.hpp"
#include "rounding.hpp"

namespace taskquad::detail {

/// How a segment is estimated: by a level of the rule, or of a panel.
struct form {
    ends panel_at = ends::none;  ///< none: by the rule
    std::uint8_t level = 0;
    [[nodiscard]] bool is_panel() const noexcept { return panel_at != ends::none; }
    friend bool operator==(const form&, const form&) = default;
};

/// A segment, as far as one needs to know to estimate it.
struct span_of_u {
    const piece* where;
    double a, b;
    form how;
};

/// What the noise of an estimate comes from.
enum class limit : std::uint8_t {
    rounding,  ///< of f's values
    endpoint,  ///< of x, near an end that is not 0
    tail,      ///< what lies beyond the last abscissa at a singular end, or towards infinity
};

/// What the values say, apart from the integral.
struct assessment {
    double error = 0;                    ///< estimated, >= 0; infinite: no estimate can be given
    double noise = 0;                    ///< the part of it that no refinement can remove
    double magnitude = 0;                ///< the integral of |f|
    bool raise = false;                  ///< a higher level promises more than a bisection
    bool non_finite = false;             ///< f, or the sum, was not finite: there is no integral
    bool divergent = false;              ///< the integral does not exist, as far as can be told
    limit limited_by = limit::rounding;  ///< where most of the noise comes from
    bool plain = true;                   ///< not suspicious: suspicion.hpp
    bool fades = false;                  ///< f has nearly vanished at the ends of its piece: nothing singular is of weight there
    ends bad_ends = ends::none;          ///< at ends of the piece f was not finite
    std::optional<double> bad_u;         ///< the first abscissa inside at which it was not
};

class estimator {
public:
    /// `exact`: f is given exact distances. `f_relative_accuracy` as in options.
    estimator(rule r, bool exact, double f_relative_accuracy, norm n);

    [[nodiscard]] const rule& used_rule() const noexcept { return rule_; }
    [[nodiscard]] bool exact() const noexcept { return exact_; }
    /// Whether the rule has an abscissa at an end of the segment.
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    /// How values have real components.
    void has_components(std::size_t n, bool complex) {
        components_ = n;
        complex_ = complex;
    }
    [[nodiscard]] std::size_t components() const noexcept { return components_; }
    [[nodiscard]] double size_of(std::span<const double> value) const { return norm_(value, complex_); }

    /// What f is to be given, appended to a list, in order of x; -0.0 is 0.0, and distances are 0 unless `exact`.
    void arguments(const span_of_u& s, std::vector<argument>& list);

    /// From the values at the arguments, in order, each of so many components. Values that are all the same, or, of few abscissae,
    /// mirror images of each other, are not `plain`: they are what an aliased or a missed feature looks like.
    assessment assess(const span_of_u& s, std::span<const double* const> values, std::span<double> integral);

    /// Whether doubles are dense enough for the halves of [a, b], in u, and, where f is given x alone, in x.
    [[nodiscard]] bool has_room(const piece& p, double a, double b) const;

private:
    struct sample {
        double u, weight, jacobian;
        double from_a, to_b;  ///< as they should be
        argument given;
    };
    static const panel& panel_of(const span_of_u& s) {
        return panel::of(s.how.panel_at, s.where->infinite_at_begin() || s.where->infinite_at_end(), s.how.level);
    }
    /// Sets `samples_`, of a segment that is not plain. A segment is estimated soon after it has been placed, and its samples are
    /// dear: those of the last two, which may be halves, are kept.
    void sample_segment(const span_of_u& s);
    void make_samples(const span_of_u& s, std::vector<sample>& list) const;
    [[nodiscard]] bool is_plain(const span_of_u& s) const { return s.where->kind() == piece::chart::finite && !s.how.is_panel(); }
    bool look_for_non_finite(const span_of_u& s, std::span<const double* const> values, assessment& a);
    struct share {
        double integral, error, noise, magnitude;
        limit limited_by;
        bool raise, divergent, plain, fades, finite;
    };
    share assess_component(const span_of_u& s);
    void vanish(const span_of_u& s);
    double repair(const span_of_u& s);
    double repair_side(const span_of_u& s, bool at_begin);
    [[nodiscard]] remainder beyond(const span_of_u& s) const;

    rule rule_;
    norm norm_;
    bool exact_, closed_, complex_ = false;
    rounding rounding_;
    std::size_t components_ = 1;

    // Scratch.
    struct sampled {
        const piece* where = nullptr;
        double a = 0, b = 0;
        form how;
        std::vector<sample> samples;
    };
    std::array<sampled, 2> recent_;
    std::size_t older_ = 0;            ///< of the recent ones
    std::span<const sample> samples_;  ///< of the segment at hand
    std::vector<double> y_;            ///< of one component, with the weight of the change of variable
    std::vector<double> errors_, noises_, magnitudes_;
};

}  // namespace taskquad::detail
