/// What the slow and obvious integration over boxes (boxes.hpp) makes of values: estimates of a box by itself, and in the light of
/// its parent, its sibling, neighbours and probes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <taskquad/norm.hpp>

#include "reference/box.hpp"
#include "rules/fully_symmetric.hpp"

namespace reference {

class box_estimates {
public:
    /// `breaks`: of each axis the limits, and the places between where the initial boxes meet.
    box_estimates(const taskquad::rules::fully_symmetric& r, std::vector<std::vector<double>> breaks, double accuracy,
                  taskquad::norm n)
        : rule_(r), breaks_(std::move(breaks)), accuracy_(accuracy), norm_(std::move(n)) {}

    [[nodiscard]] const taskquad::rules::fully_symmetric& rule() const { return rule_; }
    [[nodiscard]] const std::vector<std::vector<double>>& breaks() const { return breaks_; }
    [[nodiscard]] std::size_t dimension() const { return breaks_.size(); }
    [[nodiscard]] double size(const value& v) const { return norm_(v, false); }

    /// The largest magnitudes of values, by component.
    static value most_of(const box& b) {
        value most = b.largest;
        for (std::size_t c = 0; c < most.size(); ++c) most[c] = std::max(std::abs(b.least[c]), std::abs(most[c]));
        return most;
    }

    /// From the values at the points of the rule.
    void estimate(box& b, const std::vector<value>& values) const {
        const std::size_t d = dimension();
        std::optional<std::size_t> bad;
        for (std::size_t i = 0; i < values.size(); ++i) {
            for (const double y : values[i]) {
                if (!std::isfinite(y) && !bad) bad = i;
            }
        }
        std::vector<const double*> at;
        for (const value& v : values) at.push_back(v.data());
        const std::size_t m = values.front().size();
        std::vector<value> of_nulls(rule_.nulls().count()), differences(d);
        value magnitude;
        for (std::size_t c = 0; c < m; ++c) {
            taskquad::rules::reading seen;
            rule_.read(at, c, seen);
            b.integral.push_back(b.volume() * seen.integral);
            b.least.push_back(seen.least);
            b.largest.push_back(seen.largest);
            magnitude.push_back(seen.magnitude);
            for (std::size_t k = 0; k < of_nulls.size(); ++k) of_nulls[k].push_back(seen.of_null_rules[k]);
            for (std::size_t a = 0; a < d; ++a) differences[a].push_back(seen.fourth_differences[a]);
        }
        std::vector<double> sizes;
        for (const value& v : of_nulls) sizes.push_back(size(v));
        b.floor = (5 * eps * rule_.amplification() + accuracy_) * (b.volume() * size(magnitude));
        b.explained = 10 * (eps * rule_.amplification() + accuracy_) * (b.volume() * size(most_of(b)));
        b.raw = bad ? infinity : std::max(b.volume() * rule_.nulls().error(sizes), b.floor);
        b.error = b.by_values = b.raw;
        b.non_finite = bad.has_value();
        b.non_finite_in_a_row = bad ? (b.parent != nullptr ? b.parent->non_finite_in_a_row : 0) + 1 : 0;
        for (std::size_t a = 0; a < d; ++a) {
            b.lines.emplace_back();
            for (std::size_t i = 0; i < rule_.line().size(); ++i) b.lines[a].push_back(values[rule_.point_on_line(a, i)]);
        }
        b.doubts.resize(d);
        choose_cut(b, differences, bad);
    }

    [[nodiscard]] point place(const box& b, std::size_t i) const {
        point x;
        for (std::size_t a = 0; a < dimension(); ++a) {
            x.push_back(std::midpoint(b.lower[a], b.upper[a]) + b.width(a) / 2 * rule_.points()[i * dimension() + a] + 0.0);
        }
        return x;
    }
    [[nodiscard]] static bool has_room(const box& b, std::size_t a) {
        return b.width(a) > 128 * eps * std::max(std::abs(b.lower[a]), std::abs(b.upper[a]));
    }
    [[nodiscard]] bool has_room(const box& b) const {
        for (std::size_t a = 0; a < dimension(); ++a) {
            if (has_room(b, a)) return true;
        }
        return false;
    }

