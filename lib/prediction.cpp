#include "prediction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace taskquad::detail {

namespace {

/// A ratio of errors outside this range says more about the noise of the estimates than about f.
double credible(double ratio) { return ratio >= 1e-4 ? std::min(ratio, 0.8) : 1e-4; }

}  // namespace

predictor::predictor(partition& p) : partition_(p), reach_(p.used_rule().abscissae().size() < 9 ? 1 : 2) {
    // The residual of a sample against Lagrange's polynomial through its neighbours, times the width it stands for.
    for (int level = 0; level < p.used_rule().levels(); ++level) {
        const auto t = p.used_rule().abscissae(level);
        auto& weights = weights_.emplace_back();
        for (std::size_t i = reach_; i + reach_ < t.size(); ++i) {
            const double width = t[i + 1] - t[i - 1];
            for (std::size_t j = i - reach_; j <= i + reach_; ++j) {
                double w = j == i ? 1 : -1;
                for (std::size_t k = i - reach_; k <= i + reach_ && j != i; ++k) {
                    if (k != i && k != j) w *= (t[i] - t[k]) / (t[j] - t[k]);
                }
                weights.push_back(w * width);
            }
        }
    }
}

imagined predictor::picture(segment_id s) const {
    const segment_node& n = partition_[s];
    imagined i{.error = n.error, .x = n.x, .a = n.a, .b = n.b, .share = partition_.share(s), .segment = s, .source = s};
    if (n.depth == 0) return i;
    const segment_node& parent = partition_[n.parent];
    i.is_left = parent.left == s;
    const segment_node& sibling = partition_[i.is_left ? parent.right : parent.left];
    i.own = static_cast<float>(n.error / parent.error);
    i.sibling = sibling.known && !sibling.absent ? static_cast<float>(sibling.error / parent.error) : i.own;
    return i;
}

/// A raised order promises a tenth, a panel nearly all.
predictor::pair predictor::single_part(const imagined& n) const {
    const segment_node& whole = partition_[n.segment];
    imagined part = n;
    part.segment = whole.left;
    const bool known = whole.left != no_segment && partition_[whole.left].known;
    part.error = known ? partition_[whole.left].error : n.error * (whole.kind == refinement_kind::raised ? 0.1 : 1e-6);
    if (!std::isfinite(part.error) && !known) part.error = 0;
    part.source = known ? whole.left : n.source;
    part.guesses = known ? 0 : 1;
    imagined nothing = part;
    nothing.error = 0;
    nothing.guesses = 0;
    nothing.segment = whole.right;
    return {part, nothing};
}

predictor::pair predictor::halves(const imagined& n) {
    using kind = refinement_kind;
    const kind k = n.known() ? partition_[n.segment].kind : kind::undecided;
    if (k == kind::raised || k == kind::panel) return single_part(n);
    const double m = std::midpoint(n.a, n.b);
    imagined left{
        .error = 0, .x = n.x, .a = n.a, .b = m, .share = n.share / 2, .segment = no_segment, .source = n.source, .is_left = true};
    imagined right{.error = 0, .x = n.x, .a = m, .b = n.b, .share = n.share / 2, .segment = no_segment, .source = n.source};
    const std::array both{&left, &right};
    if (n.segment != no_segment) {
        left.segment = partition_[n.segment].left;
        right.segment = partition_[n.segment].right;
        if (right.segment != no_segment) right.x = partition_[right.segment].x;
    }
    const auto known = [&](const imagined* half) { return half->segment != no_segment && partition_[half->segment].known; };
    // What comes out of a segment without an error estimate cannot be predicted.
    const bool predictable = std::isfinite(n.error) && !(known(&left) && known(&right));
    const auto q = predictable ? ratios(n) : std::array{0.0, 0.0};
    for (std::size_t i = 0; i < 2; ++i) {
        imagined& half = *both[i];
        if (known(&half)) {
            half.error = partition_[half.segment].error;
            half.source = half.segment;
        } else {
            half.error = predictable ? n.error * q[i] : 0;
            half.guesses = static_cast<std::uint16_t>(n.guesses + 1);
        }
    }
    left.own = right.sibling = static_cast<float>(left.error / n.error);
    left.sibling = right.own = static_cast<float>(right.error / n.error);
    return {left, right};
}

bool predictor::may_be_split(const imagined& n) const {
    if (n.segment == no_segment) return n.error > 0 && n.a < n.b;
    const segment_node& s = partition_[n.segment];
    if (s.absent) return false;
    // Halves that were guessed may be known before it is known what they will be refined into.
    if (n.known() && s.kind != refinement_kind::undecided) return partition_.divisible(n.segment);
    return !s.how.is_panel() && !s.non_finite && partition_.has_room(n.segment);
}

std::array<double, 2> predictor::ratios(const imagined& n) {
    const roughness seen = rough(n);
    const double w = seen.left_share();
    // Nothing has been seen of bisections: error goes with roughness.
    if (n.own == 0) return {std::clamp(w, 1e-3, 0.5), std::clamp(1 - w, 1e-3, 0.5)};

    const double own = credible(n.own), sibling = credible(n.sibling);
    constexpr int enough = 2;
    if (!n.known() && seen.samples < enough) return n.is_left ? std::array{own, sibling} : std::array{sibling, own};
    const double high = std::max(own, sibling), low = std::min(own, sibling);
    const auto ratio = [&](double share) { return share > 0.5 ? high : share > 0.1 ? std::sqrt(high * low) : low; };
    return {ratio(w), ratio(1 - w)};
}

double predictor::roughness::left_share() const {
    return left + right > 0 && std::isfinite(left + right) ? left / (left + right) : 0.5;
}

/// How rough f is on the halves of a segment, as far as the samples of its source tell.
predictor::roughness predictor::rough(const imagined& n) {
    const segment_node& s = partition_[n.source];
    if (s.how.is_panel()) return {};
    const auto f = partition_.outline(n.source);
    const auto t = partition_.used_rule().abscissae(s.how.level);
    const double c = std::midpoint(s.a, s.b), h = (s.b - s.a) / 2;
    const double t_a = (n.a - c) / h, t_b = (n.b - c) / h, t_m = std::midpoint(t_a, t_b);
    roughness r;
    const double* w = weights_[s.how.level].data();
    for (std::size_t i = reach_; i + reach_ < f.size(); ++i, w += 2 * reach_ + 1) {
        if (t[i] < t_a || t[i] > t_b) continue;
        const double residual = std::abs(std::inner_product(w, w + 2 * reach_ + 1, &f[i - reach_], 0.0));
        if (t[i] <= t_m) r.left += residual;
        if (t[i] >= t_m) r.right += residual;
        ++r.samples;
    }
    return r;
}

}  // namespace taskquad::detail
