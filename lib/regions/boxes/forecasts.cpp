#include "regions/boxes/forecasts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace taskquad::regions::boxes {

bool forecasts::look(std::span<const region* const> leaves, const std::vector<box>& all, const mesh& m, samples& s, estimates& e) {
    std::vector<double> error(m.size());
    for (const region* r : leaves) error[r->own] = r->error;
    std::vector<double> x(m.dimension());
    for (const region* r : leaves) {
        const box_number here = r->own;
        for (std::size_t a = 0; a < m.dimension(); ++a) x[a] = m.centre(here, a);
        for (std::size_t a = 0; a < m.dimension(); ++a) {
            for (const bool upper : {false, true}) {
                const double face = upper ? m.upper(here, a) : m.lower(here, a);
                if (m.is_break(a, face)) continue;
                x[a] = upper ? std::nextafter(face, std::numeric_limits<double>::infinity()) : face;
                const box_number there = leaf_at(x, all, m);
                if (there == no_box || m.volume(there) <= m.volume(here)) continue;
                forecast next{predicted(here, a, upper, s, e), here};
                if (!(doubt(next, there, m, s, e) > error[there])) continue;
                points_.insert(points_.end(), x.begin(), x.end());
                list_.push_back(std::move(next));
            }
            x[a] = m.centre(here, a);
        }
    }
    return list_.size() > taken_;
}

void forecasts::take(const std::vector<box>& all, const mesh& m) {
    for (; taken_ < list_.size(); ++taken_) {
        const auto x = std::span(points_).subspan(taken_ * m.dimension(), m.dimension());
        residents_.settle(static_cast<std::uint32_t>(taken_), x, leaf_at(x, all, m), all);
    }
}

forecasts::contradiction forecasts::worst(box_number n, const mesh& m, samples& s, estimates& e) const {
    contradiction found;
    for (const std::uint32_t i : residents_.of(n)) {
        const forecast& p = list_[i];
        const double error = m.volume(n) > m.volume(p.by) ? doubt(p, n, m, s, e) : 0;
        if (error > found.error) found = {error, p.by};
    }
    return found;
}

double forecasts::doubt(const forecast& p, box_number n, const mesh& m, samples& s, estimates& e) {
    constexpr double surely = 2;  // times what it leaves uncertain; with 0, Gaussians take 12 % more evaluations
    return std::max(0.0, e.excess(p.f.value, n, s) - surely * p.f.uncertainty) * m.volume(p.by);
}

}  // namespace taskquad::regions::boxes
