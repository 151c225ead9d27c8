/// A function in a process of its own, which may crash, hang or take all memory.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>

/// What a child says of itself, in memory that it shares with its parent.
struct report {
    const char* phase = "the beginning";  ///< of the program's text, which both have
    char what[240] = "";                  ///< is wrong
    long allocations = 0;
};

enum class ending {
    right,       ///< with nothing failed, or in spite of it
    exception,   ///< a std::bad_alloc reached the caller, and everything went on as it should
    oneTBB,      ///< std::terminate on a thread of oneTBB's where nothing but oneTBB runs
    wrong,       ///< as the report says
    hang,        ///< killed at the time limit
    terminated,  ///< std::terminate
    crash,       ///< a signal
};
constexpr int endings = 7;
[[nodiscard]] const char* name_of(ending e);

class child {
public:
    static constexpr std::chrono::seconds time_limit{10};

    /// Forks; `body` returns `right`, `exception` or `wrong`. The parent must not have used oneTBB.
    explicit child(const std::function<ending(report&)>& body);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    /// Kills it, if it is still there.
    ~child();

    /// Whether it has ended; looks, and does not wait.
    [[nodiscard]] bool ended();
    [[nodiscard]] ending how() const { return how_; }
    [[nodiscard]] const report& said() const { return *report_; }
    [[nodiscard]] std::chrono::steady_clock::duration age() const { return std::chrono::steady_clock::now() - begin_; }

private:
    report* report_;
    pid_t process_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    ending how_ = ending::hang;
    bool over_ = false;
};

/// Bodies 1 to n, each in a child, two at a time; each is told when it has ended. One that is a second old is most likely waiting
/// for ever, and does not keep others from running.
void one_after_another(long n, const std::function<ending(long, report&)>& body,
                       const std::function<void(long, const child&)>& ended);
