#include "regions/boxes/faces.hpp"

#include <algorithm>
#include <limits>

namespace taskquad::regions::boxes {

namespace {

/// What grows faster than this has no integral that can be told from none: of x^-1.04, a tenth lies beyond x = 1e25.
constexpr double integrable = -0.96;
/// Of an integral, the most that is extrapolated from the rest of it.
constexpr double mostly = 0.8;

}  // namespace

std::optional<double> exponent(const std::array<double, 3>& values, const std::array<double, 3>& distances) {
    const auto slope = [&](std::size_t k) {
        return std::log2(values[k + 1] / values[k]) / std::log2(distances[k + 1] / distances[k]);
    };
    const double near = slope(0), far = slope(1);
    constexpr double converged = 0.1, smooth = 0.05;
    if (!(std::abs(near - far) <= converged)) return {};
    const double exponent = 2 * near - far;
    if (exponent < integrable || std::abs(exponent - std::max(std::round(exponent), 0.0)) < smooth) return {};
    return exponent;
}

bool is_beside(box_number n, std::size_t axis, bool upper, const mesh& m) {
    return upper ? m.upper(n, axis) == m.largest(axis) : m.lower(n, axis) == m.least(axis);
}

int power_for(double exponent, std::size_t dimension) {
    constexpr int most = 6;
    constexpr double whole = 0.02;
    for (int p = 2; p <= most; ++p) {
        const double of_t = p * (1 + exponent);
        if (of_t > whole && std::abs(of_t - std::round(of_t)) < whole) return p;
    }
    constexpr double grows = 4;
    if (grows * (1 + exponent) < 1) return static_cast<int>(std::lround(1 / std::max(1 + exponent, 1 + integrable)));
    return dimension <= 3 ? 4 : 2;
}

namespace {

/// Whether it is so narrow because of the face.
bool is_flat(box_number n, std::size_t axis, const mesh& m) {
    constexpr double flat = 1.0 / 16;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < m.dimension(); ++a) {
        if (a != axis) least = std::min(least, m.relative_width(n, a));
    }
    return m.relative_width(n, axis) <= flat * least;
}

/// How far the side of a box is from the face of the whole; and the value next to that side from the side.
double from_face(box_number n, std::size_t axis, bool upper, const mesh& m) {
    return upper ? m.largest(axis) - m.upper(n, axis) : m.lower(n, axis) - m.least(axis);
}
double from_side(box_number n, std::size_t axis, const mesh& m, const estimates& e) {
    return (1 - e.rule().outermost()) / 2 * m.width(n, axis);
}

/// Whether the values in a box say what f does at a face: it has the face, or no more than a breakpoint is between.
bool is_near(box_number n, std::size_t axis, bool upper, const mesh& m, const estimates& e) {
    return from_face(n, axis, upper, m) <= from_side(n, axis, m, e);
}

/// Of a box, and as many above it as there are values, all of them cut across the axis in the middle.
std::optional<double> exponent_at(box_number n, std::size_t axis, bool upper, const std::vector<box>& all, const mesh& m,
                                  samples& s, const estimates& e) {
    std::array<double, 3> values{}, distances{};
    for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = e.size_of(s.outermost(n, axis, upper));
        distances[k] = from_face(n, axis, upper, m) + from_side(n, axis, m, e);
        if (k + 1 == values.size()) break;
        const box_number whole = all[n].parent;
        if (whole == no_box || all[whole].cut_of_parts.axis != axis || all[whole].cut_of_parts.at != m.centre(whole, axis))
            return {};
        n = whole;
    }
    return exponent(values, distances);
}

}  // namespace

std::optional<singular_face> find_singular_face(box_number part, const std::vector<box>& all, const mesh& m, samples& s,
                                                const estimates& e) {
    for (std::size_t a = 0; a < m.dimension(); ++a) {
        for (const bool upper : {false, true}) {
            // The distance of its outermost value has two digits.
            constexpr double outermost = 1.0 / 256;
            if (!is_near(part, a, upper, m, e) || !is_flat(part, a, m) || !m.has_room(part, a, upper, outermost)) continue;
            if (const auto found = exponent_at(part, a, upper, all, m, s, e)) {
                return singular_face{a, upper, power_for(*found, m.dimension()), *found};
            }
        }
    }
    return {};
}

