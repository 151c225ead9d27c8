/// All indices up to a total level, and values of a function at the points of a grid.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "regions/lattice/contribution.hpp"
#include "regions/lattice/grid.hpp"
#include "regions/lattice/indices.hpp"
#include "rules/nested_families.hpp"

namespace small_lattice {

using taskquad::regions::lattice::grid;
using taskquad::regions::lattice::point_number;
using index = std::vector<std::uint8_t>;

/// The indices of d axes whose levels add up to at most so much, in lexicographic order.
inline std::vector<index> up_to_total(std::size_t d, int total) {
    std::vector<index> list, shorter{{}};
    if (d > 1) shorter = up_to_total(d - 1, total);
    for (const index& begin : shorter) {
        int left = total;
        for (const int level : begin) left -= level;
        for (int level = 0; level <= left; ++level) {
            list.push_back(begin);
            list.back().push_back(static_cast<std::uint8_t>(level));
        }
    }
    return list;
}

using function = std::function<std::vector<double>(std::span<const double>)>;

/// f at the points of an index; each point is evaluated once.
class sampled {
public:
    sampled(grid& g, function f) : grid_(g), f_(std::move(f)) {}

    std::vector<const double*> at(const index& k) {
        std::vector<point_number> points;
        grid_.points(k, points);
        std::vector<const double*> values;
        std::vector<double> x(grid_.dimensions());
        for (const point_number p : points) {
            auto& y = values_[p];
            if (y.empty()) {
                grid_.coordinates(p, x);
                y = f_(x);
            }
            values.push_back(y.data());
        }
        return values;
    }

private:
    grid& grid_;
    function f_;
    std::map<point_number, std::vector<double>> values_;
};

inline const auto& patterson = taskquad::rules::gauss_patterson;
inline const auto& normal = taskquad::rules::genz_keister;
inline const auto& leja = taskquad::rules::exponential_leja;

}  // namespace small_lattice
