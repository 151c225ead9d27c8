/// Integrands that are programs: f(x) is one run of a command, whose last number on standard output is the value.
///
///     auto f = taskquad::command({"./simulate", "--angle", "{}"}, {.timeout = 3s, .jobs = 16});
///     auto r = taskquad::integrate(f, {0.0, 3.0}, {.relative_tolerance = 1e-6});
///
/// An asynchronous integrand (async.hpp): runs cost descriptors and processes, but no threads; one thread looks after all of them.
/// Each run is a process group of its own. Whatever is left of the group when its leader has exited is killed, so that nobody is
/// left behind; only who makes a session of his own (setsid) escapes. The host's signals, handlers and other children are left
/// alone: nothing is waited for but the processes that were started here, by descriptors of theirs.
///
/// Component `command` of the package: link taskquad::command. Linux, from 5.4 on.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <taskquad/async.hpp>
#include <taskquad/export.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

/// How a command is run, and what its value is.
struct command_options {
    /// Of one run; > 0. A run that takes longer has failed: its process group is sent SIGTERM, and after `kill_after` SIGKILL.
    std::chrono::duration<double> timeout = std::chrono::duration<double>(std::numeric_limits<double>::infinity());
    /// From SIGTERM to SIGKILL; >= 0. 0: SIGKILL at once.
    std::chrono::duration<double> kill_after = std::chrono::seconds(5);
    /// Runs at a time; 0: as many as there are cores that this process may use. Takes the place of options::concurrency. A run
    /// takes 3 descriptors, 4 with `serve`: where those, or the processes that the system allows, do not suffice, a run waits until
    /// another has ended.
    std::size_t jobs = 0;
    /// An x whose run has failed, and that is asked again (options::failures.retries says how often), is run no sooner than that
    /// after the failure; finite, >= 0.
    std::chrono::duration<double> retry_delay = std::chrono::duration<double>(0);
    /// How long runs may go on whose value nobody waits for any more, because the integration was stopped, or has converged; >= 0.
    /// A value that comes within it goes to the cache and to the journal. Then SIGTERM, and after `kill_after` SIGKILL. What has
    /// not been started yet is not started.
    std::chrono::duration<double> grace = std::chrono::duration<double>(0);
    /// How many real numbers a value has. 0: as many as the type of values says; where that leaves it open (std::vector), it must
    /// be said here. Of a complex number both parts count.
    std::size_t components = 0;
    /// Where the value stands in the JSON that the program prints: "result.energy", "values.0", or a JSON pointer, "/values/0"; of
    /// several components an array. The whole output, or else its last line that is not blank, must be JSON. null is NaN. Empty:
    /// the value is the last number, or the last numbers, in the text.
    std::string json = {};
    /// The text, such as "energy =", behind whose last occurrence on standard output the value stands: it is the first number, or
    /// are the first numbers, that follow. Empty: the last ones of all. Not together with `json`.
    std::string after = {};
    /// Whether nan and inf are values. Otherwise they are failures.
    bool allow_non_finite = false;
    /// Whether the program, started once, answers for many x: it reads an x a line, with 17 digits, on its standard input, and
    /// answers with a line that has the components of the value and nothing else, or is JSON. It must flush its output after each,
    /// and may answer x when it has read it, not before, and once. Blank lines do not count. Up to `jobs` such processes are
    /// started, as they are needed, and one that dies, exceeds the timeout (which includes the start) or answers anything else is
    /// replaced. An x at which the process died is asked once more. At the end their standard input is closed; those that go on are
    /// sent SIGTERM after `kill_after`, and SIGKILL after twice that.
    bool serve = false;
    /// What is added to the niceness of the caller; 0 to 19.
    int niceness = 0;
    /// The working directory of the runs; empty: the caller's. A program that is named by a relative path is looked for there.
    std::string folder = {};
};

