#include "command/numbers.hpp"

#include <clocale>
#include <cstdlib>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace taskquad::commands {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }
bool is_sign(char c) { return c == '+' || c == '-'; }
bool is_of_word(char c) { return is_letter(c) || is_digit(c) || c == '.'; }

/// Reads characters from a place on.
class reader {
public:
    reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void skip(std::size_t n = 1) { at_ += n; }
    /// As many as there are.
    template <class Is>
    std::string_view all(const Is& is) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

private:
    std::string_view text_;
    std::size_t at_;
};

/// Too large is infinite, too small is zero; std::from_chars says neither.
double out_of_range(const std::string& digits) {
    static const locale_t c = newlocale(LC_ALL_MASK, "C", nullptr);
    return strtod_l(digits.c_str(), nullptr, c);
}

double number_of(const std::string& digits, std::chars_format format) {
    double x = std::numeric_limits<double>::quiet_NaN();
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), x, format);
    if (read.ec != std::errc::result_out_of_range) return x;
    return out_of_range(format == std::chars_format::hex ? "0x" + digits : digits);
}

/// nan, inf or infinity, as a whole word; printf's -nan and C's nan(...), too.
std::optional<double> word_of_number(reader& r) {
    std::string word(r.all(is_of_word));
    std::transform(word.begin(), word.end(), word.begin(), lower);
    while (word.ends_with('.')) word.pop_back();  // the end of a sentence
    if (word == "nan") {
        if (r.peek() == '(') r.all([](char c) { return c == '(' || is_of_word(c); });
        if (r.peek() == ')') r.skip();
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (word == "inf" || word == "infinity") return std::numeric_limits<double>::infinity();
    return {};
}

std::optional<double> hexadecimal(reader& r) {
    const auto is_hexadecimal = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); };
    r.skip(2);
    std::string digits(r.all(is_hexadecimal));
    if (r.peek() == '.') {
        r.skip();
        digits += '.';
        digits += r.all(is_hexadecimal);
    }
    const bool has_exponent = lower(r.peek()) == 'p' && (is_digit(r.peek(1)) || (is_sign(r.peek(1)) && is_digit(r.peek(2))));
    if (has_exponent) {
        digits += 'p';
        digits += r.peek(1);
        r.skip(2);
        digits += r.all(is_digit);
    }
    if (std::none_of(digits.begin(), digits.end(), is_hexadecimal)) return {};
    return number_of(digits, std::chars_format::hex);
}

/// With its sign; nothing where none follows. Mathematica writes *^ for e.
std::string exponent(reader& r, bool has_point) {
    const bool is_mathematica =
        r.peek() == '*' && r.peek(1) == '^' && (is_digit(r.peek(2)) || (is_sign(r.peek(2)) && is_digit(r.peek(3))));
    if (is_mathematica) {
        r.skip(2);
        std::string sign_and_digits = std::string("e") + r.peek();
        r.skip();
        return sign_and_digits + std::string(r.all(is_digit));
    }
    const char letter = lower(r.peek());
    const bool is_said = (letter == 'e' || letter == 'd') && (is_digit(r.peek(1)) || (is_sign(r.peek(1)) && is_digit(r.peek(2))));
    const bool is_fortran = has_point && is_sign(r.peek()) && is_digit(r.peek(1)) && is_digit(r.peek(2)) && is_digit(r.peek(3)) &&
                            !is_of_word(r.peek(4));
    if (!is_said && !is_fortran) return {};
    if (is_said) r.skip();
    std::string text(1, 'e');
    text += r.peek();
    r.skip();
    text += r.all(is_digit);
    return text;
}

std::optional<double> decimal(reader& r) {
    std::string digits(r.all(is_digit));
    const bool has_point = r.peek() == '.';
    if (has_point) {
        r.skip();
        digits += '.';
        digits += r.all(is_digit);
    }
    digits += exponent(r, has_point);
    return number_of(digits, std::chars_format::general);
}

/// A number that begins where r stands; or else nothing, and r is beyond the word, or the character, that stands there.
std::optional<double> number_at(reader& r) {
    const char sign = is_sign(r.peek()) ? r.peek() : '\0';
    if (sign != '\0') r.skip();
    std::optional<double> x;
    if (is_letter(r.peek())) {
        x = word_of_number(r);
    } else if (r.peek() == '0' && lower(r.peek(1)) == 'x') {
        x = hexadecimal(r);
    } else if (is_digit(r.peek()) || (r.peek() == '.' && is_digit(r.peek(1)))) {
        x = decimal(r);
    } else if (sign == '\0') {
        r.skip();
    }
    return x && sign == '-' ? -*x : x;
}

/// What only a terminal obeys: "\x1b[1;32m", which makes green, has numbers that nobody means; "\x1b]0;a title\a", too.
void skip_escape_sequence(reader& r) {
    const char kind = r.peek(1);
    r.skip(2);
    if (kind == '[') {
        r.all([](char c) { return c >= ' ' && c <= '?'; });
        r.skip();
    } else if (kind == ']') {
        r.all([](char c) { return c != '\a' && c != '\x1b'; });
    }
}

/// Of a unit: "m^-2", "10^(3)".
void skip_power(reader& r) {
    r.skip();
    if (r.peek() == '(' || r.peek() == '{') r.skip();
    if (is_sign(r.peek())) r.skip();
    r.all([](char c) { return is_digit(c) || c == '.'; });
}

/// `found(x, begin, end)` for each number, in turn. A sign directly behind a word is a hyphen.
template <class Found>
void each_number(std::string_view text, const Found& found) {
    reader r(text, 0);
    bool is_after_word = false;
    while (r.at() < text.size()) {
        if (r.peek() == '\x1b') {
            skip_escape_sequence(r);
            continue;
        }
        if (r.peek() == '^') {
            skip_power(r);
            is_after_word = false;
            continue;
        }
        if (is_after_word && is_sign(r.peek())) {
            r.skip();
            is_after_word = false;
            continue;
        }
        const std::size_t begin = r.at();
        const auto x = number_at(r);
        if (x) found(*x, begin, r.at());
        const std::string_view unit = x ? r.all(is_of_word) : std::string_view();
        is_after_word = x ? !unit.empty() && is_letter(unit.back()) : is_of_word(text[r.at() - 1]);
    }
}

}  // namespace

std::vector<double> first_numbers(std::string_view text, std::size_t n) {
    std::vector<double> all;
    each_number(text, [&](double x, std::size_t, std::size_t) {
        if (all.size() < n) all.push_back(x);
    });
    return all;
}

std::vector<double> last_numbers(std::string_view text, std::size_t n) {
    std::vector<double> all;
    each_number(text, [&](double x, std::size_t, std::size_t) {
        all.push_back(x);
        if (all.size() >= 2 * n + 64) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(n));
    });
    if (all.size() > n) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(n));
    return all;
}

std::optional<std::vector<double>> only_numbers(std::string_view line) {
    std::vector<double> all;
    std::string rest(line);
    each_number(line, [&](double x, std::size_t begin, std::size_t end) {
        all.push_back(x);
        std::fill(rest.begin() + static_cast<std::ptrdiff_t>(begin), rest.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    });
    if (rest.find_first_not_of(" \t\r,;") != std::string::npos) return {};
    return all;
}

}  // namespace taskquad::commands
