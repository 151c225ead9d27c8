/// The hash of a point: of the bits of its coordinates.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace taskquad::machine {

/// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4): the high bits of the product depend on all
/// bits of the key. The last step brings them into the low bits, for tables that use those.
[[nodiscard]] inline std::uint64_t hash_of(std::span<const double> coordinates) {
    auto k = std::bit_cast<std::uint64_t>(coordinates.front());
    for (const double c : coordinates.subspan(1)) k = std::rotl(k, 23) ^ std::bit_cast<std::uint64_t>(c);
    k ^= k >> 32;
    k *= 0x9e3779b97f4a7c15ULL;
    return k ^ (k >> 32);
}

}  // namespace taskquad::machine
