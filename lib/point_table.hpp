/// The abscissae of one integration: which there are, which have a value, which are committed, who waits for them.
///
/// Points are found by the bits of what f is given, x and, where f takes them, the distances from the ends, in an open-addressing
/// table with linear probing (D. E. Knuth, The Art of Computer Programming 3, 1998, section 6.4, algorithm L). The abscissae of a
/// segment are looked up together, so that their cache misses overlap: with std::unordered_map a segment of GK21 cost 48 us at
/// 100,000 segments.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/argument.hpp>

#include "large_pages.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

using point_id = std::uint32_t;

class point_table {
public:
    struct point {
        double x;
        double value = 0;  ///< of several components: their sum, or one that is not finite
        segment_id first_waiting = no_segment;
        std::uint32_t others_waiting = none;
        std::uint32_t counted = 0;
        bool required = false;   ///< a required segment has it
        bool given = false;      ///< somebody has been asked to evaluate it
        bool known = false;      ///< the value is there
        bool committed = false;  ///< the committed partition rests on it
    };

    /// `exact`: points have distances, too.
    explicit point_table(bool exact) : exact_(exact) { points_.reserve(at_first * 3 / 5); }

    [[nodiscard]] point& operator[](point_id p) { return points_[p]; }
    [[nodiscard]] const point& operator[](point_id p) const { return points_[p]; }
    [[nodiscard]] std::span<const point> all() const noexcept { return points_; }

    /// What f is given at a point.
    [[nodiscard]] argument at(point_id p) const {
        if (!exact_) return {points_[p].x, 0, 0};
        return {points_[p].x, distances_[p].from_a, distances_[p].to_b};
    }

    /// The points at some arguments, which have no signed zero, and no distances unless `exact`, appended to a list; made where
    /// they are new.
    template <class List>
    void at(std::span<const argument> arguments, List& list) {
        while (5 * (points_.size() + arguments.size()) > 3 * slots_.size()) grow();
        for (const argument& a : arguments) __builtin_prefetch(&slots_[home(a).slot]);
        for (const argument& a : arguments) list.push_back(find_or_make(a));
    }

    point_id at(const argument& a) {
        if (5 * (points_.size() + 1) > 3 * slots_.size()) grow();
        return find_or_make(a);
    }

    /// The point at an argument as above, if there is one.
    [[nodiscard]] std::optional<point_id> find(const argument& a) const {
        if (slots_.empty()) return {};
        const slot& s = slots_[slot_of(a, home(a))];
        return s.id == none ? std::nullopt : std::optional(s.id);
    }

    /// Parks a segment until p is known. The first has its place in the point; most points have no other.
    void park(segment_id s, point_id p) {
        if (points_[p].first_waiting == no_segment) {
            points_[p].first_waiting = s;
        } else {
            waits_.push_back({s, points_[p].others_waiting});
            points_[p].others_waiting = static_cast<std::uint32_t>(waits_.size() - 1);
        }
    }

    /// Calls `proceed` for every segment that was parked at p.
    template <class Proceed>
    void release(point_id p, Proceed&& proceed) {
        const segment_id first = std::exchange(points_[p].first_waiting, no_segment);
        if (first != no_segment) proceed(first);
        for (std::uint32_t w = std::exchange(points_[p].others_waiting, none); w != none; w = waits_[w].next) {
            proceed(waits_[w].segment);
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
        segment_id segment;
        std::uint32_t next;
    };
    /// Its point, and the part of its hash that is not its place: a stranger is nearly always told from it without a look at the
    /// point.
    struct slot {
        std::uint32_t tag = 0;
        point_id id = none;
    };
    struct place {
        std::size_t slot;
        std::uint32_t tag;
    };

    struct distances {
        double from_a, to_b;
    };

    static std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }
    /// Fibonacci hashing (Knuth, section 6.4): the high bits of the product depend on all bits of the key. The smaller distance
    /// tells points apart whose x are equal.
    [[nodiscard]] place home(const argument& a) const {
        std::uint64_t k = bits(a.x);
        if (exact_) k ^= std::rotl(bits(a.from_a < a.to_b ? a.from_a : a.to_b), 21);
        k ^= k >> 32;
        k *= 0x9e3779b97f4a7c15ULL;
        return {static_cast<std::size_t>(k >> shift_), static_cast<std::uint32_t>(k)};
    }
    [[nodiscard]] bool is_at(point_id p, const argument& a) const {
        if (points_[p].x != a.x) return false;
        return !exact_ || (distances_[p].from_a == a.from_a && distances_[p].to_b == a.to_b);
    }
    /// Where the point at an argument is, or would be.
    [[nodiscard]] std::size_t slot_of(const argument& a, place at) const {
        std::size_t i = at.slot;
        while (slots_[i].id != none && (slots_[i].tag != at.tag || !is_at(slots_[i].id, a))) i = (i + 1) & (slots_.size() - 1);
        return i;
    }

    point_id find_or_make(const argument& a) {
        const place p = home(a);
        slot& s = slots_[slot_of(a, p)];
        if (s.id == none) {
            s = {p.tag, static_cast<point_id>(points_.size())};
            points_.push_back({.x = a.x});
            if (exact_) distances_.push_back({a.from_a, a.to_b});
        }
        return s.id;
    }

    void grow() {
        slots_.assign(slots_.empty() ? at_first : 2 * slots_.size(), slot{});
        shift_ = std::countl_zero(slots_.size()) + 1;
        for (point_id p = 0; p < points_.size(); ++p) {
            const place at = home(this->at(p));
            std::size_t i = at.slot;
            while (slots_[i].id != none) i = (i + 1) & (slots_.size() - 1);
            slots_[i] = {at.tag, p};
        }
    }

    bool exact_;
    std::vector<point, large_pages<point>> points_;
    std::vector<distances> distances_;  ///< of each point, if `exact`
    std::vector<wait> waits_;
    std::vector<slot, large_pages<slot>> slots_;  ///< a power of two of them, at most three fifths full
    int shift_ = 0;
    std::uint32_t counting_ = 0;
};

}  // namespace taskquad::detail
