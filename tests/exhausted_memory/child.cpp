#include "child.hpp"

#include <execinfo.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <new>
#include <thread>

#include "injection.hpp"

namespace {

report* own = nullptr;

/// What std::terminate is called for.
void say_why() {
    try {
        if (const auto e = std::current_exception()) std::rethrow_exception(e);
    } catch (const std::exception& e) {
        std::snprintf(own->what, sizeof own->what, "%s", e.what());
    } catch (...) {
    }
}

/// A worker of oneTBB's that finds no memory for itself terminates: on its stack there is nothing of this program's but this
/// handler and the thread's beginning. Where a function of ours, or a task, is noexcept and throws, there is.
[[noreturn]] void at_terminate() {
    std::array<void*, 64> stack{};
    const int n = backtrace(stack.data(), static_cast<int>(stack.size()));
    const auto end = stack.begin() + n;
    // The first frame is this function's.
    const bool ours = std::any_of(stack.begin() + 1, end, [](const void* a) { return injection::in_program(a); });
    const bool theirs = std::any_of(stack.begin() + 1, end, [](const void* a) { return injection::in_tbb(a); });
    say_why();
    _exit(static_cast<int>(theirs && !ours ? ending::oneTBB : ending::terminated));
}

ending guarded(const std::function<ending(report&)>& body, report& r) {
    try {
        return body(r);
    } catch (const std::exception& e) {
        std::snprintf(r.what, sizeof r.what, "%s", e.what());
    } catch (...) {
        std::snprintf(r.what, sizeof r.what, "an exception that is none of the standard's");
    }
    return ending::wrong;
}

}  // namespace

const char* name_of(ending e) {
    constexpr std::array names{"right", "bad_alloc", "oneTBB's own end", "wrong", "hang", "std::terminate", "crash"};
    return names[static_cast<std::size_t>(e)];
}

child::child(const std::function<ending(report&)>& body) {
    void* const shared = mmap(nullptr, sizeof(report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) throw std::bad_alloc();
    report_ = new (shared) report;
    std::fflush(nullptr);
    process_ = fork();
    if (process_ < 0) std::perror("fork"), std::exit(2);
    if (process_ > 0) return;
    // A parent that is killed leaves nobody behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A list that never ends must not take the machine's memory; of the room, some is for stacks. One heap for all threads: else
    // each has room reserved.
    mallopt(M_ARENA_MAX, 1);
    const rlimit eight_gigabytes{rlim_t{8} << 30, RLIM_INFINITY}, no_core{0, 0};
    setrlimit(RLIMIT_AS, &eight_gigabytes);
    setrlimit(RLIMIT_CORE, &no_core);
    own = report_;
    std::set_terminate(at_terminate);
    _exit(static_cast<int>(guarded(body, *report_)));
}

child::~child() {
    if (!over_) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    munmap(report_, sizeof(report));
}

bool child::ended() {
    if (over_) return true;
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) == process_) {
        over_ = true;
        how_ = WIFSIGNALED(status) ? ending::crash : static_cast<ending>(WEXITSTATUS(status));
        if (WIFSIGNALED(status)) std::snprintf(report_->what, sizeof report_->what, "signal %d", WTERMSIG(status));
    } else if (age() > time_limit) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        over_ = true;
    }
    return over_;
}

void one_after_another(long n, const std::function<ending(long, report&)>& body,
                       const std::function<void(long, const child&)>& ended) {
    struct numbered {
        numbered(const std::function<ending(long, report&)>& of, long k)
            : number(k), process([&](report& r) { return of(k, r); }) {}
        long number;
        child process;
    };
    std::list<numbered> running;
    for (long k = 1; k <= n || !running.empty();) {
        const auto young =
            std::ranges::count_if(running, [](const numbered& c) { return c.process.age() < std::chrono::seconds(1); });
        if (k <= n && young < 2 && running.size() < 20) {
            running.emplace_back(body, k++);
            continue;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(300));
        std::erase_if(running, [&](numbered& c) {
            if (!c.process.ended()) return false;
            ended(c.number, c.process);
            return true;
        });
    }
}
