#include "command/foreman.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace taskquad::commands {

namespace {

/// As long as this is there, new threads take no signal but those of their own faults.
class without_signals {
public:
    without_signals() {
        sigset_t all;
        sigfillset(&all);
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) sigdelset(&all, own);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    without_signals(const without_signals&) = delete;
    without_signals& operator=(const without_signals&) = delete;
    ~without_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

}  // namespace

foreman::foreman(settings s) : settings_(std::move(s)) {
    require_pidfd();
    const without_signals in_that_thread;
    thread_ = std::thread([this] { work(); });
}

void foreman::dismiss(std::unique_ptr<foreman> f) noexcept {
    if (f->thread_.get_id() == std::this_thread::get_id()) {
        // The last copy of the integrand was gone with the completion of a value.
        f->thread_.detach();
        f->is_left_to_itself_ = f->closing_ = true;
        (void)f.release();
        return;
    }
    {
        const std::lock_guard lock(f->mutex_);
        f->is_to_close_ = true;
    }
    f->lookout_.ring();
    f->thread_.join();
}

void foreman::work() noexcept {
    while (true) {
        take_requests();
        if (has_cancellations_.exchange(false)) look_for_cancellations();
        if (closing_) close_down();
        look_at_clock();
        start_what_can_be();
        publish();
        if (is_done()) break;
        for (const sign& s : lookout_.wait(has_more_to_start_ ? clock::now() : next_time())) look_at(s);
    }
    if (is_left_to_itself_) delete this;
}

/// What has ended, or answered, is not late, though nobody may have looked until now: the host was stopped for a while (Ctrl-Z).
void foreman::look_at_clock() {
    const auto now = clock::now();
    for (auto& [id, w] : workers_) {
        if (now < w.due()) continue;
        if (settings_.options.serve) look_at({id, stream::output});
        if (!w.program.has_ended()) w.look_at_clock(now);
    }
}

clock::time_point foreman::next_time() const {
    auto next = clock::time_point::max();
    for (const auto& [id, w] : workers_) next = std::min(next, w.due());
    const auto now = clock::now();
    for (const evaluation& e : waiting_) {
        if (e.not_before > now) next = std::min(next, e.not_before);
    }
    if (!waiting_.empty() && short_until_ > now) next = std::min(next, short_until_);
    return next;
}

}  // namespace taskquad::commands
