/// What the tests of commands have in common: the simulation, single evaluations, and what there is left of a run.
#pragma once

#include <dirent.h>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <taskquad/command.hpp>
#include <taskquad/taskquad.hpp>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "journal/files.hpp"

using namespace std::chrono_literals;

/// simulation.cpp, told that; its values are those of `bent`.
inline std::vector<std::string> simulation(const std::vector<std::string>& words = {}) {
    std::vector<std::string> argv{SIMULATION};
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
}

/// Waits for it; on a machine that has other things to do, too.
inline bool eventually(const std::function<bool()>& is_so) {
    const auto until = std::chrono::steady_clock::now() + 120s;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

/// Tries with longer and longer timeouts, until the program had the time to come to where it is to be surprised.
inline void patiently(const std::function<bool(std::chrono::milliseconds)>& is_done) {
    for (auto timeout = 300ms; timeout < 60s; timeout *= 4) {
        if (is_done(timeout)) return;
    }
    FAIL("the program is too slow");
}

/// A single value that comes later. (What a future leaves behind would be destroyed by whichever thread comes last.)
class later_value {
public:
    struct outcome {
        std::vector<double> components;
        std::exception_ptr failure;
    };
    explicit later_value(std::future<outcome> f) : future_(std::move(f)) {}

    std::vector<double> get() {
        outcome found = future_.get();
        if (found.failure) std::rethrow_exception(std::move(found.failure));
        return std::move(found.components);
    }
    [[nodiscard]] bool is_there() const { return future_.wait_for(0s) == std::future_status::ready; }

private:
    std::future<outcome> future_;
};

class awaited_value final : public taskquad::detail::pending {
public:
    void settle(std::span<const double> components) noexcept override {
        promise_.set_value({{components.begin(), components.end()}, {}});
    }
    void agree(const taskquad::value_shape&, double) override {}
    void fail(std::exception_ptr e) noexcept override { promise_.set_value({{}, std::move(e)}); }
    void drop() noexcept override { fail(std::make_exception_ptr(std::logic_error("dropped"))); }
    void abandon() noexcept override { drop(); }
    later_value later() { return later_value(promise_.get_future()); }

private:
    std::promise<later_value::outcome> promise_;
};

template <class Value>
later_value begun(const taskquad::command_integrand<Value>& f, double x, const std::stop_token& stop = {}) {
    const auto owed = std::make_shared<awaited_value>();
    auto later = owed->later();
    f(x, taskquad::completion<Value>(owed, x), stop);
    return later;
}

template <class Value>
std::vector<double> values_at(const taskquad::command_integrand<Value>& f, double x) {
    return begun(f, x).get();
}

template <class Value>
double value_at(const taskquad::command_integrand<Value>& f, double x) {
    return values_at(f, x).at(0);
}

/// How the run has failed.
inline taskquad::command_failure failure_of(later_value later) {
    try {
        (void)later.get();
    } catch (const taskquad::command_failure& e) {
        return e;
    }
    FAIL("it has not failed");
    return {"", {}};
}

inline taskquad::command_failure failure_at(const taskquad::command_integrand<>& f, double x) { return failure_of(begun(f, x)); }

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline bool has_children() {
    siginfo_t about{};
    return waitid(P_ALL, 0, &about, WEXITED | WNOHANG | WNOWAIT) == 0;
}

inline int open_descriptors() {
    int n = 0;
    DIR* const all = opendir("/proc/self/fd");
    while (readdir(all) != nullptr) ++n;
    closedir(all);
    return n;
}

/// A process that is not there, or waits for its parent, who does not ask.
inline bool is_dead(pid_t p) {
    std::ifstream about("/proc/" + std::to_string(p) + "/stat");
    std::string text;
    if (!std::getline(about, text)) return true;
    return text.at(text.rfind(')') + 2) == 'Z';
}

inline pid_t number_in(const std::string& file) {
    pid_t p = 0;
    std::ifstream(file) >> p;
    return p;
}

/// Fails where descriptors or processes are left behind.
class nothing_left {
public:
    nothing_left() = default;
    nothing_left(const nothing_left&) = delete;
    nothing_left& operator=(const nothing_left&) = delete;
    ~nothing_left() {
        CHECK_FALSE(has_children());
        CHECK(open_descriptors() == descriptors_);
    }

private:
    int descriptors_ = open_descriptors();
};
