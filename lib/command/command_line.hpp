/// The program with its arguments, and x among them.
#pragma once

#include <string>
#include <vector>

namespace taskquad::commands {

/// What f is given: x, or all coordinates.
using point = std::vector<double>;

class command_line {
public:
    /// Throws as `taskquad::command` says.
    command_line(std::vector<std::string> argv, const std::string& folder, bool serves);

    /// The file that is executed.
    [[nodiscard]] const std::string& program() const noexcept { return program_; }
    [[nodiscard]] std::vector<std::string> at(const point& x) const;
    /// What a program that serves reads, without the end of line.
    [[nodiscard]] static std::string line_for(const point& x);
    /// As command_integrand::dimension says.
    [[nodiscard]] std::size_t dimension() const;
    /// As one would write it in a shell.
    [[nodiscard]] std::string text(const point& x) const;

private:
    std::vector<std::string> argv_;
    std::string program_;
    bool serves_;
};

}  // namespace taskquad::commands
