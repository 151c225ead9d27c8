#include "regions/segments/seam.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace taskquad::regions::segments {

namespace {

/// What a side that foretells nothing of the other's next sample adds to what the other says.
constexpr double least_certainty = 1e-3;
constexpr std::size_t least_on_a_side = 5;

/// The sides of the gap after sample j, outwards.
seam sides_of(std::span<const sample> v, std::size_t j, double accuracy) {
    std::array<sample, one_side::used> outwards{};
    const std::size_t on_left = std::min(j + 1, outwards.size()), on_right = std::min(v.size() - j - 1, outwards.size());
    for (std::size_t i = 0; i < on_left; ++i) outwards[i] = v[j - i];
    const one_side left(std::span<const sample>(outwards).first(on_left), accuracy);
    for (std::size_t i = 0; i < on_right; ++i) outwards[i] = v[j + 1 + i];
    return {left, one_side(std::span<const sample>(outwards).first(on_right), accuracy), v[j].x, v[j + 1].x};
}

/// Between two places at which the difference has different signs, as far as doubles go.
double root_between(const seam& s, double from, double to) {
    constexpr int halvings = 80;
    const bool negative = s.at(from).y < 0;
    for (int i = 0; i < halvings; ++i) {
        const double m = from + (to - from) / 2;
        if (m == from || m == to) break;
        (s.at(m).y < 0) == negative ? from = m : to = m;
    }
    return from + (to - from) / 2;
}

double least_between(const seam& s, double from, double to) {
    constexpr int steps = 60;
    for (int i = 0; i < steps; ++i) {
        const double p = from + (to - from) / 3, q = to - (to - from) / 3;
        std::abs(s.at(p).y) < std::abs(s.at(q).y) ? to = q : from = p;
    }
    return from + (to - from) / 2;
}

}  // namespace

seam::difference seam::at(double x) const {
    const one_side::extrapolation l = left.at(x), r = right.at(x);
    return {r.y - l.y, l.doubt + r.doubt};
}

double seam::significance() const {
    const one_side::extrapolation from_right = right.at(lo), from_left = left.at(hi);
    const double p = std::abs(from_right.y - left.nearest().y) / from_right.doubt;
    const double q = std::abs(from_left.y - right.nearest().y) / from_left.doubt;
    return std::sqrt(std::max(p, q) * std::max(std::min(p, q), least_certainty));
}

double seam::roughness() const {
    double least = left.nearest().y, most = least;
    for (const one_side* side : {&left, &right}) {
        for (const sample& p : side->samples()) {
            least = std::min(least, p.y);
            most = std::max(most, p.y);
        }
    }
    const double doubt = std::max(right.at(lo).doubt, left.at(hi).doubt);
    return most > least ? doubt / (most - least) : 0;
}

void seam::add_left(const sample& p) {
    left.add(p);
    lo = p.x;
}

void seam::add_right(const sample& p) {
    right.add(p);
    hi = p.x;
}

seam::forecast seam::follow(const seam& lead, std::span<const sample> probed, double allowed) {
    constexpr double doubts = 10, last_digits = 1e-10;
    forecast f{0, true};
    const auto compare = [&](const sample& p, const one_side& its, const one_side& other) {
        const auto miss_of = [&](const one_side::extrapolation& e) {
            return std::isfinite(p.y) ? std::abs(p.y - e.y) : std::numeric_limits<double>::infinity();
        };
        const one_side::extrapolation e = its.at(p.x);
        const double apart = std::abs(e.y - other.at(p.x).y), y = std::abs(its.nearest().y);
        f.miss = std::max(f.miss, miss_of(e));
        if (!(miss_of(e) <= std::max({doubts * e.doubt, last_digits * y, allowed * apart}))) f.is_right = false;
    };
    const auto beyond = std::ranges::find_if(probed, [&](const sample& p) { return p.x > lead.lo; });
    for (auto p = probed.begin(); p != beyond; ++p) {
        compare(*p, left, right);
        add_left(*p);
    }
    for (auto p = probed.end(); p != beyond;) {
        compare(*--p, right, left);
        add_right(*p);
    }
    return f;
}

std::optional<seam> find_seam(std::span<const sample> v, double a, double b, double accuracy) {
    std::optional<seam> best;
    double most = seam::significant;
    for (std::size_t j = least_on_a_side - 1; j + least_on_a_side < v.size(); ++j) {
        if (v[j].x < a || v[j + 1].x > b) continue;
        const seam s = sides_of(v, j, accuracy);
        if (const double p = s.significance(); p >= most) {
            most = p;
            best = s;
        }
    }
    return best;
}

meeting look_at(const seam& s) {
    constexpr int places = 65;
    /// The least difference over the largest: of a jump at least, of a kink at most.
    constexpr double of_jump = 0.2, of_kink = 0.05, doubts_of_jump = 10;
    const auto place = [&](int i) { return s.lo + (s.hi - s.lo) * i / places; };
    int nearest = 0;
    double least = std::abs(s.at(s.lo).y), most = least;
    for (int i = 1; i <= places; ++i) {
        const double d = std::abs(s.at(place(i)).y);
        most = std::max(most, d);
        if (d < least) {
            least = d;
            nearest = i;
        }
    }
    if ((s.at(s.lo).y < 0) != (s.at(s.hi).y < 0)) return {seam_kind::kink, root_between(s, s.lo, s.hi)};
    const bool inside = nearest > 0 && nearest < places;
    const double x = inside ? least_between(s, place(nearest - 1), place(nearest + 1)) : place(nearest);
    const seam::difference d = s.at(x);
    least = std::min(least, std::abs(d.y));
    if (least > of_jump * most && least > doubts_of_jump * d.doubt) return {seam_kind::jump, x};
    return {least > of_kink * most ? seam_kind::neither : seam_kind::kink, x};
}

seam seam_at(std::span<const sample> samples, double lo, double accuracy) {
    const auto at = std::ranges::lower_bound(samples, lo, {}, &sample::x);
    return sides_of(samples, static_cast<std::size_t>(at - samples.begin()), accuracy);
}

}  // namespace taskquad::regions::segments
