/// A segment: an interval of the variable of a chart, and all that is known of the interval beside what every region has.
#pragma once

#include <cstdint>
#include <limits>

#include "regions/region.hpp"
#include "regions/segments/chart.hpp"

namespace taskquad::regions::segments {

/// How a segment is estimated: by a level of the rule, or of a panel.
struct form {
    ends panel_at = ends::none;  ///< none: no panel, but the rule
    std::uint8_t level = 0;
    [[nodiscard]] bool is_panel() const noexcept { return panel_at != ends::none; }
    friend bool operator==(const form&, const form&) = default;
};

/// All of a segment that its estimate depends on.
struct span_of_u {
    const chart* where;
    double a, b;
    form how;

    /// An end of the piece, in x; and whether the segment lies at this end.
    [[nodiscard]] double end(bool at_begin) const { return at_begin ? where->a() : where->b(); }
    [[nodiscard]] bool reaches(bool at_begin) const { return at_begin ? a == where->u_begin() : b == where->u_end(); }
};

/// What the noise of an estimate comes from.
enum class limit : std::uint8_t {
    rounding,  ///< the rounding of f's values
    endpoint,  ///< the rounding of x, near an end that is not 0
    tail,      ///< what lies beyond the last abscissa at a singular end, or towards infinity
    missing,   ///< f is not finite beside an end, over a range in which it may not be next to nothing
};

/// What a segment is refined into.
enum class refinement_kind : std::uint8_t {
    undecided,  ///< an estimate that decides is missing
    halves,
    raised,  ///< the same segment, at the next level of its rule or panel
    panel,   ///< the same segment, as a double-exponential panel
    look,    ///< two halves; a half beside a limit has a variable that looks at the limit from close by
    probes,  ///< the same segment, to which probes of an inner place belong: see inner_places.hpp
    anew,    ///< the core of an inner place that came to nothing, estimated by its values
    around,  ///< the core about an inner place, and what lies on its sides
    cut,     ///< two segments, or one, that end where f was not finite
    none,    ///< nothing: there is no way to get an estimate
};

inline constexpr std::uint32_t not_kept = std::numeric_limits<std::uint32_t>::max();

/// Where the estimate of a segment comes from.
enum class source : std::uint8_t {
    values,  ///< the values at its abscissae
    before,  ///< the segment before
    model,   ///< what is known of f about an inner place; it has no points but probes
};

/// After an attempt in vain, and beside a core, no inner place is looked for in that many generations of segments.
inline constexpr std::uint8_t generations_of_rest = 3;

/// A segment [a, b] of the variable of its chart.
struct segment_facts {
    double a = 0, b = 0;
    std::uint32_t in_chart = 0;  ///< the number of its chart
    /// The numbers under which its kind keeps the values of f at its ends and in the middle, once they have been compared with
    /// others.
    std::uint32_t begin_value = not_kept, end_value = not_kept, middle_value = not_kept;
    form how = {};
    refinement_kind kind = refinement_kind::undecided;
    std::uint8_t streak_begin = 0, streak_end = 0;  ///< bisections in a row with most of the error at the end of the chart
    std::uint8_t failed_panels = 0, cuts = 0;       ///< among its ancestors
    std::uint8_t rest = 0;                          ///< generations in which no inner place is looked for
    source from = source::values;
    limit limited_by = limit::rounding;
    bool initial : 1 = false;     ///< an initial segment, at any level
    bool non_finite : 1 = false;  ///< no integral can be given: f or the sum was not finite
    bool divergent : 1 = false;   ///< the integral does not exist
    bool raise : 1 = false;       ///< the estimate asks for a higher level
    bool fades : 1 = false;       ///< nothing singular is of weight at the ends of its chart
    bool looks_like_nothing : 1 = false;
    bool ends_before : 1 = false;  ///< f may come to an end before its values are not finite any more
    bool all_bad : 1 = false;      ///< f was finite at no abscissa
    bool bad_inside : 1 = false;   ///< f was not finite at an abscissa inside
    bool cuttable : 1 = false;     ///< the first such abscissa can become an end
    bool has_probes : 1 = false;   ///< its points are probes of an inner place
    bool is_side : 1 = false;      ///< it lies beside a core, or was one
    bool doubted : 1 = false;      ///< values that were known before contradict its interpolant
    bool curtailed : 1 = false;    ///< nothing is left of f from somewhere inside to an end of the chart
    ends looked_at = ends::none;   ///< ends of the chart beside which f is evaluated, too
    ends bad_ends = ends::none;    ///< ends of the chart at which f was not finite
    ends troubled = ends::none;    ///< ends at which only a panel can tell what f does
};

/// As a region, a segment has its place by x at its left end, then by a.
struct segment : region, segment_facts {};

}  // namespace taskquad::regions::segments
