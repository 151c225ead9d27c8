// What other threads ask the foreman for.
#include <algorithm>
#include <utility>

#include "command/failure.hpp"
#include "command/foreman.hpp"

namespace taskquad::commands {

// --- by any thread

void foreman::begin(point x, std::unique_ptr<detail::recipient> to, const std::stop_token& stop) {
    std::list<evaluation> one;
    one.emplace_back(std::move(x), std::move(to), stop);
    {
        const std::lock_guard lock(mutex_);
        news_.splice(news_.end(), one);
        ++begun_;
    }
    lookout_.ring();
}

bool foreman::wait(std::chrono::duration<double> longest) {
    const auto until = later(clock::now(), longest);
    std::unique_lock lock(mutex_);
    const auto is_idle = [this] { return settled_ == begun_; };
    if (until != clock::time_point::max()) return changed_.wait_until(lock, until, is_idle);
    changed_.wait(lock, is_idle);
    return true;
}

void foreman::end() {
    std::unique_lock lock(mutex_);
    condemned_.splice(condemned_.end(), news_);
    const std::uint64_t mine = ++ends_wanted_;
    lookout_.ring();
    changed_.wait(lock, [this, mine] { return ends_done_ >= mine; });
}

// --- by its own

void foreman::take_requests() {
    std::list<evaluation> news, condemned;
    std::uint64_t ends = 0;
    {
        const std::lock_guard lock(mutex_);
        news.swap(news_);
        condemned.swap(condemned_);
        ends = ends_wanted_;
        closing_ = closing_ || is_to_close_;
    }
    if (ends != ends_seen_) {
        waiting_.splice(waiting_.end(), condemned);
        ends_seen_ = ends;
        end_all();
    }
    accept(news);
}

void foreman::accept(std::list<evaluation>& news) {
    for (evaluation& e : news) {
        e.listener.emplace(e.stop, cancellation{&has_cancellations_, &lookout_});
        const auto failed = failed_at_.find(e.x);
        if (failed != failed_at_.end()) e.not_before = later(failed->second, settings_.options.retry_delay);
    }
    waiting_.splice(waiting_.end(), news);
}

void foreman::end_all() {
    while (!waiting_.empty()) {
        std::list<evaluation> one;
        one.splice(one.begin(), waiting_, waiting_.begin());
        fail(one, failure(settings_, one.front().x, "it was not started, since all runs were ended"));
    }
    const auto now = clock::now();
    for (auto& [id, w] : workers_) w.terminate(worker::reason::ended, now);
    ended_before_ = next_id_;
}

/// The last copy is gone: what has not begun is not begun, what runs has its grace.
void foreman::close_down() {
    const auto now = clock::now();
    look_for_cancellations();
    for (auto& [id, w] : workers_) {
        if (w.rests()) w.dismiss(now);
        w.is_awaited_no_more(now);
    }
}

void foreman::look_for_cancellations() {
    for (auto e = waiting_.begin(); e != waiting_.end();) {
        std::list<evaluation> one;
        const auto next = std::next(e);
        const bool is_given_up = closing_ || e->stop.stop_requested();
        if (is_given_up) {
            one.splice(one.begin(), waiting_, e);
            fail(one, failure(settings_, one.front().x, "it was not started, since nobody waits for its value any more"));
        }
        e = next;
    }
    const auto now = clock::now();
    for (auto& [id, w] : workers_) {
        if (!w.has.empty() && w.has.front().stop.stop_requested()) w.is_awaited_no_more(now);
    }
}

void foreman::publish() {
    const auto works = [](const auto& entry) { return !entry.second.has.empty(); };
    running_ = static_cast<std::size_t>(std::count_if(workers_.begin(), workers_.end(), works));
    {
        const std::lock_guard lock(mutex_);
        settled_ = settled_here_;
        if (workers_.empty() || workers_.begin()->first >= ended_before_) ends_done_ = ends_seen_;
    }
    changed_.notify_all();
}

}  // namespace taskquad::commands
