/// A piece of the domain, between two neighbouring limits or breakpoints, and the change of variable in which it is integrated.
///
/// Every piece has a variable u of its own, which grows with x; the segments of the subdivision are intervals of u. On a finite
/// piece u is x. On a half line x = a + L exp(1.8 sinh u), the exp-sinh variable of H. Takahasi, M. Mori, Double exponential
/// formulas for numerical integration, Publ. RIMS 9 (1974), 721-741, doi:10.2977/prims/1195192451, within |u| <= 5.8, where x - a
/// goes from 1e-129 L to 1e129 L. Of the whole line, each side of the middle c has x = c + L (1 - s) / (s (2 - s)), that is t / (1
/// - t^2) with t = 1 - s; u = -s, or s on the left side, so that infinity is at 0, where the doubles are dense: with t itself the
/// tail of (1 + x)^-1.1 came out wrong in the second digit. L is options::scale.
///
/// Parts of a piece may take another variable than the piece. Where a panel has to take over on a half line: x itself beside the
/// finite end, the variable of the whole line beside the infinite end. Or, on the side of an end: v of x = a + R v^q, which looks
/// at the end from close by (`graded`); and so, in the variable of the piece, beside a place inside (`graded_beside`). Distances
/// are always counted from the ends of the piece, and computed beside x, since f may need to know them more exactly than x can
/// tell.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <taskquad/argument.hpp>

namespace taskquad::regions::segments {

enum class ends : std::uint8_t { none = 0, begin = 1, end = 2, both = 3 };

constexpr bool has(ends e, ends which) { return (static_cast<int>(e) & static_cast<int>(which)) != 0; }
constexpr ends operator|(ends a, ends b) { return static_cast<ends>(static_cast<int>(a) | static_cast<int>(b)); }

/// The range of u outside of which nothing is left of f.
struct extent {
    double begin = -std::numeric_limits<double>::infinity(), end = std::numeric_limits<double>::infinity();
};

class chart {
public:
    /// The variables for: a finite piece; a half line to +infinity, to -infinity; the right and the left side of the whole line;
    /// the side of an end of any piece, its beginning or its end; and what lies after or before a place inside any piece.
    enum class variable : std::uint8_t {
        finite,
        half_line_up,
        half_line_down,
        line_up,
        line_down,
        graded_up,
        graded_down,
        after_place,
        before_place,
    };

    /// The piece from a to b. `exact`: f is given exact distances. Else a half line begins where x can be told from its end.
    chart(variable c, double a, double b, double scale, bool exact);

    // Charts for parts of this piece, with a variable of their own that ends only where the piece does. `in_x`: x itself.
    [[nodiscard]] chart in_x() const;
    /// Beside an infinite end, beyond x = from: the variable of the whole line, with `from` as the middle and this scale.
    [[nodiscard]] chart towards_infinity(ends e, double from, double scale) const;
    /// Within `reach` of a finite end: v from 0 to 1, or from -1 to 0, with |x - end| = reach |v|^power.
    [[nodiscard]] chart graded(ends e, double reach, int power) const;
    /// Beyond a place in the variable u of this chart, at its beginning or its end: v > 0, or v < 0, with |u - place| = reach
    /// |v|^power.
    [[nodiscard]] chart graded_beside(ends at_place, double place, double reach, int power) const;
    /// Of such a chart: u, and du / dv.
    struct place_in_piece {
        double u, slope;
    };
    [[nodiscard]] place_in_piece in_piece(double v) const;
    /// And v of a u.
    [[nodiscard]] double beside_place(double u) const;
    /// This chart within [u_first, u_last]: nothing is left of f outside, so that segments which end there reach the piece's ends.
    [[nodiscard]] chart curtailed(double u_first, double u_last) const;
    /// This chart up to u, since f has no finite values between u and the end.
    [[nodiscard]] chart left_off(ends e, double u) const;
    /// This chart, where nothing is left of each component of f outside of its extent, so that it may have no values there.
    [[nodiscard]] chart over_outside(std::span<const extent> of_components) const;
    [[nodiscard]] bool is_over(double u, std::size_t component) const {
        if (component >= over_.size()) return false;
        const double of_piece = is_beside_place() ? in_piece(u).u : u;
        return of_piece <= over_[component].begin || of_piece >= over_[component].end;
    }
    /// This chart, of a piece that was cut at this end because f was not finite there.
    [[nodiscard]] chart cut_at(ends e) const;
    [[nodiscard]] bool is_cut(ends e) const noexcept { return has(cut_, e); }
    [[nodiscard]] bool is_left_off(ends e) const noexcept { return has(left_off_, e); }

