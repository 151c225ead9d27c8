#include "command/command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <taskquad/box.hpp>

#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

namespace fs = std::filesystem;

std::string joined(const point& x, std::string_view between) {
    std::string text;
    for (const double c : x) text.append(text.empty() ? "" : between).append(problem::text_of_17_digits(c));
    return text;
}

/// What stands for all coordinates in an argument, and what for the first ones.
constexpr std::string_view all_of_them = "{}";
constexpr std::array<std::string_view, 3> letters{"{x}", "{y}", "{z}"};

std::string by_number(std::size_t axis) { return "{x" + std::to_string(axis + 1) + "}"; }

/// What stands for coordinates in arguments, and the text in its place.
std::vector<std::pair<std::string, std::string>> places(const point& x) {
    std::vector<std::pair<std::string, std::string>> all{{std::string(all_of_them), joined(x, ",")}};
    for (std::size_t a = 0; a < x.size(); ++a) {
        const std::string text = problem::text_of_17_digits(x[a]);
        if (a < letters.size()) all.emplace_back(letters[a], text);
        if (x.size() > 1) all.emplace_back(by_number(a), text);
    }
    return all;
}

/// Returns whether there was any.
bool replace(std::string& argument, const std::string& place, const std::string& text) {
    bool any = false;
    for (std::size_t at = 0; (at = argument.find(place, at)) != std::string::npos; at += text.size()) {
        argument.replace(at, place.size(), text);
        any = true;
    }
    return any;
}

bool has_place(const std::string& argument) {
    return argument.find(all_of_them) != std::string::npos || argument.find(letters.front()) != std::string::npos;
}

/// Quoted, where a shell would make something else of it.
std::string quoted(const std::string& word) {
    constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

bool is_program(const fs::path& file) {
    std::error_code none;
    return fs::is_regular_file(file, none) && access(file.c_str(), X_OK) == 0;
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw std::runtime_error("taskquad: command: " + name + ": " + why);
}

/// Only what is relative needs the current folder, which may have been removed.
fs::path absolute_path(const fs::path& file) {
    if (file.is_absolute()) return file;
    std::error_code none;
    const fs::path here = fs::current_path(none);
    if (here.empty()) refuse(file.string(), "is looked for in the current folder, which is not there any more");
    return here / file;
}

/// A name with a slash is that of a file, seen from the folder; another is looked for along PATH.
std::string program_named(const std::string& name, const fs::path& folder) {
    if (name.find('/') != std::string::npos) {
        const fs::path file = absolute_path(folder / name);
        std::error_code none;
        if (!fs::exists(file, none)) refuse(file.string(), "there is no such program");
        if (!is_program(file)) refuse(file.string(), "cannot be executed");
        return file.string();
    }
    const char* const variable = std::getenv("PATH");
    std::string_view path = variable != nullptr ? variable : "/bin:/usr/bin";
    while (true) {
        const std::size_t colon = path.find(':');
        const fs::path file = absolute_path(fs::path(path.substr(0, colon)) / name);
        if (is_program(file)) return file.string();
        if (colon == std::string_view::npos) break;
        path.remove_prefix(colon + 1);
    }
    refuse(name, "there is no such program along PATH");
}

}  // namespace

command_line::command_line(std::vector<std::string> argv, const std::string& folder, bool serves)
    : argv_(std::move(argv)), serves_(serves) {
    if (argv_.empty() || argv_.front().empty()) throw std::invalid_argument("taskquad: command: the program has no name");
    for (const std::string& argument : argv_) {
        if (argument.find('\0') != std::string::npos)
            throw std::invalid_argument("taskquad: command: an argument contains a zero byte");
    }
    if (serves && std::any_of(argv_.begin() + 1, argv_.end(), has_place)) {
        throw std::invalid_argument("taskquad: command: with serve x comes on the standard input, and no argument can contain it");
    }
    std::error_code none;
    if (!folder.empty() && !fs::is_directory(folder, none)) refuse(folder, "there is no such folder");
    program_ = program_named(argv_.front(), folder);
}

std::vector<std::string> command_line::at(const point& x) const {
    std::vector<std::string> argv = argv_;
    if (serves_) return argv;
    bool has_place = false;
    for (const auto& [place, text] : places(x)) {
        for (std::size_t i = 1; i < argv.size(); ++i) has_place |= replace(argv[i], place, text);
    }
    if (has_place) return argv;
    for (const double c : x) argv.push_back(problem::text_of_17_digits(c));
    return argv;
}

std::size_t command_line::dimension() const {
    const auto is_in_arguments = [this](std::string_view place) {
        return std::any_of(argv_.begin() + 1, argv_.end(),
                           [place](const std::string& argument) { return argument.find(place) != std::string::npos; });
    };
    if (serves_ || is_in_arguments(all_of_them)) return 0;
    std::size_t dimension = 0, named = 0, missing = box::most_axes;
    for (std::size_t a = 0; a < box::most_axes; ++a) {
        if (is_in_arguments(by_number(a)) || (a < letters.size() && is_in_arguments(letters[a]))) {
            dimension = a + 1;
            ++named;
        } else {
            missing = std::min(missing, a);
        }
    }
    if (named == dimension) return dimension;
    throw std::invalid_argument("taskquad: command: the arguments have " + by_number(dimension - 1) +
                                ", the last coordinate, but not " + by_number(missing));
}

std::string command_line::line_for(const point& x) { return joined(x, " "); }

std::string command_line::text(const point& x) const {
    std::string text;
    if (serves_) text = "echo " + line_for(x) + " | ";
    const auto argv = at(x);
    for (std::size_t i = 0; i < argv.size(); ++i) text += (i > 0 ? " " : "") + quoted(argv[i]);
    return text;
}

}  // namespace taskquad::commands
