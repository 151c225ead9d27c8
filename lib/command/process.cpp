#include "command/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace taskquad::commands {

namespace {

// The header of glibc 2.36 for these is not made for C++, and that of the kernel is younger than some kernels.
constexpr auto by_pidfd = static_cast<idtype_t>(3);
constexpr unsigned to_its_group = 1U << 2;  // PIDFD_SIGNAL_PROCESS_GROUP, from Linux 6.9 on

int pidfd_of(pid_t p) noexcept { return static_cast<int>(syscall(SYS_pidfd_open, p, 0)); }

[[noreturn]] void refuse(int error, const char* what) { throw std::system_error(error, std::generic_category(), what); }

/// None of the numbers that are to be standard input, output and error in the child.
descriptor beyond_standard(descriptor d) {
    if (d.number() > STDERR_FILENO) return d;
    const int other = fcntl(d.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (other < 0) refuse(errno, "a pipe to it cannot be opened");
    return descriptor(other);
}

struct both_ends {
    descriptor to_read, to_write;
};

both_ends pipe() {
    std::array<int, 2> numbers{};
    if (pipe2(numbers.data(), O_CLOEXEC) != 0) refuse(errno, "a pipe to it cannot be opened");
    descriptor first(numbers[0]), second(numbers[1]);
    descriptor to_read = beyond_standard(std::move(first));
    return {std::move(to_read), beyond_standard(std::move(second))};
}

void never_block(const descriptor& d) noexcept { fcntl(d.number(), F_SETFL, fcntl(d.number(), F_GETFL) | O_NONBLOCK); }

/// What a child begins with.
class circumstances {
public:
    circumstances() {
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_init(&files_);
    }
    circumstances(const circumstances&) = delete;
    circumstances& operator=(const circumstances&) = delete;
    ~circumstances() {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&attributes_);
    }

    /// A group of its own; no signal blocked or ignored.
    void set_signals() {
        sigset_t all, none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
    }
    void set_files(const descriptor& in, const descriptor& out, const descriptor& error, const std::string& folder) {
        if (in.is_open()) {
            check(posix_spawn_file_actions_adddup2(&files_, in.number(), STDIN_FILENO));
        } else {
            check(posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
        }
        check(posix_spawn_file_actions_adddup2(&files_, out.number(), STDOUT_FILENO));
        check(posix_spawn_file_actions_adddup2(&files_, error.number(), STDERR_FILENO));
        if (!folder.empty()) check(posix_spawn_file_actions_addchdir_np(&files_, folder.c_str()));
        check(posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1));
    }
    pid_t begin(const start& s) {
        std::vector<char*> argv;
        for (const std::string& a : s.argv) argv.push_back(const_cast<char*>(a.c_str()));
        argv.push_back(nullptr);
        pid_t p = -1;
        check(posix_spawn(&p, s.program.c_str(), &files_, &attributes_, argv.data(), environ));
        return p;
    }

private:
    static void check(int error) {
        if (error != 0) refuse(error, "it cannot be started");
    }

    posix_spawnattr_t attributes_{};
    posix_spawn_file_actions_t files_{};
};

void add_niceness(pid_t group, int more) noexcept {
    if (more == 0) return;
    constexpr int nicest = 19;
    setpriority(PRIO_PGRP, static_cast<id_t>(group), std::min(getpriority(PRIO_PROCESS, 0) + more, nicest));
}

}  // namespace

bool is_shortage(int error) noexcept { return error == EAGAIN || error == EMFILE || error == ENFILE || error == ENOMEM; }

void require_pidfd() {
    const descriptor own(pidfd_of(getpid()));
    if (!own.is_open() && is_shortage(errno)) refuse(errno, "taskquad: command: no descriptor of a process can be opened");
    siginfo_t about{};
    const bool is_there =
        own.is_open() && (waitid(by_pidfd, static_cast<id_t>(own.number()), &about, WEXITED | WNOHANG) == 0 || errno == ECHILD);
    if (!is_there)
        throw std::runtime_error("taskquad: command: this system has no descriptors of processes: Linux 5.4 or later is needed");
}

process::process(const start& s) {
    both_ends in, out = pipe(), error = pipe();
    if (s.is_asked) in = pipe();
    circumstances c;
    c.set_signals();
    c.set_files(in.to_read, out.to_write, error.to_write, s.folder);
    number_ = c.begin(s);
    add_niceness(number_, s.niceness);
    in_ = std::move(in.to_write);
    out_ = std::move(out.to_read);
    error_ = std::move(error.to_read);
    for (const descriptor* d : {&in_, &out_, &error_}) {
        if (d->is_open()) never_block(*d);
    }
    itself_ = descriptor(pidfd_of(number_));
    if (itself_.is_open()) return;
    const int why = errno;
    kill(-number_, SIGKILL);
    if (why == ESRCH) return;  // the host has reaped it already
    waitpid(number_, nullptr, 0);
    refuse(why, "nothing can be known of it");
}

process::~process() {
    if (!itself_.is_open() || is_reaped_) return;
    signal(SIGKILL);
    while (!reap()) {
        pollfd end{itself_.number(), POLLIN, 0};
        poll(&end, 1, -1);
    }
}

bool process::write(std::string_view text) noexcept {
    return ::write(in_.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

bool process::has_unread_input() const noexcept {
    int bytes = 0;
    return in_.is_open() && ioctl(in_.number(), FIONREAD, &bytes) == 0 && bytes > 1;
}

/// An older kernel knows the group by its number only, which is the group's for sure as long as its leader has not been reaped.
void process::signal(int number) noexcept {
    if (syscall(SYS_pidfd_send_signal, itself_.number(), number, nullptr, to_its_group) == 0 || errno != EINVAL) return;
    if (is_unreaped()) kill(-number_, number);
}

bool process::is_unreaped() const noexcept {
    siginfo_t about{};
    return waitid(by_pidfd, static_cast<id_t>(itself_.number()), &about, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool process::has_ended() const noexcept {
    if (!itself_.is_open()) return true;
    pollfd end{itself_.number(), POLLIN, 0};
    return poll(&end, 1, 0) == 1;
}

std::optional<ending> process::reap() noexcept {
    if (!has_ended()) return {};
    if (!itself_.is_open()) return ending{};
    signal(SIGKILL);
    siginfo_t about{};
    const int found = waitid(by_pidfd, static_cast<id_t>(itself_.number()), &about, WEXITED | WNOHANG);
    if (found == 0 && about.si_pid == 0) return {};
    is_reaped_ = true;
    if (found != 0) return ending{};
    if (about.si_code == CLD_EXITED) return ending{true, about.si_status, 0};
    return ending{true, -1, about.si_status};
}

}  // namespace taskquad::commands
