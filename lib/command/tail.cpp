#include "command/tail.hpp"

#include <algorithm>

namespace taskquad::commands {

std::string last_lines(std::string_view text, bool is_cut) {
    constexpr int most = 10;
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    std::size_t begin = text.size();
    for (int lines = 0; lines < most && begin != 0; ++lines) {
        const std::size_t end_of_line = text.rfind('\n', begin - 1);
        const bool is_first = end_of_line == std::string_view::npos;
        if (is_first && is_cut && lines > 0) break;  // half a line
        begin = is_first ? 0 : end_of_line;
    }
    if (begin < text.size() && text[begin] == '\n') ++begin;
    std::string lines(text.substr(begin));
    const auto is_obeyed = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t'; };
    std::replace_if(lines.begin(), lines.end(), is_obeyed, '?');
    return lines;
}

}  // namespace taskquad::commands
