#include "command/lookout.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace taskquad::commands {

namespace {

constexpr unsigned bits_of_stream = 2;
constexpr std::uint64_t of_bell = std::numeric_limits<std::uint64_t>::max();

descriptor opened(int number) {
    if (number < 0) throw std::system_error(errno, std::generic_category(), "taskquad: command: no descriptor to wait with");
    return descriptor(number);
}

void add_to(const descriptor& epoll, const descriptor& d, std::uint64_t what) {
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.u64 = what;
    if (epoll_ctl(epoll.number(), EPOLL_CTL_ADD, d.number(), &e) != 0) {
        throw std::system_error(errno, std::generic_category(), "it cannot be waited for");
    }
}

int milliseconds_until(clock::time_point until) noexcept {
    if (until == clock::time_point::max()) return -1;
    using std::chrono::milliseconds;
    constexpr auto longest = milliseconds(std::numeric_limits<int>::max());
    return static_cast<int>(std::clamp(std::chrono::ceil<milliseconds>(until - clock::now()), milliseconds(0), longest).count());
}

}  // namespace

lookout::lookout() : epoll_(opened(epoll_create1(EPOLL_CLOEXEC))), bell_(opened(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
    add_to(epoll_, bell_, of_bell);
}

void lookout::add(const descriptor& d, sign s) { add_to(epoll_, d, s.worker << bits_of_stream | static_cast<std::uint64_t>(s.of)); }

void lookout::remove(const descriptor& d) noexcept {
    if (d.is_open()) epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, d.number(), nullptr);
}

std::span<const sign> lookout::wait(clock::time_point until) noexcept {
    const int n = epoll_wait(epoll_.number(), events_.data(), at_a_time, milliseconds_until(until));
    std::size_t count = 0;
    for (int i = 0; i < n; ++i) {
        const std::uint64_t what = events_[static_cast<std::size_t>(i)].data.u64;
        if (what == of_bell) {
            eventfd_t rung = 0;
            eventfd_read(bell_.number(), &rung);
        } else {
            signs_[count++] = {what >> bits_of_stream, static_cast<stream>(what & ((1U << bits_of_stream) - 1))};
        }
    }
    return std::span(signs_).first(count);
}

void lookout::ring() const noexcept { eventfd_write(bell_.number(), 1); }

}  // namespace taskquad::commands
