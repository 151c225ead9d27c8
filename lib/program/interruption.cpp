#include "program/interruption.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace taskquad::program {

namespace {

/// But for those that are to be ignored, as nohup, and a shell that runs us in the background, want it.
sigset_t signals_that_end() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU}) {
        struct sigaction now {};
        sigaction(signal, nullptr, &now);
        if (now.sa_handler != SIG_IGN) sigaddset(&set, signal);
    }
    return set;
}

/// Throws std::system_error where there is none.
commands::descriptor opened(int number, const char* what) {
    if (number < 0) throw std::system_error(errno, std::generic_category(), std::string("taskquad: ") + what);
    return commands::descriptor(number);
}

commands::descriptor descriptor_of_signals() {
    const sigset_t set = signals_that_end();
    return opened(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
}

}  // namespace

void block_signals() {
    sigset_t set = signals_that_end();
    // Who reads our output may be gone before the runs are.
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

interruption::interruption(gate& g, circumstances c)
    : gate_(g),
      around_(std::move(c)),
      signals_(descriptor_of_signals()),
      over_(opened(eventfd(0, EFD_CLOEXEC), "eventfd")),
      thread_([this] { watch(); }) {}

interruption::~interruption() {
    const std::uint64_t one = 1;
    (void)!write(over_.number(), &one, sizeof one);
    thread_.join();
}

void interruption::watch() {
    while (true) {
        std::array<pollfd, 2> events{pollfd{signals_.number(), POLLIN, 0}, pollfd{over_.number(), POLLIN, 0}};
        poll(events.data(), events.size(), milliseconds_to_sleep());
        if (events[1].revents != 0) return;
        if (events[0].revents != 0) read_signals();
        if (why_ == reason::none && clock::now() - begin_ >= around_.time_limit) close(reason::time_limit);
        if (why_ != reason::none) stop_when_idle();
    }
}

/// -1: until something comes.
int interruption::milliseconds_to_sleep() const {
    constexpr int while_runs_end = 10;
    constexpr double longest = std::numeric_limits<int>::max();
    if (stop_.stop_requested()) return -1;
    if (why_ != reason::none) return while_runs_end;
    const double left = 1000 * seconds(around_.time_limit - (clock::now() - begin_)).count();
    return left < longest ? static_cast<int>(std::max(left, 0.0)) + 1 : -1;
}

void interruption::read_signals() {
    signalfd_siginfo signal{};
    while (read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
        const bool is_another = why_ != reason::none;
        if (!is_another) close(reason::signal);
        if (is_another || signal.ssi_signo == SIGQUIT) end();
    }
}

void interruption::close(reason why) {
    why_ = why;
    gate_.close();
    around_.say_closed(why);
}

void interruption::end() {
    why_ = reason::signal;
    around_.say_ending();
    gate_.end();
}

/// A value that has come in is used a moment later. If the integration takes nothing up any more, it is not waited for.
void interruption::stop_when_idle() {
    constexpr auto patience = std::chrono::seconds(2);
    if (gate_.in_flight() > 0) return;
    const auto now = clock::now();
    idle_since_ = std::min(idle_since_, now);
    if (around_.taken_up() >= gate_.told() || now - idle_since_ > patience) stop_.request_stop();
}

}  // namespace taskquad::program
