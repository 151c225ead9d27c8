/// How an integral over several dimensions is found: by adaptive boxes, by a sparse grid, or by whichever suits f.
#pragma once

#include <string_view>

#include <taskquad/export.hpp>

namespace taskquad {

/// What an integral rests on.
enum class foundation {
    segments,     ///< of one dimension; an integral made of such integrals, too
    boxes,        ///< each with a rule of its own, which are cut where f is difficult
    sparse_grid,  ///< points of the whole domain, more of them along the axes that matter
};

/// "segments", "boxes" or "a sparse grid".
[[nodiscard]] TASKQUAD_EXPORT std::string_view to_string(foundation f) noexcept;

/// A choice, made by one of the functions below.
class cubature {
public:
    enum class method { automatic, adaptive_boxes, sparse_grid };
    explicit constexpr cubature(method m) noexcept : method_(m) {}

    [[nodiscard]] constexpr method chosen() const noexcept { return method_; }
    bool operator==(const cubature&) const = default;

private:
    method method_;
};

/// A sparse grid first; boxes from where that comes to nothing: its errors fall so slowly that it would take 20 times as many
/// evaluations (in up to six dimensions; in more, where boxes hardly do better, after 30,000 evaluations), it meets nothing but
/// zeros or a value that is not finite, or has no finer level. What has been evaluated counts, and is not evaluated again. Boxes
/// from the start over axes with breakpoints, and with refinement::local. In more than 16 dimensions never boxes; there,
/// breakpoints and refinement::local are refused with std::invalid_argument.
[[nodiscard]] constexpr cubature automatic() noexcept { return cubature(cubature::method::automatic); }

/// Boxes that are cut in two where f is difficult: for peaks, kinks and jumps, and a mild f of two or three variables. More than 16
/// axes are refused with std::invalid_argument.
[[nodiscard]] constexpr cubature adaptive_boxes() noexcept { return cubature(cubature::method::adaptive_boxes); }

/// A sparse grid that adapts to the axes, and pairs of axes, that matter: for smooth f of three to some ten variables or more. Not
/// over axes with breakpoints, and with refinement::global only; else std::invalid_argument. Where f is not smooth it goes on to
/// the budget.
[[nodiscard]] constexpr cubature sparse_grid() noexcept { return cubature(cubature::method::sparse_grid); }

}  // namespace taskquad
