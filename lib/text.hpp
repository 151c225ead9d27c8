/// Numbers in messages: the shortest text that reads back to the same double.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace taskquad::detail {

inline std::string text(double x) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr;
    return {buffer.data(), end};
}

}  // namespace taskquad::detail
