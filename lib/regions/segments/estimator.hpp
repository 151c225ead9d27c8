/// One segment: at which abscissae f is wanted, and what its values there say of the integral and of the error.
///
/// Beside the rule, or panel, stands what no rule can know: the change of variable and its weights; what rounding explains of the
/// error; the rounding of x near an end; and the integral beyond the outermost abscissae at a singular end or at infinity.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/norm.hpp>
#include <taskquad/options.hpp>
#include <taskquad/rule.hpp>

#include "regions/region.hpp"
#include "regions/segments/chart.hpp"
#include "regions/segments/double_exponential.hpp"
#include "regions/segments/rounding.hpp"
#include "regions/segments/sample.hpp"
#include "regions/segments/segment.hpp"

namespace taskquad::regions::segments {

/// Where, in u, f ends beside an end of its piece.
struct places_at_end {
    std::optional<double> nothing_from;  ///< from this u to the end of the piece nothing is left of f
    std::optional<double> falls_to;      ///< f has been falling up to this u, where it has no finite value any more
    [[nodiscard]] std::optional<double> place() const { return nothing_from ? nothing_from : falls_to; }
};

/// What the values say, apart from the integral.
struct assessment {
    double error = 0;                    ///< estimated, >= 0; infinite: no estimate can be given
    double noise = 0;                    ///< the part of the error that no refinement can remove
    double magnitude = 0;                ///< the integral of |f|
    bool raise = false;                  ///< a higher level promises more than a bisection
    bool non_finite = false;             ///< f, or the sum, was not finite: there is no integral
    bool divergent = false;              ///< the integral does not exist, as far as can be told
    limit limited_by = limit::rounding;  ///< where most of the noise comes from
    bool nothing = false;                ///< the values look like nothing: see signs.hpp
    bool suspicious = false;             ///< the values look like nothing, or like something aliased
    bool fades = false;                  ///< f has nearly vanished at the ends of its piece: nothing singular is of weight there
    ends bad_ends = ends::none;          ///< at ends of the piece f was not finite
    std::optional<double> bad_u;         ///< the first abscissa inside at which f was not finite
    ends troubled = ends::none;          ///< ends of the piece where only a panel can tell what f does
    places_at_end begin, end;            ///< where the piece is to end from now on
    std::vector<extent> over;            ///< the extent of each component, where one of several has come to its end
    bool all_bad = false;                ///< no value is finite
    bool hangs = false;                  ///< where the piece is left off, f has not come to an end
};

/// What was known of f before a segment was halved, each value with all its components: at the points of the whole, in order, and
/// at its ends; null where it is not known.
struct older_values {
    std::span<const double* const> whole;
    const double *begin, *end;
};

class end_law;

class estimator {
public:
    estimator(const options& o, const form_of_f& f);

    [[nodiscard]] const rule& used_rule() const noexcept { return rule_; }
    [[nodiscard]] bool exact() const noexcept { return form_.exact; }
    [[nodiscard]] bool of_integrals() const noexcept { return form_.of_integrals; }
    [[nodiscard]] std::uint64_t budget_of_whole() const noexcept { return form_.budget_of_whole; }
    /// How many of a value's components f has: where values are integrals themselves, the others say how good they are.
    [[nodiscard]] std::size_t components_of_f(std::size_t all) const noexcept { return form_.of_integrals ? 1 : all; }
    /// The ends of its chart beside which f is looked at for an initial segment.
    [[nodiscard]] ends looks_at(const span_of_u& s) const;
    /// How much the integral over a segment may be wrong by what the values at its ends say; null where they are not known.
    [[nodiscard]] double doubt_at_ends(const span_of_u& s, std::span<const double* const> values, const double* begin,
                                       const double* end, std::size_t components);
    /// Whether the rule has an abscissa at an end of the segment.
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] double size_of(std::span<const double> value) const {
        return norm_(value.first(components_of_f(value.size())), form_.complex);
    }

    /// Appends what f is to be given to a list, in order of x: each x, and both distances after it, if `exact`. No x is -0.0.
    void coordinates(const span_of_u& s, std::vector<double>& list);

    /// Appends what f is to be given at one u.
    void coordinates_at(const chart& p, double u, std::vector<double>& list) const;

    /// Estimates a segment from the values at its points, in order, each with as many components as the integral.
    assessment assess(const span_of_u& s, std::span<const double* const> values, std::span<double> integral);

    /// Whether the estimate of a half of a segment depends on older values, too.
    [[nodiscard]] bool looks_back(const span_of_u& half, const span_of_u& whole) const;
    /// How much the integral over the left half, or the right one, may be wrong by what older values say against its own ones.
    [[nodiscard]] double doubt(const span_of_u& half, bool right, std::span<const double* const> values, const older_values& known,
                               std::size_t components);

    /// The same of the integral over any segment without a panel, by values there: u, and f times the Jacobian.
    [[nodiscard]] double doubt(const span_of_u& s, std::span<const double* const> values, std::span<const sampled_value> known,
                               std::size_t components);
    /// Component by component: the errors of the latest assessment, or the latest doubts.
    [[nodiscard]] std::span<const double> errors() const { return errors_; }

