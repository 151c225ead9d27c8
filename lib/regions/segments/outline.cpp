#include "regions/segments/outline.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace taskquad::regions::segments {

outlines::outlines(const rule& r) : rule_(r), reach_(r.abscissae().size() < 9 ? 1 : 2) {}

const std::vector<double>& outlines::weights_of(int level) {
    weights_.resize(static_cast<std::size_t>(rule_.levels()));
    auto& kept = weights_[static_cast<std::size_t>(level)];
    if (!kept.empty()) return kept;
    const auto t = rule_.abscissae(level);
    std::vector<double> weights;  // kept when they are all there: an allocation may fail in between
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
    return kept = std::move(weights);
}

roughness outlines::rough(int level, std::span<const double> outline, double begin, double end) {
    const auto t = rule_.abscissae(level);
    const double first = 2 * begin - 1, last = 2 * end - 1, middle = std::midpoint(first, last);
    roughness r;
    const double* w = weights_of(level).data();
    for (std::size_t i = reach_; i + reach_ < outline.size(); ++i, w += 2 * reach_ + 1) {
        if (t[i] < first || t[i] > last) continue;
        const double residual = std::abs(std::inner_product(w, w + 2 * reach_ + 1, &outline[i - reach_], 0.0));
        if (t[i] <= middle) r.first += residual;
        if (t[i] >= middle) r.second += residual;
        ++r.samples;
    }
    return r;
}

}  // namespace taskquad::regions::segments
