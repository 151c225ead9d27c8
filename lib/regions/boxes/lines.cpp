#include "regions/boxes/lines.hpp"

#include <algorithm>
#include <utility>

namespace taskquad::regions::boxes {

prediction predicted(box_number n, std::size_t axis, bool upper, samples& s, estimates& e) {
    const std::size_t last = e.rule().line().size() - 1;
    const auto without_farthest = [&](std::size_t left_out) {
        std::vector<double> value(s.components());
        std::size_t i = left_out;
        for (const double w : e.rule().at_side(left_out)) {
            const auto y = s.on_line(n, axis, upper ? i : last - i);
            for (std::size_t c = 0; c < value.size(); ++c) value[c] += w * y[c];
            ++i;
        }
        return value;
    };
    auto all = without_farthest(0);
    const auto without_one = without_farthest(1), without_two = without_farthest(2);
    const double uncertainty = std::max(e.distance(all, without_one), e.distance(without_one, without_two));
    return {std::move(all), uncertainty};
}

}  // namespace taskquad::regions::boxes
