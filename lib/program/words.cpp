#include "program/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "problem/messages.hpp"

namespace taskquad::program {

namespace {

/// As much of a text as is a number; what follows it remains.
double leading_number(std::string_view& text) {
    std::string_view rest = text;
    // As everybody writes it, though not std::from_chars.
    if (rest.starts_with('+') && !rest.starts_with("+-")) rest.remove_prefix(1);
    double x = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), x);
    if (error == std::errc::result_out_of_range) throw std::invalid_argument("is beyond the range of double");
    if (error != std::errc() || std::isnan(x)) throw std::invalid_argument("is not a number");
    text = rest.substr(static_cast<std::size_t>(end - rest.data()));
    return x;
}

bool is_plain(char c) {
    const bool is_letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_letter_or_digit || std::string_view("_-+=./,:@%{}").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& argument) {
    if (!argument.empty() && std::ranges::all_of(argument, is_plain)) return argument;
    std::string text = "'";
    for (const char c : argument) c == '\'' ? text += R"('\'')" : text += c;
    return text + "'";
}

}  // namespace

double number(std::string_view text) {
    const double x = leading_number(text);
    if (!text.empty()) throw std::invalid_argument("is not a number");
    return x;
}

std::uint64_t whole_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t n = 0;
    const char* const all = text.data() + text.size();
    auto [end, error] = std::from_chars(text.data(), all, n);
    if (end != all) {
        // 1e6, as everybody writes it.
        constexpr double exact = 0x1p53;
        double x = 0;
        const auto as_double = std::from_chars(text.data(), all, x);
        const bool is_whole = as_double.ptr == all && as_double.ec == std::errc() && x >= 0 && x <= exact && x == std::floor(x);
        if (!is_whole) throw std::invalid_argument("is not a whole number");
        n = static_cast<std::uint64_t>(x);
        error = std::errc();
    }
    if (error != std::errc() || n < least || n > most) {
        const std::string from = "must be " + std::to_string(least);
        throw std::invalid_argument(most == std::numeric_limits<std::uint64_t>::max() ? from + " or more"
                                                                                      : from + " to " + std::to_string(most));
    }
    return n;
}

seconds duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 7> units{
        {{"", 1}, {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}}};
    std::string_view rest = text;
    double amount = 0;
    try {
        amount = leading_number(rest);
    } catch (const std::invalid_argument&) {
        throw std::invalid_argument("is not a duration, such as 200ms, 3s, 5min or 2h");
    }
    const auto* const unit = std::ranges::find(units, rest, &std::pair<std::string_view, double>::first);
    if (unit == units.end()) throw std::invalid_argument("is not a duration, such as 200ms, 3s, 5min or 2h");
    if (amount < 0) throw std::invalid_argument("is negative");
    return seconds(amount * unit->second);
}

std::vector<double> numbers(std::string_view text) {
    std::vector<double> list;
    while (true) {
        const std::size_t comma = text.find(',');
        list.push_back(number(text.substr(0, comma)));
        if (comma == std::string_view::npos) return list;
        text.remove_prefix(comma + 1);
    }
}

std::string text_of(double x) { return problem::text_of_17_digits(x); }
std::string short_text_of(double x) { return problem::text(x); }

std::string text_of(seconds t) {
    const double s = t.count();
    std::array<char, 64> text{};
    const auto whole = s < 1e9 ? static_cast<long>(s) : 0L;
    if (!(s < 1e9)) return "no end";
    if (s < 10) std::snprintf(text.data(), text.size(), "%.2g s", s);
    if (s >= 10 && s < 60) std::snprintf(text.data(), text.size(), "%.0f s", s);
    if (s >= 60 && s < 3600) std::snprintf(text.data(), text.size(), "%ld:%02ld min", whole / 60, whole % 60);
    if (s >= 3600) std::snprintf(text.data(), text.size(), "%ld:%02ld h", whole / 3600, whole % 3600 / 60);
    return text.data();
}

std::string counted(std::uint64_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string quoted(const std::vector<std::string>& arguments) {
    std::string text;
    for (const std::string& argument : arguments) text += (text.empty() ? "" : " ") + quoted(argument);
    return text;
}

}  // namespace taskquad::program
