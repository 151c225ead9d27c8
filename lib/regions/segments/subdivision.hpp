/// How segments come to be: the initial ones, and what each is refined into.
///
/// A segment is bisected, unless one of these is better: its rule asks for a higher level of the same segment; the error has
/// concentrated at an end of the piece for some bisections, or f is not finite there, or the variable does not tell what f does
/// there, so that a double-exponential panel takes over; f is not finite at an abscissa inside, which then becomes an end; or an
/// initial segment beside a limit or breakpoint looks like nothing: the user has vouched for these places, and the second look goes
/// to them, from close by. Halves leave out a range where nothing is left of f. How a segment is refined depends on the estimates
/// of the segment, its sibling and its ancestors alone.
#pragma once

#include <cmath>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "regions/segments/estimator.hpp"
#include "regions/segments/inner_core.hpp"

namespace taskquad::regions::segments {

class subdivision {
public:
    subdivision(const domain& where, const options& o, const estimator& e);

    /// The initial segments, from left to right.
    [[nodiscard]] std::vector<segment> initial() const;
    [[nodiscard]] std::size_t pieces() const { return charts_.size(); }
    /// Whether a segment is part of a piece that goes on to infinity.
    [[nodiscard]] bool is_endless(const segment_facts& n) const {
        return std::isinf(at(n).where.a()) || std::isinf(at(n).where.b());
    }
    [[nodiscard]] span_of_u span(const segment_facts& n) const { return {&at(n).where, n.a, n.b, n.how}; }
    /// Where a segment ends, in x.
    [[nodiscard]] double end(const segment_facts& n) const { return at(n).where.x(n.b); }

    /// Enters the assessment of a segment.
    void assess(segment& n, const assessment& a) const;
    /// Makes an initial segment, beyond which no value is finite, the last of its piece.
    void leave_off(segment& n, ends e);
    /// Makes an initial segment beyond the last one contribute nothing.
    static void make_nothing(segment& n);
    /// Whether the kind of refinement of a half depends on its sibling, too.
    [[nodiscard]] bool needs_sibling(const segment_facts& n) const;
    /// Decides the kind of refinement of a known segment. `parent`, `sibling`: of a half that needs them.
    void decide(segment& n, const segment* parent, const segment* sibling) const;
    /// Whether a refinement can improve the estimate: not where rounding explains its error, nor where doubles are too coarse.
    [[nodiscard]] bool divisible(const segment& n) const;
    [[nodiscard]] bool has_room(const segment_facts& n) const { return estimator_.has_room(at(n).where, n.a, n.b); }
    /// Whether there is no integral, by what a decided segment tells.
    [[nodiscard]] bool hopeless(const segment& n) const {
        return (n.divergent && !is_troubled(n)) || (n.non_finite && !divisible(n));
    }

    /// Places inside a segment that its parts depend on: u where it is to be cut, and where f ends beside an end of the piece.
    struct places {
        std::optional<double> bad;
        places_at_end begin, end;
        std::vector<extent> over;
        explicit places(const assessment& a) : bad(a.bad_u), begin(a.begin), end(a.end), over(a.over) {}
        places() = default;
    };
    /// The parts that a segment is refined into, one to three; halves, before the decision. `core`: of its inner place, if any.
    void parts(const segment& n, const places& inside, const inner_core* core, std::vector<segment>& list);
    /// Whether an inner place may be looked for in a segment whose kind of refinement is decided.
    [[nodiscard]] bool may_have_inner_place(const segment& n) const {
        return n.kind == refinement_kind::halves && n.from == source::values && n.rest == 0 && !n.how.is_panel() && !n.suspect &&
               !n.curtailed && !n.non_finite && !at(n).where.is_graded() && divisible(n);
    }

private:
    struct known_chart {
        chart where;
        ends singular;      ///< ends at which f is known not to be finite
        double full_width;  ///< the width in this variable that has the whole tolerance as its share
        /// The segment, with its places, that a panel in another variable has taken over from: to be halved should the panel fail.
        std::optional<std::pair<segment, places>> instead_of = {};
    };
    [[nodiscard]] const known_chart& at(const segment_facts& n) const { return charts_[n.in_chart]; }
    [[nodiscard]] bool touches(const segment_facts& n, ends e) const;
    /// Whether only a panel can tell what f does at an end, and none has failed to.
    [[nodiscard]] static bool is_troubled(const segment_facts& n) { return n.troubled != ends::none && n.failed_panels == 0; }
    [[nodiscard]] ends panel_wanted(const segment& n) const;
    [[nodiscard]] form first_form(const segment& n, bool cut) const;
    [[nodiscard]] segment part(const segment& whole, std::uint32_t in, double a, double b) const;
    [[nodiscard]] segment within(std::uint32_t in, double a, double b) const;
    [[nodiscard]] std::uint32_t add_chart(const chart& p, ends singular, double width, double share);
    [[nodiscard]] segment whole(const segment& n) const;
    void settle(segment& s) const;
    void halve(const segment& n, const places& inside, std::vector<segment>& list);
    void look(const segment& n, const places& inside, std::vector<segment>& list);
    [[nodiscard]] bool can_be_graded(const segment& n, ends e) const;
    [[nodiscard]] int grading(double end, double reach) const;
    [[nodiscard]] segment with_panel(const segment& n, const places& inside);
    void cut(const segment& n, double u, std::vector<segment>& list);
    void around(const segment& n, const inner_core& c, std::vector<segment>& list);
    [[nodiscard]] segment with_probes(const segment& n, const inner_core& c) const;
    [[nodiscard]] segment side(const segment& n, const inner_core& c, ends at_core);
    void grade(segment& n, const inner_core::power& power, ends at_core, double to_core, double share);

    const estimator& estimator_;
    std::optional<end_trigger> trigger_;
    double scale_;
    int initial_segments_;
    std::deque<known_chart> charts_;
};

}  // namespace taskquad::regions::segments
