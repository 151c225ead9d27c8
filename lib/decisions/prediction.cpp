#include "decisions/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace taskquad::decisions {

namespace {

/// A ratio of errors outside this range says more about the noise of the estimates than about f.
double credible(double ratio) { return ratio >= 1e-4 ? std::min(ratio, 0.8) : 1e-4; }

double share_of_first(const regions::roughness& r) {
    const double all = r.first + r.second;
    return all > 0 && std::isfinite(all) ? r.first / all : 0.5;
}

}  // namespace

imagined predictor::picture(region_id s) const {
    const region& n = partition_[s];
    imagined i{.error = n.error, .place = n.place, .share = n.share, .region = s, .source = s};
    if (n.depth == 0) return i;
    const region& parent = partition_[n.parent];
    i.is_first = parent.first == s;
    i.own = i.sibling = static_cast<float>(n.error / parent.error);
    for (const region& other : partition_.successors(n.parent)) {
        if (&other != &n && other.known) i.sibling = static_cast<float>(other.error / parent.error);
    }
    return i;
}

std::span<const imagined> predictor::parts(const imagined& n) {
    const bool is_made = n.region != no_region && partition_[n.region].successors > 0;
    const auto made = is_made ? partition_.successors(n.region) : std::span<const region>();
    const std::size_t count = is_made ? made.size() : 2;
    // Where a region has no error estimate, its successors' errors cannot be predicted.
    const bool all_known = is_made && std::ranges::all_of(made, [](const region& r) { return r.known; });
    const bool predictable = std::isfinite(n.error) && !all_known;
    std::array<double, 2> ratio = {0, 0};
    const auto promise = is_made ? partition_.kind().promise(partition_[n.region]) : std::nullopt;
    if (predictable && count == 2 && !promise) ratio = ratios(n);
    parts_.assign(count, n);
    for (std::size_t i = 0; i < count; ++i) {
        imagined& part = parts_[i];
        part.is_first = i == 0;
        part.region = is_made ? partition_.id(made[i]) : no_region;
        part.share = n.share / static_cast<double>(count);
        if (is_made) part.place = made[i].place;
        if (is_made && made[i].known) {
            part = picture(part.region);
            continue;
        }
        part.error = 0;
        if (predictable && promise) {
            part.error = n.error * *promise;
        } else if (predictable) {
            // Other than two successors are taken to be alike.
            part.error = n.error * (count != 2 ? credible(n.own) / static_cast<double>(count) : ratio[i]);
        }
        part.guesses = static_cast<std::uint16_t>(n.guesses + 1);
        if (count == 2) (i == 0 ? part.end : part.begin) = std::midpoint(n.begin, n.end);
    }
    if (count == 2) {
        parts_[0].own = parts_[1].sibling = static_cast<float>(parts_[0].error / n.error);
        parts_[0].sibling = parts_[1].own = static_cast<float>(parts_[1].error / n.error);
    }
    return parts_;
}

bool predictor::may_be_split(const imagined& n) const {
    if (n.region == no_region) return n.error > 0 && n.begin < n.end;
    const region& r = partition_[n.region];
    // Halves that were guessed may be known before their refinement is decided.
    if (n.known() && r.decided) return r.divisible;
    return partition_.kind().may_be_divided(r);
}

std::array<double, 2> predictor::ratios(const imagined& n) const {
    const regions::roughness seen = partition_.kind().rough(partition_[n.source], partition_.outline(n.source), n.begin, n.end);
    const double w = share_of_first(seen);
    // An initial region comes from no bisection: its halves share its error by roughness.
    if (n.own == 0) return {std::clamp(w, 1e-3, 0.5), std::clamp(1 - w, 1e-3, 0.5)};

    const double own = credible(n.own), sibling = credible(n.sibling);
    constexpr int enough = 2;
    if (!n.known() && seen.samples < enough) return n.is_first ? std::array{own, sibling} : std::array{sibling, own};
    const double high = std::max(own, sibling), low = std::min(own, sibling);
    const auto ratio = [&](double share) { return share > 0.5 ? high : share > 0.1 ? std::sqrt(high * low) : low; };
    return {ratio(w), ratio(1 - w)};
}

}  // namespace taskquad::decisions