namespace {

/// The exponent of f beside a face, as far in as f can tell the points from each other: from values on a line, four cuts apart, the
/// nearer of them eight cuts or more above the part. None where there are none.
std::optional<double> exponent_above(box_number n, std::size_t axis, bool upper, const std::vector<box>& all, const mesh& m,
                                     samples& s, const estimates& e) {
    constexpr int beyond_digits = 8, apart = 4;
    int cuts = 0, in_a_row = 0;
    for (box_number near = n; all[n].parent != no_box; n = all[n].parent) {
        const bool is_across = all[all[n].parent].cut_of_parts.axis == axis;
        if (is_across && ++cuts <= beyond_digits) continue;
        if (in_a_row == 0) near = n;
        in_a_row = is_across ? in_a_row + 1 : 0;
        if (in_a_row < apart) continue;
        const box_number far = all[n].parent;
        const double ratio = e.size_of(s.outermost(near, axis, upper)) / e.size_of(s.outermost(far, axis, upper)),
                     exponent = std::log2(ratio) / std::log2(m.width(near, axis) / m.width(far, axis));
        return is_flat(far, axis, m) && std::isfinite(exponent) ? std::optional(exponent) : std::nullopt;
    }
    return {};
}

/// The integral over the places in a part that f cannot tell from a face. Of c x^a up to a distance D, as much of it lies below r
/// as of D^(1 + a) r^(1 + a) is, and f is seen to have all but that; looked at in the smallest box around the part of which this is
/// half. The parts of that box along the face have shares as they are seen to have.
double beyond_digits(box_number part, std::size_t axis, bool upper, double exponent, const part_without_digits& without,
                     const std::vector<box>& all, samples& s, const estimates& e) {
    const auto unseen = [&](box_number n) { return std::pow(without(n, axis, upper), 1 + exponent); };
    constexpr double half = 0.5;
    double share = 1, integral = e.size_of(s.integral(part));
    box_number n = part;
    while (unseen(n) > half && all[n].parent != no_box) {
        const box_number whole = all[n].parent;
        const double of_whole = e.size_of(s.integral(whole));
        if (!std::isfinite(of_whole)) break;
        if (all[whole].cut_of_parts.axis != axis && of_whole > 0) share *= std::min(1.0, integral / of_whole);
        integral = of_whole;
        n = whole;
    }
    const double lost = std::min(unseen(n), mostly);
    return share * integral * lost / (1 - lost);
}

}  // namespace

unresolved_face find_unresolved_face(box_number part, std::span<const singular_face> graded, const part_without_digits& without,
                                     const std::vector<box>& all, const mesh& m, samples& s, const estimates& e) {
    unresolved_face found;
    double most = 0;
    const auto add = [&](std::size_t axis, bool upper, double exponent) {
        const double error = beyond_digits(part, axis, upper, std::max(exponent, integrable), without, all, s, e);
        found.diverges = found.diverges || exponent < integrable;
        found.error += error;
        if (error < most) return;
        most = error;
        found.axis = axis;
        found.upper = upper;
    };
    for (std::size_t a = 0; a < m.dimension(); ++a) {
        for (const bool upper : {false, true}) {
            if (!is_beside(part, a, upper, m)) continue;
            const auto face = std::ranges::find_if(graded, [&](const auto& g) { return g.axis == a && g.upper == upper; });
            const auto exponent = face != graded.end()  ? std::optional(face->exponent)
                                  : m.has_room(part, a) ? std::nullopt
                                                        : exponent_above(part, a, upper, all, m, s, e);
            if (exponent) add(a, upper, *exponent);
        }
    }
    return found;
}

}  // namespace taskquad::regions::boxes