    /// The least error of any estimate, where the integral of |f| is `magnitude`.
    [[nodiscard]] double floor(double magnitude) const { return rounding_.floor(magnitude); }
    /// Whether doubles are dense enough for the halves of [a, b], in u, and, where f is given x alone, in x.
    [[nodiscard]] bool has_room(const chart& p, double a, double b) const;

private:
    struct sample {
        double u, weight, jacobian;
        double from_a, to_b;  ///< as they should be, had x not been rounded
        argument given;
    };
    static const panel& panel_of(const span_of_u& s) {
        return panel::of(s.how.panel_at, s.where->infinite_at_begin() || s.where->infinite_at_end(), s.how.level);
    }
    /// Sets `samples_` to the samples of a segment that is not plain. They take long to make, and are needed again when the segment
    /// is estimated, soon after its points were asked for: the samples of the last two segments, perhaps halves, are kept.
    void sample_segment(const span_of_u& s);
    void make_samples(const span_of_u& s, std::vector<sample>& list) const;
    [[nodiscard]] bool is_plain(const span_of_u& s) const {
        return s.where->kind() == chart::variable::finite && !s.how.is_panel();
    }
    [[nodiscard]] double u_of(const span_of_u& s, std::size_t i) const;

    /// What was found for one component at the ends of the piece.
    struct at_ends {
        double endpoint = 0, tail = 0, missing = 0;  ///< how much the integral may still be wrong: see `limit`
        double falling = 0;                          ///< the same, but refinement reduces it
        double displacement = 0;                     ///< to be taken off the integral
        ends by_law = ends::none;                    ///< ends at which an end_law has replaced values without digits
        bool hangs = false;                          ///< the piece is left off here, and what lies beyond may be much
        places_at_end begin = {}, end = {};
        [[nodiscard]] places_at_end& of(bool at_begin) { return at_begin ? begin : end; }
    };
    at_ends settle_ends(const span_of_u& s, ends& troubled);
    void settle_end(const span_of_u& s, bool at_begin, at_ends& found, ends& troubled);
    bool is_settled_by_stake(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found);
    bool settle_panel_end(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found);
    void leave_out(const span_of_u& s, bool at_begin, double nearest);
    [[nodiscard]] double stake_of_zeros(const span_of_u& s, bool at_begin) const;
    [[nodiscard]] bool is_regular(const span_of_u& s, bool at_begin) const;
    bool follow_last(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found);
    void follow(const end_law& law, const span_of_u& s, bool at_begin, at_ends& found);
    [[nodiscard]] bool belongs_to_end(const std::optional<end_law>& law, double bad, double d, const span_of_u& s,
                                      bool at_begin) const;
    [[nodiscard]] bool believes(const end_law& law, const span_of_u& s, bool at_begin) const;
    void count_as_nothing(bool at_begin, std::size_t outermost);
    [[nodiscard]] std::pair<double, double> at_distance(const span_of_u& s, bool at_begin, std::size_t k) const;
    [[nodiscard]] double exponent_at(const span_of_u& s, bool at_begin, std::size_t k) const;
    [[nodiscard]] double at_stake(const span_of_u& s, bool at_begin, std::size_t k) const;
    [[nodiscard]] bool falls_fast(const span_of_u& s, bool at_begin, std::size_t k) const;
    [[nodiscard]] double finite_magnitude(const span_of_u& s) const;
    /// The number, among all abscissae, of the one that is number k from an end inwards.
    [[nodiscard]] std::size_t inwards(bool at_begin, std::size_t k) const { return at_begin ? k : y_.size() - 1 - k; }
    [[nodiscard]] bool is_coarse(const span_of_u& s, bool at_begin) const;
    /// The distance in u of an abscissa from an end: as it should be, and as the rounding of x has left it.
    [[nodiscard]] double distance(const span_of_u& s, bool at_begin, std::size_t i) const;
    [[nodiscard]] double rounded_distance(const span_of_u& s, bool at_begin, std::size_t i) const;

    void take_component(const span_of_u& s, std::span<const double* const> values, std::size_t c);
    double fill_gaps(const span_of_u& s);
    double fill_in_rule(const span_of_u& s, std::span<const std::size_t> missing);
    double fill_in_panel(const span_of_u& s, std::span<const std::size_t> missing);
    void note_non_finite(const span_of_u& s, assessment& a) const;
    struct share {
        double integral, error, noise, magnitude;
        limit limited_by;
        bool raise, divergent, nothing, mirrored, fades, finite;
        ends troubled;
    };
    share assess_component(const span_of_u& s, const at_ends& at_its_ends);
    [[nodiscard]] double noise_of_denormals(const span_of_u& s) const;
    void add_errors_of_values(const span_of_u& s, std::span<const double* const> values, std::span<double> integral, assessment& a);
    std::pair<double, double> repair(const span_of_u& s, ends but);
    double repair_side(const span_of_u& s, bool at_begin);
    [[nodiscard]] remainder beyond(const span_of_u& s, bool at_begin) const;
    [[nodiscard]] bool wants_panel_for(const span_of_u& s, bool at_begin, double unsure, double error, double magnitude) const;

    rule rule_;
    norm norm_;
    form_of_f form_;
    bool drops_non_finite_, closed_;
    rounding rounding_;

    // Scratch.
    struct sampled {
        const chart* where = nullptr;
        double a = 0, b = 0;
        form how;
        std::vector<sample> samples;
    };
    std::array<sampled, 2> recent_;
    std::size_t older_ = 0;            ///< which of the recent ones is the older one
    std::span<const sample> samples_;  ///< of the segment at hand
    std::vector<double> y_;            ///< the values of one component, with the weights of rule and change of variable
    double most_of_f_ = 0;             ///< the largest magnitude of these values without any weight
    std::vector<double> errors_, noises_, magnitudes_;
    std::vector<double> older_values_;                   ///< of one component
    std::vector<std::vector<long double>> barycentric_;  ///< weights by level, where they have been asked for
};

}  // namespace taskquad::regions::segments
