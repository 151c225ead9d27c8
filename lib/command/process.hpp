/// A program that was started here, with the process group that it leads.
///
/// It is known by a descriptor (pidfd), not by its number, so that nobody else's process is ever meant. It is reaped by `reap`
/// alone; as long as it is not, the number of its group belongs to nobody else.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/descriptor.hpp"

namespace taskquad::commands {

/// What is to be started.
struct start {
    const std::string& program;
    const std::vector<std::string>& argv;
    const std::string& folder;  ///< empty: the caller's
    int niceness;               ///< added to the caller's
    bool is_asked;              ///< on its standard input; else that is empty
};

/// How a process has ended.
struct ending {
    bool is_known = false;  ///< false: somebody else has reaped it
    int exit_status = -1;   ///< -1: a signal has ended it
    int signal = 0;
};

class process {
public:
    /// Throws std::system_error. Where that says that the system is short of something, another attempt may succeed
    /// (`is_shortage`).
    explicit process(const start& s);
    process(process&&) = default;
    process& operator=(process&&) = delete;
    /// One that has not been reaped is killed, and waited for.
    ~process();

    /// Readable when it has ended. Not open where it had been reaped by somebody else before anything could be known of it.
    [[nodiscard]] const descriptor& itself() const noexcept { return itself_; }
    /// Standard output and error, our end; not blocking. Closed when the end has been reached.
    [[nodiscard]] descriptor& output() noexcept { return out_; }
    [[nodiscard]] descriptor& error() noexcept { return error_; }

    /// Writes to its standard input. Returns whether all was written.
    bool write(std::string_view text) noexcept;
    void close_input() noexcept { in_.close(); }
    /// Whether it has not read yet what was written, but for a last end of line.
    [[nodiscard]] bool has_unread_input() const noexcept;
    /// To its group.
    void signal(int number) noexcept;
    [[nodiscard]] bool has_ended() const noexcept;
    /// Of one that has ended: kills what is left of its group, and reaps it. Nothing, if it has not ended after all.
    std::optional<ending> reap() noexcept;

private:
    [[nodiscard]] bool is_unreaped() const noexcept;

    descriptor in_, out_, error_, itself_;
    pid_t number_ = -1;
    bool is_reaped_ = false;
};

/// Of processes, descriptors, or memory.
bool is_shortage(int error) noexcept;

/// Throws std::runtime_error where processes cannot be known by descriptors.
void require_pidfd();

}  // namespace taskquad::commands
