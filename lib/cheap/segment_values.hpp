/// The values of f on the segments of a direct run; and beside those of each pair of neighbours some more numbers.
///
/// They stand in chunks, each as large as all chunks before it. An array that grows would be copied, and the system would clear
/// every page of its memory twice, which took a third of the time of millions of evaluations. The first chunk has its memory here,
/// if it is small. Two neighbours, such as halves, never lie in different chunks.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "machine/large_pages.hpp"
#include "regions/region.hpp"

namespace taskquad::cheap {

class segment_values {
public:
    /// `of_each`: how many values a segment has; `beside`: how many numbers more belong to a pair.
    segment_values(std::size_t of_each, std::size_t beside) : of_each_(of_each), of_pair_(2 * of_each + beside) {}
    segment_values(const segment_values&) = delete;
    segment_values& operator=(const segment_values&) = delete;
    ~segment_values() {
        for (std::size_t c = 0; c < count_; ++c) {
            if (chunks_[c] != in_place_) machine::large_pages<double>().deallocate(chunks_[c], size(c));
        }
    }

    /// Takes memory for the initial segments. All others come in pairs.
    void begin(std::size_t initial) {
        odd_ = initial % 2;
        shift_ = static_cast<int>(std::bit_width(std::max<std::size_t>(at_first, initial + 1) - 1));
        add();
    }
    /// Takes memory until there is enough for n segments.
    void extend(std::size_t n) {
        while (n > capacity_) add();
    }
    /// The same, where the last two of the n segments are new. Returns where the values of the first of these two begin.
    [[nodiscard]] double* append(std::size_t n) {
        extend(n);
        return chunks_[count_ - 1] + (n - 2 + odd_ - first_in_last_) / 2 * of_pair_;
    }
    /// Where the values of a segment begin.
    [[nodiscard]] double* of(regions::region_id s) const { return of_pair(s) + (is_second(s) ? of_each_ : 0); }
    /// Where those of a segment and its neighbour begin; behind them stand the numbers that belong to the pair.
    [[nodiscard]] double* of_pair(regions::region_id s) const {
        const std::size_t i = s + odd_;
        const auto c = static_cast<std::size_t>(std::bit_width(i >> shift_));
        return chunks_[c] + (c == 0 ? i : i - ((std::size_t{1} << shift_) << (c - 1))) / 2 * of_pair_;
    }
    /// Whether a segment is the second one of its pair: of halves, the right one.
    [[nodiscard]] bool is_second(regions::region_id s) const { return (s + odd_) % 2 != 0; }

private:
    static constexpr std::size_t at_first = 64;

    [[nodiscard]] std::size_t size(std::size_t c) const {
        return ((std::size_t{1} << shift_) << (c == 0 ? 0 : c - 1)) / 2 * of_pair_;
    }
    void add() {
        first_in_last_ = count_ == 0 ? 0 : capacity_ + odd_;
        const std::size_t wanted = size(count_);
        chunks_[count_] =
            count_ == 0 && wanted <= std::size(in_place_) ? in_place_ : machine::large_pages<double>().allocate(wanted);
        ++count_;
        capacity_ = ((std::size_t{1} << shift_) << (count_ - 1)) - odd_;
    }

    // If the number of initial segments is odd, numbers are shifted by 1 here, so that pairs begin at even numbers.
    std::size_t of_each_, of_pair_, odd_ = 0, count_ = 0;
    std::size_t capacity_ = 0;       ///< in segments
    std::size_t first_in_last_ = 0;  ///< the shifted number of the first segment of the last chunk
    int shift_ = 0;                  ///< the first chunk has 2^shift segments
    std::array<double*, 33> chunks_;
    double in_place_[at_first / 2 * 45];  ///< the first chunk, if it is no larger
};

}  // namespace taskquad::cheap