    /// The axis where f is roughest, ties to the widest side; or, through a point where f is not finite, the one where it is
    /// nearest to the middle.
    void choose_cut(box& b, const std::vector<value>& differences, std::optional<std::size_t> bad) const {
        double best = -1;
        bool any = false;
        for (std::size_t a = 0; a < dimension(); ++a) {
            if (!has_room(b, a)) continue;
            const double rough = bad ? 1 - std::abs(rule_.points()[*bad * dimension() + a]) : size(differences[a]);
            const bool wider = any && b.width(a) / range(a) > b.width(b.axis) / range(b.axis);
            if (!any || rough > best * (1 + 1e-12) || (rough >= best * (1 - 1e-12) && wider)) {
                best = std::max(best, rough);
                b.axis = a;
                any = true;
            }
        }
        b.cut = bad ? place(b, *bad)[b.axis] : std::midpoint(b.lower[b.axis], b.upper[b.axis]);
        b.axis_by_values = b.axis;
        b.cut_by_values = b.cut;
    }

    /// What of the error no cut removes.
    static void conclude(box& b) {
        b.noise = b.error <= b.explained ? b.error : b.floor;
        if (!std::isfinite(b.noise)) b.noise = 0;
    }
    [[nodiscard]] bool is_divisible(const box& b) const { return has_room(b) && (b.suspect || b.error > b.noise); }

    // --- a box and its sibling

    void correct_by_difference(box& b) const {
        box &one = *b.parts[0], &other = *b.parts[1];
        value difference = one.integral;
        for (std::size_t c = 0; c < difference.size(); ++c) difference[c] = one.integral[c] + other.integral[c] - b.integral[c];
        const double D = size(difference) / 4, sum = one.raw + other.raw;
        if (!std::isfinite(D) || !std::isfinite(sum)) {
            for (box* part : {&one, &other}) part->suspect = has_room(*part);
            return;
        }
        for (box* part : {&one, &other}) part->error = part->raw * (part->raw > 0 ? 1 + 2 * D / sum : 1) + D;
    }

    [[nodiscard]] double distance(const value& u, const value& v) const {
        value w = u;
        for (std::size_t c = 0; c < w.size(); ++c) w[c] -= v[c];
        return size(w);
    }

    /// At a side: through all but two, all but one, and all of the values on a line, the farthest left out first.
    [[nodiscard]] std::array<value, 3> extrapolated(const box& b, std::size_t axis, bool upper) const {
        std::vector<value> line = b.lines[axis];
        if (!upper) std::ranges::reverse(line);
        std::array<value, 3> list;
        for (std::size_t k = 0; k < list.size(); ++k) {
            const std::size_t left_out = list.size() - 1 - k;
            list[k].assign(b.integral.size(), 0.0);
            for (std::size_t i = left_out; i < line.size(); ++i) {
                for (std::size_t c = 0; c < list[k].size(); ++c) list[k][c] += rule_.at_side(left_out)[i - left_out] * line[i][c];
            }
        }
        return list;
    }
    [[nodiscard]] double uncertainty(const std::array<value, 3>& of) const {
        return std::max(distance(of[2], of[1]), distance(of[1], of[0]));
    }
    static value minus(value u, const value& v) {
        for (std::size_t c = 0; c < u.size(); ++c) u[c] -= v[c];
        return u;
    }

    /// Something between the outermost points of neighbours.
    void look_into_gaps(box& whole, std::size_t k) const {
        box &b = *whole.parts[k], &sibling = *whole.parts[1 - k];
        if (whole.is_cut_at_gap) b.error = std::max(b.error, whole.error_inside * (b.volume() / whole.volume()));
        b.error_inside = b.error;
        const double most_here = size(most_of(b)), most_of_whole = size(most_of(whole));
        double sum = 0, most = 0;
        std::size_t axis_of_most = 0;
        for (std::size_t a = 0; a < dimension(); ++a) {
            for (std::size_t s = 0; s < 2; ++s) {
                auto d = whole.doubts[a][s];
                double uncertain = 0;
                const bool is_new = a == whole.axis && s == 1 - k;
                if (is_new) {
                    const auto here = extrapolated(b, a, s == 1), there = extrapolated(sibling, a, s == 0);
                    uncertain = std::max(uncertainty(here), uncertainty(there));
                    d = minus(there[2], here[2]);
                } else if (d && a == whole.axis) {
                    const auto before = extrapolated(whole, a, s == 1), now = extrapolated(b, a, s == 1);
                    uncertain = uncertainty(now);
                    d = plus(*d, minus(before[2], now[2]));
                } else if (d) {
                    const double scale = std::min(1.0, most_here / most_of_whole);
                    for (double& y : *d) y *= scale;
                }
                if (d && a == whole.axis) {
                    const double difference = size(*d);
                    const bool is_surprising =
                        std::isfinite(difference) && difference > 25 * uncertain && difference > 1e-10 * most_here;
                    if (!is_surprising) d.reset();
                }
                b.doubts[a][s] = d;
                if (!d) continue;
                const double e = size(*d) * ((1 - rule_.outermost()) / 2) * b.volume();
                sum += e;
                if (e > most && has_room(b, a)) {
                    most = e;
                    axis_of_most = a;
                }
            }
        }
        b.would_be_cut_at_gap = most > b.error;
        if (b.would_be_cut_at_gap) {
            b.axis_by_values = axis_of_most;
            b.cut_by_values = std::midpoint(b.lower[axis_of_most], b.upper[axis_of_most]);
        }
        b.error += sum;
        b.by_values = b.error;
    }

