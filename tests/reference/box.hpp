/// A box of the slow and obvious integration over boxes (boxes.hpp), with all that is known of it.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reference {

using value = std::vector<double>;
using point = std::vector<double>;

/// On the face: what the polynomial on the line beyond predicts, less what the one on this side does.
using doubt = value;

/// What a box expects of f next to it.
struct forecast {
    point x;
    value y;
    double uncertainty = 0;
    value widths{};  ///< of the box that expects it
};

struct box {
    point lower, upper;
    std::string path;  ///< the number of the initial box as one character, then a 0 or 1 for each cut
    box* parent = nullptr;
    std::array<std::unique_ptr<box>, 2> parts{};

    value integral{}, least{}, largest{};
    double raw = 0, error = 0, noise = 0;
    double floor = 0, explained = 0;  ///< the least error; the largest that rounding explains
    double error_inside = 0;          ///< without what lies in gaps
    double by_values = 0;             ///< without what contradicts it
    bool is_cut_at_gap = false, would_be_cut_at_gap = false;
    bool suspect = false, settled = false, non_finite = false;
    int non_finite_in_a_row = 0;
    std::size_t axis = 0;
    double cut = 0;
    std::size_t axis_by_values = 0;                             ///< what `axis` is unless something contradicts the box
    double cut_by_values = 0;                                   ///< what `cut` is then
    std::vector<std::vector<value>> lines{};                    ///< by axis: the values on the line through the centre
    std::vector<std::array<std::optional<doubt>, 2>> doubts{};  ///< by axis: about what is at the lower and at the upper side
    std::vector<std::size_t> probes{};                          ///< numbers of those inside
    std::vector<forecast> forecasts{};                          ///< of f inside

    [[nodiscard]] bool is_leaf() const { return parts[0] == nullptr; }
    [[nodiscard]] double width(std::size_t a) const { return upper[a] - lower[a]; }
    [[nodiscard]] double volume() const {
        double v = 1;
        for (std::size_t a = 0; a < lower.size(); ++a) v *= width(a);
        return v;
    }
    [[nodiscard]] bool contains(const point& x) const {
        for (std::size_t a = 0; a < x.size(); ++a) {
            if (x[a] <= lower[a] || x[a] > upper[a]) return false;
        }
        return true;
    }
};

inline value plus(value u, const value& v) {
    for (std::size_t c = 0; c < u.size(); ++c) u[c] += v[c];
    return u;
}
inline value integral_of(const box& b) {
    return b.is_leaf() ? b.integral : plus(integral_of(*b.parts[0]), integral_of(*b.parts[1]));
}
inline double error_of(const box& b) { return b.is_leaf() ? b.error : error_of(*b.parts[0]) + error_of(*b.parts[1]); }
inline void collect(box& b, std::vector<box*>& list) {
    if (b.is_leaf()) return list.push_back(&b);
    for (const auto& part : b.parts) collect(*part, list);
}

}  // namespace reference
