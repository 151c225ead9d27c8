// Apart from the rest, since the library for JSON takes its time to be compiled.
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "command/answer.hpp"

namespace taskquad::commands {

namespace {

using nlohmann::json;

/// The whole text, or its last line that is not blank; discarded where neither is JSON.
json parsed(std::string_view text) {
    json whole = json::parse(text, nullptr, false);
    if (!whole.is_discarded()) return whole;
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos) return whole;
    const std::size_t before = text.rfind('\n', end);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return json::parse(text.substr(begin, end + 1 - begin), nullptr, false);
}

/// Python's json.dumps and others write NaN and Infinity, although no JSON has them.
std::string no_json(std::string_view text) {
    const bool has_others = text.find("NaN") != std::string_view::npos || text.find("Infinity") != std::string_view::npos;
    return has_others ? "what it has printed is no JSON, which has no NaN (but null) and no Infinity"
                      : "what it has printed is no JSON";
}

/// null is what others write for a NaN.
std::optional<double> number(const json& v) {
    if (v.is_number()) return v.get<double>();
    if (v.is_null()) return std::numeric_limits<double>::quiet_NaN();
    return {};
}

std::optional<std::vector<double>> numbers(const json& v) {
    std::vector<double> list;
    const auto add = [&](const json& element) {
        const auto x = number(element);
        if (x) list.push_back(*x);
        return x.has_value();
    };
    if (!v.is_array()) return add(v) ? std::optional(list) : std::nullopt;
    for (const json& element : v) {
        if (!add(element)) return {};
    }
    return list;
}

}  // namespace

std::string json_pointer(const std::string& path) {
    std::string pointer;
    if (path.starts_with('/')) {
        pointer = path;
    } else {
        pointer = "/";
        for (const char c : path) {
            if (c == '.') {
                pointer += '/';
            } else if (c == '/' || c == '~') {
                pointer += c == '/' ? "~1" : "~0";
            } else {
                pointer += c;
            }
        }
    }
    try {
        return json::json_pointer(pointer).to_string();
    } catch (const json::exception&) {
        throw std::invalid_argument("taskquad: command: json is '" + path + "', which is no JSON pointer");
    }
}

answer answer_in_json(std::string_view text, const form_of_answer& form) {
    const json document = parsed(text);
    if (document.is_discarded()) return {{}, no_json(text)};
    const json* found = nullptr;
    try {
        found = &document.at(json::json_pointer(form.json));
    } catch (const json::exception&) {
        return {{}, "the JSON that it has printed has nothing at " + form.json};
    }
    auto list = numbers(*found);
    if (!list || list->size() != form.components) {
        const std::string wanted =
            form.components == 1 ? "a number" : "an array of " + std::to_string(form.components) + " numbers";
        return {{}, "the JSON that it has printed has at " + form.json + " not " + wanted};
    }
    for (const double y : *list) {
        if (form.allow_non_finite || y - y == 0) continue;
        return {{}, "its value at " + form.json + " is not finite"};
    }
    return {std::move(*list), {}};
}

}  // namespace taskquad::commands
