/// The values of f on the segments of a direct run.
///
/// In chunks, each as large as all before: an array that grows would be copied, and every page of its memory be cleared twice,
/// which took a third of the time of millions of evaluations. The first one is here, if it is small. Two segments, one beside the
/// other, never lie in different chunks.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "large_pages.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

class segment_values {
public:
    explicit segment_values(std::size_t of_each) : of_each_(of_each) {}
    segment_values(const segment_values&) = delete;
    segment_values& operator=(const segment_values&) = delete;
    ~segment_values() {
        for (std::size_t c = 0; c < count_; ++c) {
            if (chunks_[c] != in_place_) large_pages<double>().deallocate(chunks_[c], size(c));
        }
    }

    /// So many segments come by themselves; all others in pairs.
    void begin(std::size_t initial) {
        odd_ = initial % 2;
        shift_ = static_cast<int>(std::bit_width(std::max<std::size_t>(at_first, initial + 1) - 1));
        add();
    }
    /// Makes room for so many segments in all.
    void extend(std::size_t segments) {
        while (segments > room_) add();
    }
    /// Makes room for so many in all, the last two of which are new; those of the first of them.
    [[nodiscard]] double* append(std::size_t segments) {
        extend(segments);
        return chunks_[count_ - 1] + (segments - 2 + odd_ - first_in_last_) * of_each_;
    }
    [[nodiscard]] double* of(segment_id s) const {
        const std::size_t i = s + odd_;
        const auto c = static_cast<std::size_t>(std::bit_width(i >> shift_));
        return chunks_[c] + (c == 0 ? i : i - ((std::size_t{1} << shift_) << (c - 1))) * of_each_;
    }

private:
    static constexpr std::size_t at_first = 64;

    [[nodiscard]] std::size_t size(std::size_t c) const { return ((std::size_t{1} << shift_) << (c == 0 ? 0 : c - 1)) * of_each_; }
    void add() {
        first_in_last_ = count_ == 0 ? 0 : room_ + odd_;
        const std::size_t wanted = size(count_);
        chunks_[count_] = count_ == 0 && wanted <= std::size(in_place_) ? in_place_ : large_pages<double>().allocate(wanted);
        ++count_;
        room_ = ((std::size_t{1} << shift_) << (count_ - 1)) - odd_;
    }

    std::size_t of_each_, odd_ = 0, count_ = 0;
    std::size_t room_ = 0;           ///< for segments, in all
    std::size_t first_in_last_ = 0;  ///< number of the first segment of the last chunk, as if the initial ones were even
    int shift_ = 0;                  ///< of the number of segments in the first chunk
    std::array<double*, 33> chunks_;
    double in_place_[at_first * 21];  ///< for the first chunk, if that is so small
};

}  // namespace taskquad::detail
