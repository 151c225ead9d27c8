#include <taskquad/box.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include <taskquad/detail/run.hpp>

#include "problem/messages.hpp"

namespace taskquad {

box::box(std::vector<domain> axes) : axes_(std::move(axes)) {
    constexpr std::size_t most = 16;
    if (axes_.empty() || axes_.size() > most) {
        throw std::invalid_argument("taskquad: box: there are " + std::to_string(axes_.size()) + " axes, must be from 1 to " +
                                    std::to_string(most));
    }
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        for (const double limit : {axes_[a].points().front(), axes_[a].points().back()}) {
            if (std::isfinite(limit)) continue;
            throw std::invalid_argument("taskquad: box: axis " + std::to_string(a) + " ends at " + problem::text(limit) +
                                        ", must be finite");
        }
    }
}

void detail::check_dimension(std::size_t of_points, std::size_t of_box) {
    if (of_points == 0 || of_points == of_box) return;
    throw std::invalid_argument("taskquad: box: f takes points of " + std::to_string(of_points) + " coordinates, and there are " +
                                std::to_string(of_box) + " axes");
}

bool box::reversed() const noexcept { return std::ranges::count_if(axes_, &domain::reversed) % 2 == 1; }

bool box::empty() const noexcept {
    return std::ranges::any_of(axes_, [](const domain& axis) { return axis.points().size() == 1; });
}

}  // namespace taskquad
