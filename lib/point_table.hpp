/// The abscissae of one integration: which there are, which have a value, which are committed, who waits for them.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "segment_tree.hpp"

namespace taskquad::detail {

using point_id = std::uint32_t;

class point_table {
public:
    struct point {
        double x;
        double value = 0;
        bool requested = false;  ///< somebody has asked for its value
        bool known = false;      ///< the value is there
        bool committed = false;  ///< the committed partition rests on it
        std::uint32_t waiting = none;
        std::uint32_t counted = 0;
    };

    [[nodiscard]] point& operator[](point_id p) { return points_[p]; }
    [[nodiscard]] const point& operator[](point_id p) const { return points_[p]; }
    [[nodiscard]] const std::vector<point>& all() const noexcept { return points_; }

    /// The point at x, which has no signed zero; made if it is new.
    point_id at(double x) {
        const auto [entry, is_new] = ids_.try_emplace(std::bit_cast<std::uint64_t>(x), static_cast<point_id>(points_.size()));
        if (is_new) points_.push_back({.x = x});
        return entry->second;
    }

    /// Parks a segment until p is known.
    void park(segment_id s, point_id p) {
        waits_.push_back({s, points_[p].waiting});
        points_[p].waiting = static_cast<std::uint32_t>(waits_.size() - 1);
    }

    /// Calls `proceed` for every segment that was parked at p.
    template <class Proceed>
    void release(point_id p, Proceed&& proceed) {
        for (std::uint32_t w = points_[p].waiting; w != none; w = waits_[w].next) proceed(waits_[w].segment);
        points_[p].waiting = none;
    }

    /// Counts the distinct points in a sequence for which `counts` holds.
    template <class Points, class Counts>
    std::uint64_t count(const Points& sequence, Counts&& counts) {
        ++counting_;
        std::uint64_t n = 0;
        for (const point_id p : sequence) {
            if (counts(points_[p]) && points_[p].counted != counting_) {
                points_[p].counted = counting_;
                ++n;
            }
        }
        return n;
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    struct wait {
        segment_id segment;
        std::uint32_t next;
    };
    std::vector<point> points_;
    std::vector<wait> waits_;
    std::unordered_map<std::uint64_t, point_id> ids_;
    std::uint32_t counting_ = 0;
};

}  // namespace taskquad::detail
