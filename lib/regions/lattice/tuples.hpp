/// Tuples of small whole numbers, numbered in the order in which they are first met: the indices of a sparse grid, one level an
/// axis, and its points, one node an axis.
///
/// Open addressing with linear probing (D. E. Knuth, The Art of Computer Programming 3, 1998, section 6.4, algorithm L).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace taskquad::regions::lattice {

using tuple = std::span<const std::uint8_t>;

class tuples {
public:
    using number = std::uint32_t;

    /// Each of so many numbers, at least one.
    explicit tuples(std::size_t width) : width_(width), slots_(at_first, none) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Valid until another tuple is numbered.
    [[nodiscard]] tuple operator[](number i) const { return std::span(all_).subspan(i * width_, width_); }

    [[nodiscard]] std::optional<number> find(tuple t) const {
        const number found = slots_[slot_of(t)];
        return found == none ? std::nullopt : std::optional(found);
    }
    /// The number of a tuple, which is given one if it has none. It must not be one that stands here.
    number number_of(tuple t) {
        if (4 * (size_ + 1) > 3 * slots_.size()) grow();
        number& found = slots_[slot_of(t)];
        if (found == none) {
            all_.insert(all_.end(), t.begin(), t.end());
            found = static_cast<number>(size_++);
        }
        return found;
    }

private:
    static constexpr number none = std::numeric_limits<number>::max();
    static constexpr std::size_t at_first = 64;  ///< slots, a power of two

    [[nodiscard]] static std::size_t hash(tuple t) {
        std::uint64_t h = 0;
        for (const std::uint8_t n : t) h = (h ^ n) * 0x9e3779b97f4a7c15ULL;
        return static_cast<std::size_t>(h ^ (h >> 32));
    }
    /// Where a tuple stands, or would stand.
    [[nodiscard]] std::size_t slot_of(tuple t) const {
        std::size_t i = hash(t) & (slots_.size() - 1);
        while (slots_[i] != none && !std::ranges::equal((*this)[slots_[i]], t)) i = (i + 1) & (slots_.size() - 1);
        return i;
    }
    void grow() {
        slots_.assign(2 * slots_.size(), none);
        for (number i = 0; i < size_; ++i) slots_[slot_of((*this)[i])] = i;
    }

    std::size_t width_, size_ = 0;
    std::vector<std::uint8_t> all_;
    std::vector<number> slots_;
};

}  // namespace taskquad::regions::lattice
