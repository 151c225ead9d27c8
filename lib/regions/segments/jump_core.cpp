#include "regions/segments/jump_core.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace taskquad::regions::segments {

namespace {

/// A value belongs to a side which it is off by no more than this part of the difference of the sides.
constexpr double clear = 1e-10;

}  // namespace

inner_core::step jump_core::next(const jump_core& worst) const {
    using enum inner_core::step;
    constexpr double narrow = 1.0 / 60;  // the bracket over the gap, when it is cut out
    if (refused_) return give_up;
    const bool first = !is_region_ && bracket_.hi - bracket_.lo <= narrow * gap_;
    const bool again = is_region_ && worst.of_sides_ > worst.of_bracket_ && (begin_ < bracket_.lo || bracket_.hi < end_);
    if (first || again) return cut;
    return probes().empty() ? leave : probe;
}

void jump_core::be_cut() {
    begin_ = bracket_.lo;
    end_ = bracket_.hi;
    estimate();
}

std::vector<double> jump_core::probes() const {
    const double m = std::midpoint(bracket_.lo, bracket_.hi);
    if (!(bracket_.lo < m && m < bracket_.hi)) return {};
    return {m};
}

/// In either half of the bracket, in either half of these, and so on.
std::vector<double> jump_core::later_probes(std::size_t most) const {
    std::vector<std::pair<double, double>> brackets{{bracket_.lo, bracket_.hi}};
    std::vector<double> list;
    for (std::size_t i = 0; i < brackets.size() && list.size() < most; ++i) {
        const auto [lo, hi] = brackets[i];
        const double m = std::midpoint(lo, hi);
        if (!(lo < m && m < hi)) continue;
        if (i > 0) list.push_back(m);
        brackets.insert(brackets.end(), {{lo, m}, {m, hi}});
    }
    return list;
}

/// A value belongs to a side that it agrees with as well as the sides are known, or all but to the last digit of their difference:
/// in the middle of a steep rise it agrees with neither.
void jump_core::take(std::span<const sample> probed) {
    constexpr double doubts = 10, most = 1.0 / 8;
    const sample& p = probed.front();
    const one_side::extrapolation l = bracket_.left.at(p.x), r = bracket_.right.at(p.x);
    const double apart = std::abs(l.y - r.y);
    const auto is_of = [&](const one_side::extrapolation& side) {
        return std::abs(p.y - side.y) <= std::max(clear * apart, std::min(doubts * side.doubt, most * apart));
    };
    if (is_of(l)) {
        bracket_.add_left(p);
    } else if (is_of(r)) {
        bracket_.add_right(p);
    } else {
        refused_ = true;
        return;
    }
    estimate();
}

bool jump_core::follow(const jump_core& lead, std::span<const sample> probed) {
    const seam::forecast f = bracket_.follow(lead.bracket_, probed, clear);
    miss_ = f.miss;
    estimate();
    return f.is_right;
}

void jump_core::estimate() {
    const auto& [left, right, lo, hi] = bracket_;
    const double m = lo + (hi - lo) / 2;
    const one_side::extrapolation a = left.integral(begin_, lo), b = right.integral(hi, end_);
    const one_side::extrapolation l = left.at(hi), r = right.at(lo);
    const double at_lo = left.nearest().y, at_hi = right.nearest().y;
    const double jump = std::max({std::abs(at_hi - at_lo), std::abs(l.y - at_hi), std::abs(r.y - at_lo)});
    constexpr double doubts = 3;
    integral_ = a.y + b.y + left.integral(lo, m).y + right.integral(m, hi).y;
    of_bracket_ = (hi - lo) * (jump / 2 + l.doubt + r.doubt + miss_);
    of_sides_ = doubts * (a.doubt + b.doubt);
}

}  // namespace taskquad::regions::segments
