/// A piece of the domain, between two neighbouring limits or breakpoints, and the change of variable in which it is integrated.
///
/// Every piece has a variable u of its own, which grows with x; the segments of the subdivision are intervals of u. On a finite
/// piece u is x. On a half line x = a + L exp(1.8 sinh u), the exp-sinh variable of H. Takahasi, M. Mori, Double exponential
/// formulas for numerical integration, Publ. RIMS 9 (1974), 721-741, doi:10.2977/prims/1195192451, within |u| <= 5.8, where x - a
/// goes from 1e-129 L to 1e129 L. Of the whole line, each side of the middle c has x = c + L (1 - s) / (s (2 - s)), that is t / (1
/// - t^2) with t = 1 - s; u = -s, or s on the left side, so that infinity is at 0, where the doubles are dense: with t itself the
/// tail of (1 + x)^-1.1 came out wrong in the second digit. L is options::scale.
///
/// f may need to know how far x is from the ends of its piece, more exactly than x can tell: so distances are computed beside x.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <taskquad/argument.hpp>

namespace taskquad::detail {

/// Ends of an interval.
enum class ends : std::uint8_t { none = 0, begin = 1, end = 2, both = 3 };

constexpr bool has(ends e, ends which) { return (static_cast<int>(e) & static_cast<int>(which)) != 0; }
constexpr ends operator|(ends a, ends b) { return static_cast<ends>(static_cast<int>(a) | static_cast<int>(b)); }

class piece {
public:
    /// Of a domain: the piece from a to b, where a is an end of the domain that is infinite, or b, or none.
    enum class chart : std::uint8_t { finite, half_line_up, half_line_down, line_up, line_down };

    /// `exact`: f is given exact distances. Else a half line begins where x can be told from its end.
    piece(chart c, double a, double b, double scale, bool exact);

    [[nodiscard]] chart kind() const noexcept { return chart_; }
    [[nodiscard]] double a() const noexcept { return a_; }
    [[nodiscard]] double b() const noexcept { return b_; }
    /// The range of the variable.
    [[nodiscard]] double u_begin() const noexcept { return u_begin_; }
    [[nodiscard]] double u_end() const noexcept { return u_end_; }

    /// f is evaluated at `at`, and its value counts `jacobian` times.
    struct place {
        argument at;
        double jacobian;
    };
    [[nodiscard]] place at(double u) const { return chart_ == chart::finite ? place{{u, u - a_, b_ - u}, 1} : mapped(u); }
    /// At a distance in u from the beginning of the range, or from its end, which a rounded u may not be able to tell.
    [[nodiscard]] place after_begin(double distance) const;
    [[nodiscard]] place before_end(double distance) const;
    /// x at u, the ends exact.
    [[nodiscard]] double x(double u) const;

    /// Whether a double-exponential panel can stand at the beginning, or the end: not in the exp-sinh variable, which does the
    /// same.
    [[nodiscard]] bool takes_panels() const noexcept { return chart_ != chart::half_line_up && chart_ != chart::half_line_down; }
    /// Whether x is infinite at the beginning, or the end, of the range of u.
    [[nodiscard]] bool infinite_at_begin() const noexcept { return chart_ == chart::line_down; }
    [[nodiscard]] bool infinite_at_end() const noexcept { return chart_ == chart::line_up; }

private:
    [[nodiscard]] place mapped(double u) const;
    [[nodiscard]] place at_distance(double from_a, double jacobian) const;

    chart chart_;
    double a_, b_, scale_;
    double u_begin_, u_end_;
};

/// The pieces of a domain, from left to right.
std::vector<piece> pieces_of(std::span<const double> points, double scale, bool exact);

/// The same abscissa, within its piece: the nearest double there where x has been rounded onto an end, at which f may not be
/// finite.
argument inside(argument at, const piece& p);

}  // namespace taskquad::detail
