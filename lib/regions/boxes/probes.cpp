#include "regions/boxes/probes.hpp"

#include <algorithm>
#include <cmath>

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

void probes::land(std::uint32_t probe, bool is_finite, std::vector<box>& all, const mesh& m) {
    const auto x = std::span(points_).subspan(probe * dimension_, dimension_);
    const box_number leaf = leaf_at(x, all, m);
    if (leaf == no_box) return;
    if (is_finite) {
        residents_.settle(probe, x, leaf, all);
    } else {
        all[leaf].bad_probe = true;
    }
}

double probes::error(box_number n, const mesh& m, samples& s, estimates& e) const {
    double most = 0;
    for (const std::uint32_t probe : residents_.of(n)) {
        const auto y = std::span(values_).subspan(probe * s.components(), s.components());
        most = std::max(most, e.excess(y, n, s) * m.volume(n));
    }
    return most;
}

}  // namespace taskquad::regions::boxes
