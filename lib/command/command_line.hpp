/// The program with its arguments, and x among them.
#pragma once

#include <string>
#include <vector>

namespace taskquad::commands {

class command_line {
public:
    /// Throws as `taskquad::command` says.
    command_line(std::vector<std::string> argv, const std::string& folder, bool serves);

    /// The file that is executed.
    [[nodiscard]] const std::string& program() const noexcept { return program_; }
    [[nodiscard]] std::vector<std::string> at(double x) const;
    /// As one would write it in a shell.
    [[nodiscard]] std::string text(double x) const;

private:
    std::vector<std::string> argv_;
    std::string program_;
    bool serves_;
    bool has_place_ = false;  ///< for x
};

}  // namespace taskquad::commands
