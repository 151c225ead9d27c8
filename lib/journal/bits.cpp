#include "journal/bits.hpp"

#include <bit>
#include <cmath>
#include <cstddef>

namespace taskquad::journals {

std::int64_t checksum(std::span<const double> coordinates, std::span<const double> value) {
    std::uint32_t h = 2166136261U;
    for (const auto list : {coordinates, value}) {
        for (const double x : list) {
            for (auto bits = std::bit_cast<std::uint64_t>(x); const int shift : {0, 8, 16, 24, 32, 40, 48, 56}) {
                h = (h ^ static_cast<std::uint32_t>((bits >> shift) & 0xff)) * 16777619U;
            }
        }
    }
    return h;
}

std::vector<unsigned char> to_bytes(std::span<const double> list) {
    std::vector<unsigned char> bytes;
    for (const double x : list) {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<unsigned char>(bits >> shift));
    }
    return bytes;
}

std::vector<double> to_doubles(std::span<const unsigned char> bytes) {
    std::vector<double> list;
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t bits = 0;
        for (std::size_t k = 8; k-- > 0;) bits = bits << 8 | bytes[i + k];
        list.push_back(std::bit_cast<double>(bits));
    }
    return list;
}

bool is_kept_by_sqlite(double x) { return !std::isnan(x) && !(x == 0 && std::signbit(x)); }

}  // namespace taskquad::journals
