#include "regions/boxes/faces.hpp"

#include <algorithm>
#include <limits>

namespace taskquad::regions::boxes {

std::optional<double> exponent(const std::array<double, 3>& values) {
    const double near = std::log2(values[1] / values[0]), far = std::log2(values[2] / values[1]);
    constexpr double converged = 0.1, smooth = 0.05, integrable = -0.95;
    if (!(std::abs(near - far) <= converged)) return {};
    const double exponent = 2 * near - far;
    if (exponent < integrable || std::abs(exponent - std::max(std::round(exponent), 0.0)) < smooth) return {};
    return exponent;
}

int power_for(double exponent, std::size_t dimension) {
    constexpr int most = 6;
    constexpr double whole = 0.02;
    for (int p = 2; p <= most; ++p) {
        const double of_t = p * (1 + exponent);
        if (std::abs(of_t - std::round(of_t)) < whole) return p;
    }
    return dimension <= 3 ? 4 : 2;
}

namespace {

bool is_beside(box_number n, std::size_t axis, bool upper, const mesh& m) {
    return upper ? m.upper(n, axis) == m.largest(axis) : m.lower(n, axis) == m.least(axis);
}

/// Whether it is so narrow because of the face.
bool is_flat(box_number n, std::size_t axis, const mesh& m) {
    constexpr double flat = 1.0 / 16;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < m.dimension(); ++a) {
        if (a != axis) least = std::min(least, m.relative_width(n, a));
    }
    return m.relative_width(n, axis) <= flat * least;
}

/// Of a box, and as many above it as there are values, all of them cut across the axis in the middle.
std::optional<double> exponent_at(box_number n, std::size_t axis, bool upper, const std::vector<box>& all, const mesh& m,
                                  samples& s, const estimates& e) {
    std::array<double, 3> values{};
    for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = e.size_of(s.outermost(n, axis, upper));
        if (k + 1 == values.size()) break;
        const box_number whole = all[n].parent;
        if (whole == no_box || all[whole].axis_of_parts != axis || all[whole].cut_of_parts != m.centre(whole, axis)) return {};
        n = whole;
    }
    return exponent(values);
}

}  // namespace

std::optional<singular_face> find_singular_face(box_number part, const std::vector<box>& all, const mesh& m, samples& s,
                                                const estimates& e) {
    for (std::size_t a = 0; a < m.dimension(); ++a) {
        for (const bool upper : {false, true}) {
            if (!is_beside(part, a, upper, m) || !is_flat(part, a, m)) continue;
            if (const auto found = exponent_at(part, a, upper, all, m, s, e)) {
                return singular_face{a, upper, power_for(*found, m.dimension())};
            }
        }
    }
    return {};
}

}  // namespace taskquad::regions::boxes
