#include "regions/boxes/lines.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace taskquad::regions::boxes {

namespace {

/// How much the value at one of the places counts at u, for the polynomial through all of them.
double weight(std::size_t i, double u, std::span<const double> places) {
    double w = 1;
    for (std::size_t j = 0; j < places.size(); ++j) {
        if (j != i) w *= (u - places[j]) / (places[i] - places[j]);
    }
    return w;
}

}  // namespace

prediction predicted(box_number n, std::size_t axis, double x, const mesh& m, samples& s, estimates& e) {
    const auto line = e.rule().line();
    const double u = (x - m.centre(n, axis)) / (m.width(n, axis) / 2);
    const auto of_nearest = [&](std::size_t count) {
        const std::size_t first = u > 0 ? line.size() - count : 0;
        std::vector<double> value(s.components());
        for (std::size_t i = 0; i < count; ++i) {
            const double w = weight(i, u, line.subspan(first, count));
            const auto y = s.on_line(n, axis, first + i);
            for (std::size_t c = 0; c < value.size(); ++c) value[c] += w * y[c];
        }
        return value;
    };
    auto all = of_nearest(line.size());
    const auto without_one = of_nearest(line.size() - 1), without_two = of_nearest(line.size() - 2);
    const double uncertainty = std::max(e.distance(all, without_one), e.distance(without_one, without_two));
    return {std::move(all), uncertainty};
}

}  // namespace taskquad::regions::boxes
