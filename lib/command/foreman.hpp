/// The one thread that looks after all runs of a command.
///
/// It starts what is asked for, as many at a time as may be, reads what comes, keeps the times, and reaps. Other threads leave word
/// and ring; nobody waits for it but who asks to (`wait`, `end`, the destructor). It takes no signal of the host's.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "command/lookout.hpp"
#include "command/settings.hpp"
#include "command/worker.hpp"

namespace taskquad::commands {

class foreman {
public:
    explicit foreman(settings s);
    foreman(const foreman&) = delete;
    foreman& operator=(const foreman&) = delete;
    /// Runs have their grace; then all processes are ended, and the thread. Where that is the calling thread, nothing is waited
    /// for.
    static void dismiss(std::unique_ptr<foreman> f) noexcept;
    ~foreman() = default;

    [[nodiscard]] const settings& about() const noexcept { return settings_; }

    // By any thread.
    void begin(point x, std::unique_ptr<detail::recipient> to, const std::stop_token& stop);
    [[nodiscard]] std::size_t running() const noexcept { return running_; }
    [[nodiscard]] bool wait(std::chrono::duration<double> longest);
    void end();

private:
    using workers = std::map<std::uint64_t, worker>;

    void work() noexcept;
    void look_at_clock();
    [[nodiscard]] bool is_done() const noexcept { return closing_ && workers_.empty() && waiting_.empty(); }

    // What others have asked for: foreman_requests.cpp.
    void take_requests();
    void accept(std::list<evaluation>& news);
    void end_all();
    void close_down();
    void look_for_cancellations();
    void publish();

    // Starting: foreman_starts.cpp.
    void start_what_can_be();
    bool place(std::list<evaluation>& one);
    bool start_worker(std::list<evaluation>& one);
    bool may_wait_for_more();
    void ask(worker& w, std::list<evaluation>& one);
    worker* resting();
    [[nodiscard]] clock::time_point next_time() const;

    // What comes of it: foreman_results.cpp.
    void look_at(const sign& s);
    void read(worker& w, stream which);
    void hear(worker& w);
    void finish(workers::iterator w);
    void drop(workers::iterator w) noexcept;
    void conclude(worker& w, const ending& how);
    void conclude_served(worker& w, const ending& how);
    void settle(std::list<evaluation>& one, const std::vector<double>& value);
    void fail(std::list<evaluation>& one, std::exception_ptr e);
    void fail_later(const point& x);

    const settings settings_;
    lookout lookout_;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Under the mutex.
    std::list<evaluation> news_, condemned_;
    std::uint64_t begun_ = 0, settled_ = 0, ends_wanted_ = 0, ends_done_ = 0;
    bool is_to_close_ = false;

    std::atomic<std::size_t> running_ = 0;
    std::atomic<bool> has_cancellations_ = false;

    // The thread's.
    workers workers_;
    std::list<evaluation> waiting_;
    std::map<point, clock::time_point> failed_at_;  ///< where it may not be asked again yet
    std::uint64_t next_id_ = 0, settled_here_ = 0, ends_seen_ = 0, ended_before_ = 0;
    clock::time_point short_until_ = clock::time_point::min();  ///< the system is short of something
    clock::time_point short_since_ = clock::time_point::max();  ///< so it is for a first run, or was for the last one
    bool closing_ = false, has_more_to_start_ = false, is_left_to_itself_ = false;
    std::thread thread_;  // the last member: it uses the others
};

}  // namespace taskquad::commands
