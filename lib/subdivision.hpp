/// How segments come to be: the initial ones, and what each is refined into.
///
/// A segment is bisected, unless one of these is better: its rule asks for a higher level of the same segment; the error has
/// concentrated at an end of the piece for some bisections, or f is not finite there, so that a double-exponential panel takes
/// over; or f is not finite at an abscissa inside, which then becomes an end. All that depends on the estimates of the segment, its
/// sibling and its ancestors alone.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "estimator.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

class subdivision {
public:
    subdivision(const domain& where, const options& o, const estimator& e);

    /// From left to right.
    [[nodiscard]] std::vector<segment_node> initial() const;
    [[nodiscard]] span_of_u span(const segment_node& n) const { return {&at(n).where, n.a, n.b, n.how}; }
    /// Where a segment ends, in x.
    [[nodiscard]] double end(const segment_node& n) const { return at(n).where.x(n.b); }
    /// The part of the whole tolerance that a segment may have under local refinement.
    [[nodiscard]] double share(const segment_node& n) const { return (n.b - n.a) / at(n).full_width; }

    /// Enters what the values of f say of a segment.
    void assess(segment_node& n, const assessment& a) const;
    /// Whether the kind of refinement depends on the sibling, too; n is a half.
    [[nodiscard]] bool needs_sibling(const segment_node& n) const;
    /// Decides the kind of refinement of a known segment. `parent`, `sibling`: of a half that needs them.
    void decide(segment_node& n, const segment_node* parent, const segment_node* sibling) const;
    /// Whether a refinement can improve the estimate: not where rounding explains its error, nor where doubles are too coarse.
    [[nodiscard]] bool divisible(const segment_node& n) const;
    [[nodiscard]] bool has_room(const segment_node& n) const { return estimator_.has_room(at(n).where, n.a, n.b); }
    /// Whether there is no integral, as far as this segment, which has been decided, tells.
    [[nodiscard]] bool hopeless(const segment_node& n) const { return n.divergent || (n.non_finite && !divisible(n)); }

    /// The one or two parts that a segment is refined into; halves, if that is undecided. `bad_u`: where to cut.
    void parts(const segment_node& n, std::optional<double> bad_u, std::vector<segment_node>& list);

private:
    struct stretch {
        piece where;
        ends singular;      ///< where f is known not to be finite
        double full_width;  ///< of the variable, for the whole tolerance
    };
    [[nodiscard]] const stretch& at(const segment_node& n) const { return stretches_[n.stretch]; }
    [[nodiscard]] bool touches(const segment_node& n, ends e) const;
    [[nodiscard]] ends panel_wanted(const segment_node& n) const;
    [[nodiscard]] form first_form(const segment_node& n, bool cut) const;
    [[nodiscard]] segment_node part(const segment_node& whole, std::uint32_t in, double a, double b) const;
    void cut(const segment_node& n, double u, std::vector<segment_node>& list);

    const estimator& estimator_;
    std::optional<end_trigger> trigger_;
    double scale_;
    int initial_segments_;
    std::deque<stretch> stretches_;
};

}  // namespace taskquad::detail
