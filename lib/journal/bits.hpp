/// Doubles as bytes, from the lowest on, whatever the machine: what a column of numbers cannot keep, and what tells a change.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace taskquad::journals {

/// By Fowler, Noll and Vo, of 32 bits, over the bytes of the doubles.
[[nodiscard]] std::int64_t checksum(std::span<const double> coordinates, std::span<const double> value);

[[nodiscard]] std::vector<unsigned char> to_bytes(std::span<const double> list);
[[nodiscard]] std::vector<double> to_doubles(std::span<const unsigned char> bytes);

/// Whether a column of SQLite keeps it to the last bit.
[[nodiscard]] bool is_kept_by_sqlite(double x);

}  // namespace taskquad::journals
