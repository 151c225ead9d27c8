/// Waits for whatever comes first: output, the end of a process, a time, or a bell that any thread may ring.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

#include "command/descriptor.hpp"
#include "command/settings.hpp"

namespace taskquad::commands {

enum class stream : std::uint8_t { output, error, itself };

/// Something is to be read there.
struct sign {
    std::uint64_t worker;
    stream of;
};

class lookout {
public:
    lookout();  ///< throws std::system_error

    /// Throws std::system_error.
    void add(const descriptor& d, sign s);
    /// Before d is closed: a child of the host's may still have it, and then it would give signs for ever.
    void remove(const descriptor& d) noexcept;
    /// Until then at most, or the next millisecond. A time that has passed: what there is.
    std::span<const sign> wait(clock::time_point until) noexcept;

    /// By any thread, or a handler of a signal.
    void ring() const noexcept;

private:
    static constexpr int at_a_time = 64;
    descriptor epoll_, bell_;
    std::array<epoll_event, at_a_time> events_{};
    std::array<sign, at_a_time> signs_{};
};

}  // namespace taskquad::commands
