// What comes of evaluations.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include "command/answer.hpp"
#include "command/failure.hpp"
#include "command/foreman.hpp"
#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

/// What there is to be read at this moment goes to the tail, up to 1 MiB: the others want to be looked at, too. Returns whether
/// that was all: nothing will follow.
bool read_into(tail& t, const descriptor& from) {
    constexpr int at_most = 16;
    std::array<char, 65536> bytes;  // NOLINT: it is filled by read
    for (int i = 0; i < at_most; ++i) {
        const ssize_t n = ::read(from.number(), bytes.data(), bytes.size());
        if (n == 0) return true;
        if (n < 0) return errno != EAGAIN && errno != EINTR;
        t.add({bytes.data(), static_cast<std::size_t>(n)});
    }
    return false;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Whether a line that has come, with that behind it, cannot be the answer to what was asked last; empty: it can. Where there are
/// two lines for an x, the second one comes, more often than not, when the next x has been written and not been read.
std::string out_of_step(const process& p, std::string_view rest) {
    std::string why;
    if (!is_blank(rest)) why = "it has answered with more than a line";
    if (p.has_unread_input()) why = "it has answered before it has read x";
    return why.empty() ? why : why + "; earlier answers of it may be those of another x, too";
}

std::string in_seconds(std::chrono::duration<double> d) { return problem::text(d.count()) + " s"; }

}  // namespace

void foreman::look_at(const sign& s) {
    const auto w = workers_.find(s.worker);
    if (w == workers_.end()) return;  // it has ended meanwhile
    try {
        if (s.of == stream::itself) {
            finish(w);
        } else {
            read(w->second, s.of);
        }
    } catch (...) {
        w->second.terminate(worker::reason::fault, clock::now());
    }
}

void foreman::read(worker& w, stream which) {
    const bool is_output = which == stream::output;
    descriptor& from = is_output ? w.program.output() : w.program.error();
    if (!from.is_open()) return;
    const bool is_end = read_into(is_output ? w.output : w.error, from);
    if (is_end) {
        lookout_.remove(from);
        from.close();
    }
    if (!is_output || !settings_.options.serve) return;
    hear(w);
    // What cannot answer any more is as good as dead.
    if (is_end) w.terminate(worker::reason::none, clock::now());
}

/// The lines of a process that serves: an answer to each question, and nothing else.
void foreman::hear(worker& w) {
    while (!w.is_being_ended()) {
        const auto now = clock::now();
        if (w.output.size() > settings_.form.limit()) return w.terminate("it has answered with a line without end", now);
        const std::string_view text = w.output.text();
        const std::size_t length = text.find('\n');
        if (length == std::string_view::npos) return;
        const std::string_view line = text.substr(0, length);
        if (!is_blank(line)) {
            if (w.has.empty()) return w.terminate("it has spoken unasked", now);
            std::string why = out_of_step(w.program, text.substr(length));
            if (!why.empty()) return w.terminate(std::move(why), now);
            answer a = answer_in_line(line, settings_.form);
            if (!a.fault.empty()) return w.terminate(std::move(a.fault), now);
            w.rest();
            settle(w.has, a.components);
        }
        w.output.remove_front(length + 1);
    }
}

/// Of a process that has ended.
void foreman::finish(workers::iterator w) {
    worker& of = w->second;
    const auto how = of.program.reap();
    if (!how) return;
    try {
        read(of, stream::error);
        read(of, stream::output);
        if (!of.has.empty()) conclude(of, *how);
    } catch (...) {
        if (!of.has.empty()) fail(of.has, std::current_exception());
    }
    drop(w);
}

void foreman::drop(workers::iterator w) noexcept {
    process& p = w->second.program;
    lookout_.remove(p.output());
    lookout_.remove(p.error());
    lookout_.remove(p.itself());
    workers_.erase(w);
    short_until_ = clock::time_point::min();
}

void foreman::conclude(worker& w, const ending& how) {
    using enum worker::reason;
    if (settings_.options.serve && w.why() == none) return conclude_served(w, how);
    const point x = w.has.front().x;
    const auto failed = [&](const std::string& why) {
        fail(w.has, failure(settings_, x, why, how, w.why() == timed_out, &w.error));
    };
    switch (w.why()) {
        case not_awaited:
            return failed("it was ended, since nobody waits for its value any more");
        case ended:
            return failed("it was ended");
        case timed_out:
            failed("it has taken longer than " + in_seconds(settings_.options.timeout) + ", and was ended: " + in_words(how));
            return fail_later(x);
        case fault:
            failed(w.fault().empty() ? "there is no memory for what it prints" : w.fault());
            return fail_later(x);
        case none:
            break;
    }
    // Where nobody knows how it has ended, what it has printed is whole if the last line is.
    const bool is_whole = how.is_known ? how.exit_status == 0 : w.output.text().ends_with('\n');
    if (!is_whole) {
        failed(in_words(how));
        return fail_later(x);
    }
    answer a = answer_in_output(w.output, settings_.form);
    if (a.fault.empty()) return settle(w.has, a.components);
    failed(a.fault + (how.is_known ? "" : "; " + in_words(how)));
    fail_later(x);
}

/// It has died, and owes a value.
void foreman::conclude_served(worker& w, const ending& how) {
    evaluation& e = w.has.front();
    if (!e.has_died_once && w.is_awaited()) {
        e.has_died_once = true;
        waiting_.splice(waiting_.begin(), w.has);
        return;
    }
    const point x = e.x;
    const std::string when = e.has_died_once ? "two processes have died there: " : "its process has died: ";
    fail(w.has, failure(settings_, x, when + in_words(how), how, false, &w.error));
    fail_later(x);
}

void foreman::settle(std::list<evaluation>& one, const std::vector<double>& value) {
    std::list<evaluation> it;
    it.splice(it.begin(), one);
    failed_at_.erase(it.front().x);
    it.front().to->value(value);
    ++settled_here_;
}

void foreman::fail(std::list<evaluation>& one, std::exception_ptr e) {
    std::list<evaluation> it;
    it.splice(it.begin(), one);
    it.front().to->failure(std::move(e));
    ++settled_here_;
}

/// The x that has failed may not be asked again at once. (What is long ago is forgotten.)
void foreman::fail_later(const point& x) {
    const auto delay = settings_.options.retry_delay;
    if (delay.count() == 0) return;
    constexpr std::size_t many = 1000;
    const auto now = clock::now();
    if (failed_at_.size() >= many) std::erase_if(failed_at_, [&](const auto& f) { return later(f.second, delay) <= now; });
    failed_at_[x] = now;
}

}  // namespace taskquad::commands
