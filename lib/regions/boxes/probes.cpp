#include "regions/boxes/probes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace taskquad::regions::boxes {

probes::probes(std::size_t dimension) : dimension_(dimension) {
    for (int i = 0; i < 100; ++i) ratio_ = std::pow(1 + ratio_, 1 / (static_cast<double>(dimension) + 1));
}

bool probes::see_nothing(std::span<const region* const> leaves) const {
    return all_zero_ && std::ranges::all_of(leaves, [](const region* r) { return r->error == 0 && r->magnitude == 0; });
}

/// With a tenth of all evaluations, a ninth of the others. Where f was 0 wherever it has been looked at, much more is due: all
/// estimates are right or all are wrong then.
std::uint64_t probes::due(std::span<const region* const> leaves, std::uint64_t evaluations) const {
    constexpr std::uint64_t at_least = 64, if_zero = 1024;
    const std::uint64_t others = evaluations - std::min(evaluations, count());  // probes may coincide, if f is given them elsewhere
    std::uint64_t n = std::max(at_least * dimension_, others / 9);
    if (see_nothing(leaves)) n = std::max(n, if_zero * dimension_);
    return n > count() ? n - count() : 0;
}

namespace {

/// The leaves in the order of their centres, which decides with the cumulated weights where a probe is.
struct attraction {
    std::vector<box_number> boxes = {};
    std::vector<double> cumulated = {};

    attraction(std::span<const region* const> leaves, const mesh& m, samples& s, estimates& e) {
        for (const region* r : leaves) boxes.push_back(r->own);
        std::ranges::sort(boxes, [&](box_number one, box_number other) {
            for (std::size_t a = 0; a < m.dimension(); ++a) {
                if (m.centre(one, a) != m.centre(other, a)) return m.centre(one, a) < m.centre(other, a);
            }
            return false;
        });
        double sum = 0;
        for (const box_number b : boxes) {
            constexpr double power = 0.4;
            const double weight = std::pow(e.size_of(s.integral(b)), power);
            cumulated.push_back(sum += std::isfinite(weight) ? weight : 0);
        }
    }
    /// Near which box a probe is, 0 <= u < 1; none where no box has an integral.
    [[nodiscard]] box_number at(double u) const {
        if (!(cumulated.back() > 0)) return no_box;
        const auto i = std::ranges::lower_bound(cumulated, u * cumulated.back()) - cumulated.begin();
        return boxes[static_cast<std::size_t>(std::min<std::ptrdiff_t>(i, std::ssize(boxes) - 1))];
    }
};

double fraction(double x) { return x - std::floor(x); }

}  // namespace

void probes::choose(std::uint64_t more, std::span<const region* const> leaves, const mesh& m, samples& s, estimates& e) {
    const attraction near(leaves, m, s, e);
    const std::uint64_t first = count();
    for (std::uint64_t k = first; k < first + more; ++k) {
        constexpr std::uint64_t global = 4;  // one of so many probes
        const auto number = static_cast<double>(k);
        const box_number b = k % global == 0 ? no_box : near.at(fraction(0.6180339887498949 * number));
        double g = 1;
        for (std::size_t a = 0; a < dimension_; ++a) {
            g /= ratio_;
            double lower = m.least(a), upper = m.largest(a);
            if (b != no_box) {  // in a box of four times the width
                lower = std::max(lower, m.centre(b, a) - 2 * m.width(b, a));
                upper = std::min(upper, m.centre(b, a) + 2 * m.width(b, a));
            }
            points_.push_back(lower + (upper - lower) * fraction(0.5 + g * (number + 1)) + 0.0);
        }
    }
}

void probes::take(std::span<const double* const> values, std::vector<box>& all, const mesh& m, samples& s, estimates& e) {
    const std::size_t components = s.components();
    for (const double* const value : values) {
        const std::span<const double> y(value, components);
        const bool is_finite = std::ranges::all_of(y, [](double v) { return std::isfinite(v); });
        all_zero_ = all_zero_ && is_finite && e.size_of(y) == 0;
        values_.insert(values_.end(), y.begin(), y.end());
        land(static_cast<std::uint32_t>(landed_++), is_finite, all, m);
    }
}

/// In the leaf where it is, and in all below that have been decided on already, as if it had been there before.
void probes::land(std::uint32_t probe, bool is_finite, std::vector<box>& all, const mesh& m) {
    const double* const x = &points_[probe * dimension_];
    box_number n = leaf_of(x, all, m);
    if (n == no_box) return;
    if (!is_finite) {
        all[n].bad_probe = true;
        return;
    }
    while (true) {
        inside_[n].push_back(probe);
        if (all[n].first == no_box) return;
        n = all[n].first + (x[all[n].axis_of_parts] > all[n].cut_of_parts ? 1 : 0);
        if (!all[n].decided) return;
    }
}

box_number probes::leaf_of(const double* x, const std::vector<box>& all, const mesh& m) const {
    const auto contains = [&](box_number n) {
        for (std::size_t a = 0; a < dimension_; ++a) {
            if (x[a] <= m.lower(n, a) || x[a] > m.upper(n, a)) return false;
        }
        return true;
    };
    for (box_number n = 0; n < m.initial_boxes(); ++n) {
        if (!contains(n)) continue;
        while (!all[n].leaf_of_last_look) {
            if (all[n].first == no_box) return no_box;
            n = all[n].first + (x[all[n].axis_of_parts] > all[n].cut_of_parts ? 1 : 0);
        }
        return n;
    }
    return no_box;
}

double probes::error(box_number n, const mesh& m, samples& s, estimates& e) {
    const auto found = inside_.find(n);
    if (found == inside_.end()) return 0;
    const std::size_t components = s.components();
    beyond_.resize(components);
    double error = 0;
    for (const std::uint32_t probe : found->second) {
        for (std::size_t c = 0; c < components; ++c) {
            const double least = s.least(n)[c], largest = s.largest(n)[c], slack = (largest - least) / 2;
            const double y = values_[probe * components + c];
            beyond_[c] = std::max({0.0, y - largest - slack, least - slack - y});
        }
        error = std::max(error, e.size_of(beyond_) * m.volume(n));
    }
    return error;
}

void probes::hand_down(box_number whole, box_number part, const mesh& m) {
    const auto found = inside_.find(whole);
    if (found == inside_.end()) return;
    std::vector<std::uint32_t> list;
    for (const std::uint32_t probe : found->second) {
        const double* const x = &points_[probe * dimension_];
        bool is_inside = true;
        for (std::size_t a = 0; a < dimension_; ++a) is_inside = is_inside && x[a] > m.lower(part, a) && x[a] <= m.upper(part, a);
        if (is_inside) list.push_back(probe);
    }
    if (!list.empty()) inside_[part] = std::move(list);
}

}  // namespace taskquad::regions::boxes
