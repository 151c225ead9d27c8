/// The abscissae of one integration: which there are, which have a value, which are committed, who waits for them.
///
/// Points are found by the bits of x, in an open-addressing table with linear probing (D. E. Knuth, The Art of Computer
/// Programming 3, 1998, section 6.4, algorithm L). The abscissae of a segment are looked up together, so that their cache misses
/// overlap: with std::unordered_map a segment of GK21 cost 48 us at 100,000 segments.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "segment_tree.hpp"

namespace taskquad::detail {

using point_id = std::uint32_t;

class point_table {
public:
    struct point {
        double x;
        double value = 0;
        std::uint32_t waiting = none;
        std::uint32_t counted = 0;
        bool required = false;   ///< a required segment has it
        bool given = false;      ///< somebody has been asked to evaluate it
        bool known = false;      ///< the value is there
        bool committed = false;  ///< the committed partition rests on it
    };

    [[nodiscard]] point& operator[](point_id p) { return points_[p]; }
    [[nodiscard]] const point& operator[](point_id p) const { return points_[p]; }
    [[nodiscard]] const std::vector<point>& all() const noexcept { return points_; }

    /// The points at some x, which have no signed zero, appended to a list; made where they are new.
    void at(std::span<const double> xs, std::vector<point_id>& list) {
        while (2 * (points_.size() + xs.size()) > slots_.size()) grow();
        for (const double x : xs) __builtin_prefetch(&slots_[home(key(x))]);
        for (const double x : xs) list.push_back(at(x));
    }

    /// The point at x, which has no signed zero, if there is one.
    [[nodiscard]] std::optional<point_id> find(double x) const {
        if (slots_.empty()) return {};
        const slot& s = slots_[slot_of(key(x))];
        return s.id == none ? std::nullopt : std::optional(s.id);
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
    struct slot {
        std::uint64_t key = 0;
        point_id id = none;
    };

    static std::uint64_t key(double x) { return std::bit_cast<std::uint64_t>(x); }
    /// Fibonacci hashing (Knuth, section 6.4): the high bits of the product depend on all bits of the key.
    [[nodiscard]] std::size_t home(std::uint64_t k) const {
        k ^= k >> 32;
        return static_cast<std::size_t>((k * 0x9e3779b97f4a7c15ULL) >> shift_);
    }
    /// Where the key is, or would be.
    [[nodiscard]] std::size_t slot_of(std::uint64_t k) const {
        std::size_t i = home(k);
        while (slots_[i].id != none && slots_[i].key != k) i = (i + 1) & (slots_.size() - 1);
        return i;
    }

    point_id at(double x) {
        slot& s = slots_[slot_of(key(x))];
        if (s.id == none) {
            s = {key(x), static_cast<point_id>(points_.size())};
            points_.push_back({.x = x});
        }
        return s.id;
    }

    void grow() {
        const auto old = std::exchange(slots_, std::vector<slot>(slots_.empty() ? 1024 : 2 * slots_.size()));
        shift_ = std::countl_zero(slots_.size()) + 1;
        for (const slot& s : old) {
            if (s.id != none) slots_[slot_of(s.key)] = s;
        }
    }

    std::vector<point> points_;
    std::vector<wait> waits_;
    std::vector<slot> slots_;  ///< a power of two of them, at most half full
    int shift_ = 0;
    std::uint32_t counting_ = 0;
};

}  // namespace taskquad::detail