    [[nodiscard]] variable kind() const noexcept { return variable_; }
    [[nodiscard]] double a() const noexcept { return a_; }
    [[nodiscard]] double b() const noexcept { return b_; }
    [[nodiscard]] double u_begin() const noexcept { return u_begin_; }
    [[nodiscard]] double u_end() const noexcept { return u_end_; }

    /// f is evaluated at `at`, and its value counts `jacobian` times.
    struct mapped_point {
        argument at;
        double jacobian;
    };
    [[nodiscard]] mapped_point at(double u) const {
        return variable_ == variable::finite ? mapped_point{{u, u - a_, b_ - u}, 1} : mapped(u);
    }
    /// The point at a distance in u from the beginning of the range, or from its end, which a rounded u may not be able to tell.
    [[nodiscard]] mapped_point after_begin(double distance) const;
    [[nodiscard]] mapped_point before_end(double distance) const;
    /// Whether u is the same function of x as in another chart.
    [[nodiscard]] bool has_variable_of(const chart& other) const;
    /// Where a segment that ends at u ends in x; exact at the ends of the piece.
    [[nodiscard]] double x(double u) const;

    /// Whether the variable looks at a place inside from close by.
    [[nodiscard]] bool is_beside_place() const noexcept {
        return variable_ == variable::after_place || variable_ == variable::before_place;
    }
    /// Whether it looks at any place from close by.
    [[nodiscard]] bool is_graded() const noexcept {
        return variable_ == variable::graded_up || variable_ == variable::graded_down || is_beside_place();
    }
    /// Whether a double-exponential panel can stand at an end: not in the exp-sinh and the graded variable, which do the same.
    [[nodiscard]] bool takes_panels() const noexcept {
        return variable_ == variable::finite || variable_ == variable::line_up || variable_ == variable::line_down;
    }
    [[nodiscard]] bool infinite_at_begin() const noexcept { return variable_ == variable::line_down; }
    [[nodiscard]] bool infinite_at_end() const noexcept { return variable_ == variable::line_up; }

private:
    void bound(double u_begin, double u_end);
    [[nodiscard]] mapped_point mapped(double u) const;
    [[nodiscard]] mapped_point mapped_in(variable c, double u) const;
    [[nodiscard]] mapped_point at_distance(variable c, double distance, double jacobian) const;

    variable variable_;
    double a_, b_, scale_;
    double u_begin_, u_end_;
    double u_first_, u_last_;               ///< the range without what is curtailed
    double origin_ = 0;                     ///< the distance of the middle of a whole line from the finite end of the piece
    int power_ = 1;                         ///< of a graded variable
    variable of_piece_ = variable::finite;  ///< of a chart beside a place: the variable that the place is in
    double place_ = 0, reach_ = 0;
    ends left_off_ = ends::none, cut_ = ends::none;
    std::vector<extent> over_;  ///< by component, where one of several has come to its end
};

/// The pieces of a domain, from left to right.
std::vector<chart> charts_of(std::span<const double> points, double scale, bool exact);

/// An abscissa moved into its piece: where x has been rounded onto an end, at which f may not be finite, the next double inside.
argument inside(argument at, const chart& p);

}  // namespace taskquad::regions::segments