/// What has become of a run that has given no value. what() names the command, x, why, and the last lines of standard error.
class TASKQUAD_EXPORT command_failure : public std::runtime_error {
public:
    struct circumstances {
        double x = 0;
        int exit_status = -1;  ///< -1: there is none, for a signal has ended it, or it could not be started
        int signal = 0;        ///< that has ended it; 0: none
        bool timed_out = false;
        std::string last_lines = {};
        std::vector<double> place = {};
    };
    command_failure(const std::string& what, circumstances c);
    ~command_failure() override;

    [[nodiscard]] double x() const noexcept { return found_->x; }
    /// Over a box all coordinates, of which x is the first; else empty.
    [[nodiscard]] const std::vector<double>& place() const noexcept { return found_->place; }
    [[nodiscard]] int exit_status() const noexcept { return found_->exit_status; }
    [[nodiscard]] int signal() const noexcept { return found_->signal; }
    [[nodiscard]] bool timed_out() const noexcept { return found_->timed_out; }
    /// Of its standard error: 10 at most, without the last end of line.
    [[nodiscard]] const std::string& last_lines() const noexcept { return found_->last_lines; }

private:
    std::shared_ptr<const circumstances> found_;  // an exception must be copied without another
};

namespace detail {

/// Who waits for the value of a run; is told one of the two, once, by the thread that looks after the runs.
class recipient {
public:
    recipient() = default;
    recipient(const recipient&) = delete;
    recipient& operator=(const recipient&) = delete;
    virtual ~recipient() = default;
    virtual void value(std::span<const double> components) noexcept = 0;
    virtual void failure(std::exception_ptr e) noexcept = 0;
};

/// All runs of a command, for values of any type. Copies share them.
class TASKQUAD_EXPORT command_runs {
public:
    /// `components`: what the type of values says; 0: nothing.
    command_runs(std::vector<std::string> argv, const command_options& o, std::size_t components);

    void begin(std::span<const double> x, std::unique_ptr<recipient> to, const std::stop_token& stop) const;
    [[nodiscard]] std::size_t jobs() const noexcept;
    [[nodiscard]] std::string command_line(std::span<const double> x) const;
    [[nodiscard]] std::size_t dimension() const;
    [[nodiscard]] std::size_t running() const;
    [[nodiscard]] bool wait(std::chrono::duration<double> longest) const;
    void end() const;

private:
    class owner;
    std::shared_ptr<owner> owner_;
};

/// Puts the components together.
template <class Value>
class value_recipient final : public recipient {
public:
    explicit value_recipient(completion<Value> done) : done_(std::move(done)) {}

    void value(std::span<const double> components) noexcept override {
        try {
            if constexpr (value_traits<Value>::fixed) {
                done_(value_traits<Value>::read(components.data(), value_traits<Value>::shape()));
            } else {
                const std::size_t elements = components.size() / components_of_element<Value>;
                done_(value_traits<Value>::read(components.data(), {elements, 1}));
            }
        } catch (...) {
            failure(std::current_exception());
        }
    }
    void failure(std::exception_ptr e) noexcept override {
        try {
            done_(std::move(e));
        } catch (...) {
            // It has been told already.
        }
    }

private:
    completion<Value> done_;
};

}  // namespace detail

/// What `command` makes: an asynchronous integrand. Copies share the processes. When the last copy is gone, the runs that are left
/// have their grace, then all processes are ended, as by `end`, and reaped: the destructor of the last copy waits for that. Safe to
/// use from several threads. After fork() a child may destroy its copy, which touches nothing of the parent's, but not call it:
/// std::logic_error.
template <value Value = double>
class command_integrand {
public:
    using value_type = Value;
    static constexpr bool stoppable = true;
    command_integrand(std::vector<std::string> argv, const command_options& o)
        : runs_(std::move(argv), o, detail::components_of_all<Value>()) {}

