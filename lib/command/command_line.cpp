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

#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> places{"{}", "{x}"};

bool has_place(const std::string& argument) {
    return std::any_of(places.begin(), places.end(), [&](auto place) { return argument.find(place) != std::string::npos; });
}

std::string with_x(std::string argument, const std::string& x) {
    for (const auto place : places) {
        for (std::size_t at = 0; (at = argument.find(place, at)) != std::string::npos; at += x.size()) {
            argument.replace(at, place.size(), x);
        }
    }
    return argument;
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
    has_place_ = std::any_of(argv_.begin() + 1, argv_.end(), has_place);
    if (serves && has_place_) {
        throw std::invalid_argument("taskquad: command: with serve x comes on the standard input, and no argument can contain it");
    }
    std::error_code none;
    if (!folder.empty() && !fs::is_directory(folder, none)) refuse(folder, "there is no such folder");
    program_ = program_named(argv_.front(), folder);
}

std::vector<std::string> command_line::at(double x) const {
    std::vector<std::string> argv = argv_;
    if (serves_) return argv;
    const std::string text = problem::text_of_17_digits(x);
    for (std::size_t i = 1; i < argv.size(); ++i) argv[i] = with_x(std::move(argv[i]), text);
    if (!has_place_) argv.push_back(text);
    return argv;
}

std::string command_line::text(double x) const {
    std::string text;
    if (serves_) text = "echo " + problem::text_of_17_digits(x) + " | ";
    const auto argv = at(x);
    for (std::size_t i = 0; i < argv.size(); ++i) text += (i > 0 ? " " : "") + quoted(argv[i]);
    return text;
}

}  // namespace taskquad::commands
