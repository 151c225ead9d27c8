/// The points of one integration: which there are, which have a value, which are committed, which regions wait for them.
///
/// Points are found by the bits of their coordinates, in an open-addressing table with linear probing (D. E. Knuth, The Art of
/// Computer Programming 3, 1998, section 6.4, algorithm L). The points of a region are looked up together, so that their cache
/// misses overlap: with std::unordered_map a segment of GK21 cost 48 us at 100,000 segments.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/point_view.hpp>

#include "machine/hash.hpp"
#include "machine/large_pages.hpp"
#include "regions/region.hpp"
#include "values/point.hpp"

namespace taskquad::decisions {

using regions::no_region;
using regions::region_id;
using values::point_id;

class point_table {
public:
    struct point {
        double x;          ///< its first coordinate
        double value = 0;  ///< where it has several components: their sum, or one that is not finite
        region_id first_waiting = no_region;
        std::uint32_t others_waiting = none;
        std::uint32_t counted = 0;
        bool required = false;   ///< a required region has it
        bool given = false;      ///< somebody has been asked to evaluate it
        bool known = false;      ///< the value is there
        bool committed = false;  ///< the committed partition rests on it
    };

    /// Each point has this number of coordinates.
    explicit point_table(std::size_t coordinates) : width_(coordinates) { points_.reserve(at_first * 3 / 5); }

    [[nodiscard]] point& operator[](point_id p) { return points_[p]; }
    [[nodiscard]] const point& operator[](point_id p) const { return points_[p]; }
    [[nodiscard]] std::span<const point> all() const noexcept { return points_; }

    /// The coordinates of a point; valid until another point is made.
    [[nodiscard]] detail::point_view at(point_id p) const { return {coordinates(p), width_}; }

    /// Appends points, made where they are new, to a list. Their coordinates follow one another, and none is -0.0.
    template <class List>
    void at(std::span<const double> coordinates, List& list) {
        while (5 * (points_.size() + coordinates.size() / width_) > 3 * slots_.size()) grow();
        const double* const end = coordinates.data() + coordinates.size();
        for (const double* c = coordinates.data(); c != end; c += width_) __builtin_prefetch(&slots_[home(c).slot]);
        for (const double* c = coordinates.data(); c != end; c += width_) list.push_back(find_or_make(c));
    }

    /// The point at some coordinates, made if necessary.
    point_id make(const double* coordinates) {
        if (5 * (points_.size() + 1) > 3 * slots_.size()) grow();
        return find_or_make(coordinates);
    }

    [[nodiscard]] std::optional<point_id> find(const double* coordinates) const {
        if (slots_.empty()) return {};
        const slot& s = slots_[slot_of(coordinates, home(coordinates))];
        return s.id == none ? std::nullopt : std::optional(s.id);
    }

    /// Parks a region until p is known. The first region is kept in the point itself; most points have no other.
    void park(region_id s, point_id p) {
        if (points_[p].first_waiting == no_region) {
            points_[p].first_waiting = s;
        } else {
            waits_.push_back({s, points_[p].others_waiting});
            points_[p].others_waiting = static_cast<std::uint32_t>(waits_.size() - 1);
        }
    }

    /// Calls `proceed` for every region that was parked at p.
    template <class Proceed>
    void release(point_id p, Proceed&& proceed) {
        const region_id first = std::exchange(points_[p].first_waiting, no_region);
        if (first != no_region) proceed(first);
        for (std::uint32_t w = std::exchange(points_[p].others_waiting, none); w != none; w = waits_[w].next) {
            proceed(waits_[w].segment);
        }
    }

    /// For other regions over the same points: nobody waits, and no more is required than what is committed.
    void begin_again() {
        waits_.clear();
        for (point& p : points_) {
            p.first_waiting = no_region;
            p.others_waiting = none;
            p.required = p.committed;
        }
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
    static constexpr std::size_t at_first = 512;  ///< slots
    struct wait {
        region_id segment;
        std::uint32_t next;
    };
    /// A point, and the low bits of its hash: by them another point is nearly always told from it without a look at coordinates.
    struct slot {
        std::uint32_t tag = 0;
        point_id id = none;
    };
    struct hashed {
        std::size_t slot;
        std::uint32_t tag;
    };

    [[nodiscard]] const double* coordinates(point_id p) const { return width_ == 1 ? &points_[p].x : &coordinates_[p * width_]; }
    [[nodiscard]] hashed home(const double* c) const {
        const std::uint64_t k = machine::hash_of({c, width_});
        return {static_cast<std::size_t>(k >> shift_), static_cast<std::uint32_t>(k)};
    }
    [[nodiscard]] bool is_at(point_id p, const double* c) const { return points_[p].x == *c && (width_ == 1 || is_all_at(p, c)); }
    [[gnu::noinline]] [[nodiscard]] bool is_all_at(point_id p, const double* c) const {
        return std::equal(c, c + width_, coordinates(p));
    }
    /// Where the point at some coordinates is, or would be.
    [[nodiscard]] std::size_t slot_of(const double* c, hashed at) const {
        std::size_t i = at.slot;
        while (slots_[i].id != none && (slots_[i].tag != at.tag || !is_at(slots_[i].id, c))) i = (i + 1) & (slots_.size() - 1);
        return i;
    }

    point_id find_or_make(const double* c) {
        const hashed p = home(c);
        slot& s = slots_[slot_of(c, p)];
        return s.id != none ? s.id : make_in(s, p.tag, c);
    }
    /// The slot is set last, so that it leads to a point even where memory is exhausted before.
    point_id make_in(slot& s, std::uint32_t tag, const double* c) {
        const auto id = static_cast<point_id>(points_.size());
        if (width_ > 1) {
            coordinates_.resize(id * width_);
            coordinates_.insert(coordinates_.end(), c, c + width_);
        }
        points_.push_back({.x = *c});
        s = {tag, id};
        return id;
    }

    void grow() {
        slots_ = std::vector<slot, machine::large_pages<slot>>(slots_.empty() ? at_first : 2 * slots_.size());
        shift_ = std::countl_zero(slots_.size()) + 1;
        for (point_id p = 0; p < points_.size(); ++p) {
            const hashed at = home(coordinates(p));
            std::size_t i = at.slot;
            while (slots_[i].id != none) i = (i + 1) & (slots_.size() - 1);
            slots_[i] = {at.tag, p};
        }
    }

    std::size_t width_;                ///< coordinates of a point
    std::vector<double> coordinates_;  ///< of all points, where each has several
    std::vector<point, machine::large_pages<point>> points_;
    std::vector<wait> waits_;
    std::vector<slot, machine::large_pages<slot>> slots_;  ///< a power of two of them, at most three fifths full
    int shift_ = 0;
    std::uint32_t counting_ = 0;
};

}  // namespace taskquad::decisions
