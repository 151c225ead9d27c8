#include "regions/segments/kink_core.hpp"

#include <algorithm>
#include <cmath>

#include "machine/numbers.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::epsilon;
constexpr int most_rounds = 4;
/// A side goes on to a probe where it is off by no more than this part of the difference of the sides.
constexpr double confirmed = 1.0 / 8;

}  // namespace

kink_core::kink_core(const seam& s, double place, double all) : seam_(s), all_(all) { aim(place); }

/// The least distance from the place at which the sides differ clearly.
void kink_core::aim(double place) {
    constexpr double of_gap = 1e-12, spacings = 4, wider = 1.5, doubts = 20;
    const double gap = seam_.hi - seam_.lo, x = std::max(std::abs(seam_.lo), std::abs(seam_.hi));
    const auto is_clear = [](const seam::difference& d) { return std::abs(d.y) >= doubts * d.doubt; };
    place_ = place;
    distance_ = 0;
    for (double d = std::max(gap * of_gap, spacings * epsilon * x); place - d > seam_.lo && place + d < seam_.hi; d *= wider) {
        if (!is_clear(seam_.at(place - d)) || !is_clear(seam_.at(place + d))) continue;
        distance_ = d;
        return;
    }
}

inner_core::step kink_core::next(const kink_core& /*worst*/) const {
    using enum inner_core::step;
    if (stage_ == stage::open) return probe;
    return stage_ == stage::verified ? cut : give_up;
}

std::vector<double> kink_core::probes() const {
    if (stage_ != stage::open || distance_ == 0) return {};
    return {place_ - distance_, place_ + distance_};
}

void kink_core::take(std::span<const sample> probed) { stage_ = after(probed[0], probed[1]); }

kink_core::stage kink_core::after(const sample& p, const sample& q) {
    const seam::difference at_p = seam_.at(p.x), at_q = seam_.at(q.x);
    const auto is_of = [](const one_side& side, const sample& v, const seam::difference& d) {
        return std::abs(v.y - side.at(v.x).y) <= confirmed * std::abs(d.y);
    };
    const bool p_is_left = is_of(seam_.left, p, at_p), q_is_right = is_of(seam_.right, q, at_q);
    if (p_is_left && q_is_right) {
        seam_.add_left(p);
        seam_.add_right(q);
        on_both_ = true;
    } else if (p_is_left && is_of(seam_.left, q, at_q)) {
        seam_.add_left(p);
        seam_.add_left(q);
    } else if (q_is_right && is_of(seam_.right, p, at_p)) {
        seam_.add_right(q);
        seam_.add_right(p);
    } else {
        return stage::refused;
    }
    const stage as_it_stands = on_both_ ? stage::verified : stage::refused;
    if (++rounds_ == most_rounds) return as_it_stands;
    constexpr double narrow = 64;
    const double width = seam_.hi - seam_.lo, largest = std::max(std::abs(at_p.y), std::abs(at_q.y));
    if (on_both_ && (width * largest / 2 <= epsilon * all_ || width < narrow * epsilon * std::abs(seam_.hi)))
        return stage::verified;

    const meeting m = look_at(seam_);
    if (m.what != seam_kind::kink) return stage::refused;
    aim(m.place);
    return distance_ > 0 ? stage::open : as_it_stands;
}

bool kink_core::follow(const kink_core& lead, std::span<const sample> probed) {
    const seam::forecast f = seam_.follow(lead.seam_, probed, confirmed);
    miss_ = f.miss;
    return f.is_right;
}

double kink_core::integral() const { return (seam_.hi - seam_.lo) * (seam_.left.nearest().y + seam_.right.nearest().y) / 2; }

/// What a kink or a jump anywhere in the core can cost; or, where another component leads, a power, which has been missed.
double kink_core::error() const {
    constexpr double misses = 8;
    const double l = seam_.left.nearest().y, r = seam_.right.nearest().y;
    return (seam_.hi - seam_.lo) * std::max({std::abs(seam_.left.at(seam_.hi).y - r), std::abs(seam_.right.at(seam_.lo).y - l),
                                             std::abs(r - l), misses * miss_});
}

}  // namespace taskquad::regions::segments