    /// How far a value is from all that are in a box, and half of their range.
    [[nodiscard]] double excess(const box& b, const value& y) const {
        value beyond = b.least;
        for (std::size_t c = 0; c < beyond.size(); ++c) {
            const double slack = (b.largest[c] - b.least[c]) / 2;
            beyond[c] = std::max({0.0, y[c] - b.largest[c] - slack, b.least[c] - slack - y[c]});
        }
        return size(beyond);
    }

    /// `probed`: the values at all probes.
    void look_at_contradictions(box& b, const std::vector<value>& probed) const {
        double by_probes = 0;
        for (const std::size_t p : b.probes) by_probes = std::max(by_probes, excess(b, probed[p]) * b.volume());
        const auto most = std::ranges::max_element(b.forecasts, {}, [&](const forecast& f) { return contradiction(b, f); });
        const double foretold = most == b.forecasts.end() ? 0 : contradiction(b, *most);
        b.error = std::max({b.error, by_probes, foretold});
        b.axis = b.axis_by_values;
        b.cut = b.cut_by_values;
        if (foretold > std::max(b.by_values, by_probes)) cut_like(b, most->widths);
        b.is_cut_at_gap = b.would_be_cut_at_gap && b.axis == b.axis_by_values && b.cut == b.cut_by_values;
    }

    // --- what smaller boxes beside it foretell

    [[nodiscard]] double contradiction(const box& b, const forecast& f) const {
        double volume = 1;
        for (const double w : f.widths) volume *= w;
        return b.volume() > volume ? std::max(0.0, excess(b, f.y) - 2 * f.uncertainty) * volume : 0;
    }
    /// Across the axis along which the box is largest beside these widths.
    void cut_like(box& b, const value& widths) const {
        double most = 0;
        for (std::size_t a = 0; a < dimension(); ++a) {
            const double ratio = b.width(a) / widths[a];
            if (!has_room(b, a) || ratio <= most) continue;
            most = ratio;
            b.axis = a;
            b.cut = std::midpoint(b.lower[a], b.upper[a]);
        }
    }
    /// What a box foretells of another one, or of none, beyond the middles of its faces.
    [[nodiscard]] std::vector<forecast> foretold(const box& b) const {
        std::vector<forecast> list;
        for (std::size_t a = 0; a < dimension(); ++a) {
            for (const bool upper : {false, true}) {
                forecast f;
                for (std::size_t i = 0; i < dimension(); ++i) f.x.push_back(std::midpoint(b.lower[i], b.upper[i]));
                f.x[a] = upper ? b.upper[a] : b.lower[a];
                if (std::ranges::find(breaks_[a], f.x[a]) != breaks_[a].end()) continue;
                if (upper) f.x[a] = std::nextafter(f.x[a], infinity);
                const auto at_side = extrapolated(b, a, upper);
                f.y = at_side[2];
                f.uncertainty = uncertainty(at_side);
                for (std::size_t i = 0; i < dimension(); ++i) f.widths.push_back(b.width(i));
                list.push_back(f);
            }
        }
        return list;
    }

private:
    static constexpr double eps = std::numeric_limits<double>::epsilon();
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    [[nodiscard]] double range(std::size_t a) const { return breaks_[a].back() - breaks_[a].front(); }

    const taskquad::rules::fully_symmetric& rule_;
    std::vector<std::vector<double>> breaks_;
    double accuracy_;
    taskquad::norm norm_;
};

}  // namespace reference
