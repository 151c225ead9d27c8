#include "command/answer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "command/numbers.hpp"
#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

constexpr std::size_t kibi = 1024, limit_of_text = 64 * kibi, limit_of_json = 16 * kibi * kibi;

/// For a message.
std::string shortened(std::string_view line) {
    constexpr std::size_t most = 80;
    return line.size() <= most ? std::string(line) : std::string(line.substr(0, most)) + "...";
}

std::string of_components(std::size_t n) { return n == 1 ? "a number" : std::to_string(n) + " numbers"; }

answer checked(std::vector<double> list, const form_of_answer& form) {
    const auto bad = std::find_if(list.begin(), list.end(), [](double y) { return !std::isfinite(y); });
    if (bad == list.end() || form.allow_non_finite) return {std::move(list), {}};
    return {{}, "its value is " + problem::text(*bad)};
}

/// The numbers of a text that may have others.
answer answer_in_text(std::string_view text, const form_of_answer& form) {
    std::vector<double> list;
    if (form.after.empty()) {
        list = last_numbers(text, form.components);
    } else {
        const std::size_t at = text.rfind(form.after);
        if (at == std::string_view::npos) return {{}, "it has not printed '" + form.after + "'"};
        list = first_numbers(text.substr(at + form.after.size()), form.components);
    }
    if (list.size() == form.components) return checked(std::move(list), form);
    const std::string where = form.after.empty() ? "" : " after '" + form.after + "'";
    if (list.empty()) return {{}, "it has printed no number" + where};
    return {{}, "it has printed " + of_components(list.size()) + where + ", but a value has " + std::to_string(form.components)};
}

}  // namespace

std::size_t form_of_answer::limit() const {
    constexpr std::size_t longest_number = 64;
    return json.empty() ? std::max(limit_of_text, components * longest_number) : limit_of_json;
}

answer answer_in_output(tail& output, const form_of_answer& form) {
    std::string_view text = output.text();
    if (!form.json.empty()) {
        if (output.is_cut()) return {{}, "it has printed more than 16 MiB, in which nobody looks for JSON"};
        return answer_in_json(text, form);
    }
    // A number may have lost its beginning.
    if (output.is_cut()) text.remove_prefix(std::min(text.size(), text.find_first_of(" \t\r\n,;")));
    return answer_in_text(text, form);
}

answer answer_in_line(std::string_view line, const form_of_answer& form) {
    if (!form.json.empty()) return answer_in_json(line, form);
    if (!form.after.empty()) return answer_in_text(line, form);
    auto list = only_numbers(line);
    if (list && list->size() == form.components) return checked(std::move(*list), form);
    return {{}, "it has answered '" + shortened(line) + "', not " + of_components(form.components) + " and nothing else"};
}

}  // namespace taskquad::commands