    /// As command_options::jobs says.
    [[nodiscard]] std::size_t max_in_flight() const noexcept { return runs_.jobs(); }
    /// Starts a run, or lets it wait until there is room for it; returns at once. For the library.
    void operator()(double x, completion<Value> done, const std::stop_token& stop) const {
        (*this)(std::span<const double>(&x, 1), std::move(done), stop);
    }
    /// The same at a point.
    void operator()(std::span<const double> x, completion<Value> done, const std::stop_token& stop) const {
        runs_.begin(x, std::make_unique<detail::value_recipient<Value>>(std::move(done)), stop);
    }

    /// Over how many axes it can be integrated: as many coordinates as the arguments name; 0: any number, since they name none, or
    /// "{}" stands for all. Throws std::invalid_argument where they name a coordinate, and not one before it.
    [[nodiscard]] std::size_t dimension() const { return runs_.dimension(); }
    /// The command of f(x), as one would write it in a shell.
    [[nodiscard]] std::string command_line(double x) const { return runs_.command_line({&x, 1}); }
    /// The same at a point.
    [[nodiscard]] std::string command_line(const std::vector<double>& x) const { return runs_.command_line(x); }
    /// Number of processes that have an x at this moment; not those of `serve` that wait for one.
    [[nodiscard]] std::size_t running() const { return runs_.running(); }
    /// Waits until no run is in progress, and none waits to be started, but no longer than that (>= 0, may be infinite). Returns
    /// whether there is none. Evaluations of an integration that has ended are those it may be worth waiting for, for their grace.
    [[nodiscard]] bool wait(std::chrono::duration<double> longest) const { return runs_.wait(longest); }
    /// Ends all runs that are there, whatever their grace: SIGTERM to their process groups, after `kill_after` SIGKILL; returns
    /// when all are reaped. Their evaluations have failed, and so have those that wait to be started. Evaluations that are begun
    /// later start processes again: stop the integration first.
    void end() const { runs_.end(); }

private:
    detail::command_runs runs_;
};

/// Makes an integrand of a program: `argv` is the program and its arguments, no shell is involved. Every "{}" and "{x}" in the
/// arguments is replaced by x with 17 digits ("%.17g"); where there is none, x becomes a last argument, but not with `serve`.
/// Over a box "{x}", "{y}" and "{z}" are the first three coordinates, "{x1}", "{x2}" and so on all of them, and "{}" is a list of
/// all with commas between; where there is none of these, the coordinates become as many last arguments. A box that has other axes
/// than the coordinates that are named is refused, with std::invalid_argument. With `serve` they come in one line, with blanks
/// between. Standard input is empty, the environment is the caller's, no other descriptor is inherited,
/// signals have their default dispositions.
///
/// The value is the last number, or are the last numbers, on standard output: words like 1.5, -2e-3, 1.5D+03 (Fortran's), 0x1.8p+3,
/// nan, inf, with anything between them that is no part of a number; a unit may follow at once ("1.5e3J"). Digits within a word,
/// those behind ^ ("J/m^2") and those of a terminal's escape sequences (colours) do not count. A decimal comma is not understood.
/// The caller's locale is of no importance. All output is read; of text the last 64 KiB are kept, of JSON there may be 16 MiB.
///
/// A run has failed (command_failure) where its exit status is not 0, a signal has ended it, it has exceeded the timeout, could not
/// be started, or has printed no number or too few, or one that is not finite. Who needs the value is told as options::failures
/// says. If the host ignores SIGCHLD, or waits for all children, the exit status may be lost: then a value is believed if the last
/// line that was printed has its end.
///
/// Throws std::invalid_argument where argv is empty or an option is outside its range, and std::runtime_error, naming it, where the
/// program or the folder is not there, or the program cannot be executed.
template <value Value = double>
[[nodiscard]] command_integrand<Value> command(std::vector<std::string> argv, const command_options& o = {}) {
    return {std::move(argv), o};
}

}  // namespace taskquad
